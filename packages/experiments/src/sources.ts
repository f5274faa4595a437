/** What a book says of its source on the first page. */
export interface Source {
  /** Key in REFERENCES.md, and of the experiments. */
  readonly name: string;
  /** The document's own long name. */
  readonly alias?: string;
  readonly title: string;
  readonly summary: string;
}

/** The documents whose experiments are reproduced, each as one book: `credence run --source NAME`. */
export const sources: readonly Source[] = [
  {
    name: "weight-uncertainty",
    title: "Weight uncertainty in neural networks",
    summary:
      "Every experiment of a replication study of Bayes by backprop (Blundell et al. 2015), run again: each figure and table of results beside the published one, each published statement with the number measured for it. Where the study's text and its code differ, both are run: as stated is the text, as published the code; external is a number or statement of others.",
  },
  {
    name: "robust-deep-learning",
    title: "Robust deep learning",
    summary:
      "Every experiment of a report on three practicals: exact Bayesian regression, Laplace and variational logistic regression, Monte Carlo dropout, failure prediction and out-of-distribution detection. As stated is what the report says; as published what its code ran, where the two differ.",
  },
  {
    name: "active-learning",
    alias: "bayesian-active-learning",
    title: "Bayesian deep active learning",
    summary:
      "Every experiment of a study of acquisition by Monte Carlo dropout on MNIST and Dirty-MNIST. As published is what its code ran, which takes the images it is surest of, class by class with the true labels; beside it stand the form with the sign corrected and the proper protocol, which sees no label before it asks.",
  },
];
