import { answerOf, type Highlight, type Study } from "@credence/lab";

/** What the study concludes, by the weight that its text gives it. */
export const highlights: readonly Highlight[] = [
  {
    experiment: "label-randomization",
    claims: ["nearer-published"],
    says: (measured) =>
      `training on subsets leaves the posterior similar to the prior (as published, KL over that of the untrained network: ${measured})`,
  },
  {
    experiment: "label-randomization",
    claims: ["full-largest-published"],
    says: (measured) => `the KL divergence is largest on all of MNIST (cases (i) to (v) as published, nats: ${measured})`,
  },
  {
    experiment: "label-randomization",
    claims: ["full-largest-bound"],
    says: (measured) => `the same with the KL term in the loss (nats: ${measured})`,
  },
  {
    experiment: "label-randomization",
    claims: ["memorises-published"],
    says: (measured) => `a network learns labels that are random (training accuracy: ${measured} %)`,
  },
  {
    experiment: "label-fractions",
    claims: ["gap-rises-published-10000"],
    says: (measured) => `the more labels are random, the larger the gap between training and test accuracy (points: ${measured})`,
  },
  {
    experiment: "label-randomization",
    claims: ["full-more-accurate-published"],
    says: (measured) => `the entire data set is learned best (test accuracy of cases (i) to (v), %: ${measured})`,
  },
  {
    experiment: "label-randomization",
    claims: ["parameters"],
    says: (measured, published) => `the posterior has ${published} parameters (counted here: ${measured})`,
  },
];

export const labelRandomization: Study = {
  title: "KL-Divergence-Comparison: Bayesian Neural Networks on MNIST with and without Label Randomization",
  authors: "LianFi15",
  link: "https://github.com/LianFi15/KL-Divergence-MNIST-Label-Randomization",
  bibtex: `@misc{lianfi15-kl,
  title  = {KL-Divergence-Comparison: Bayesian Neural Networks on MNIST with and without Label Randomization},
  author = {LianFi15},
  note   = {no date},
  url    = {https://github.com/LianFi15/KL-Divergence-MNIST-Label-Randomization}
}`,
  summary:
    "The five networks of the study are trained again: as its code has it, which leaves the KL term out of the loss; as its text has it, with Adam at 0.1; and with the KL term, which a reader expects. A second chapter randomises a growing fraction of the labels and sets the PAC-Bayes bound beside the generalisation gap.",
  question: "Does the KL divergence between posterior and prior tell whether a Bayesian network learned true labels or random ones?",
  answer: (results) => answerOf(results, highlights),
  glossary: [
    {
      term: "KL term",
      also: ["complexity term"],
      means: "KL[posterior || prior] in the loss, which the evidence lower bound has and the source's loss has not.",
    },
    {
      term: "KL divergence",
      also: ["KL"],
      means: "Mean over the posterior of log q(w) - log p(w), in nats: 0 where the posterior is the prior.",
    },
    {
      term: "closed form",
      means: "The KL divergence of two Gaussians by its formula, without drawing.",
    },
    {
      term: "random labels",
      means: "Labels drawn without looking at the image: a coin for 0 and 1 in case (v), one of ten digits in the chapter on fractions.",
    },
    {
      term: "mutual information",
      means: "Of label and weights: how much draws of the network disagree about an image, in nats.",
    },
    { term: "entropy", means: "Of the averaged prediction, in nats: 0 where it is sure, log 10 = 2.30 where all digits are as likely." },
    {
      term: "ECE",
      also: ["calibration error"],
      means: "Expected calibration error: mean distance of confidence and accuracy over 15 bins.",
    },
    {
      term: "PAC-Bayes bound",
      means:
        "With probability 95 %, an upper bound on the error of a network drawn from the posterior, from its training error, KL and the number of images.",
    },
    { term: "vacuous", means: "Of a bound on the error: 90 % or more, which guessing among ten digits has." },
    { term: "generalisation gap", means: "Test error less training error." },
  ],
};
