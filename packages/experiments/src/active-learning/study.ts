import { answerOf, type Highlight, type Study } from "@credence/lab";

/** What the study concludes, by the weight that its text gives it. */
export const highlights: readonly Highlight[] = [
  {
    experiment: "active-mnist",
    claims: ["order-as-published"],
    says: (measured) => `margin is above random and random above BALD (as published, at 320 labels, in %: ${measured})`,
  },
  {
    experiment: "active-mnist",
    claims: ["order-proper"],
    says: (measured) => `the order of margin, random and BALD is that of the strategies (under the proper protocol, in %: ${measured})`,
  },
  {
    experiment: "active-dirty-mnist",
    claims: ["order-proper", "order-as-published"],
    says: (measured) => `on Dirty-MNIST margin is best and entropy worst (margin, BALD, entropy, in %: ${measured})`,
  },
  {
    experiment: "active-acquisition-size",
    claims: ["equal-labels"],
    says: (measured) => `ten images a round reach a higher accuracy than one (at equal labels, points: ${measured})`,
  },
  {
    experiment: "active-scaling",
    claims: ["labels-beat-epochs"],
    says: (measured) => `more labels beat more epochs (at equal image passes, in %: ${measured})`,
  },
  {
    experiment: "mnist-dropout",
    claims: ["test-accuracy"],
    says: (measured) => `a network with MC dropout has ${measured} % on all of MNIST`,
  },
];

export const activeLearning: Study = {
  title: "Bayesian Deep Active Learning Experiments",
  authors: "Asimawad",
  link: "https://github.com/Asimawad/Bayesian-Deep-Active-Learning",
  bibtex: `@misc{asimawad-active,
  title  = {Bayesian Deep Active Learning Experiments},
  author = {Asimawad},
  note   = {no date},
  url    = {https://github.com/Asimawad/Bayesian-Deep-Active-Learning}
}`,
  summary:
    "The experiments of a study of active learning by Monte Carlo dropout are run again. As published is what its code ran, which takes the images it is surest of, class by class with the true labels; beside it stand the form with the sign corrected and the proper protocol, which sees no label before it asks.",
  question: "Which images should be labelled next, so that a network with Monte Carlo dropout needs fewest labels?",
  answer: (results) => answerOf(results, highlights),
  glossary: [
    { term: "pool", means: "The images without a label yet, of which some are asked about each round." },
    {
      term: "BALD",
      means:
        "Asks where the draws of the network disagree most: the mutual information of the label and the weights (Houlsby et al. 2011).",
    },
    { term: "BatchBALD", means: "Chooses the images of a round together, so that near copies are not all taken (Kirsch et al. 2019)." },
    { term: "margin", means: "Asks where the two most probable classes are nearest to each other." },
    {
      term: "proper protocol",
      means: "No label is seen before it is asked for, ten images a round, and each trial has its own start set and networks.",
    },
    {
      term: "Dirty-MNIST",
      means:
        "MNIST and as many ambiguous images, each with labels drawn at random from what a classifier thinks of it (Mukhoti et al. 2023).",
    },
    {
      term: "MC dropout",
      also: ["Monte Carlo dropout"],
      means: "Dropout left on when predicting: each mask is a draw of the network (Gal and Ghahramani 2016).",
    },
  ],
};
