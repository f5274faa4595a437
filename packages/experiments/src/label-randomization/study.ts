import { answerOf, type Highlight, type Study } from "@credence/lab";

const said = (claim: string, says: Highlight["says"], experiment = "label-randomization"): Highlight => ({
  experiment,
  claims: [claim],
  says,
});

/** What the study concludes, by the weight that its text gives it. */
export const highlights: readonly Highlight[] = [
  said("nearer-published", (ours) => `training on subsets leaves the posterior near the prior (KL over the untrained network's: ${ours})`),
  said("full-largest-published", (ours) => `the KL divergence is largest on all of MNIST (cases (i) to (v) as published, nats: ${ours})`),
  said("full-largest-bound", (ours) => `the same with the KL term in the loss (nats: ${ours})`),
  said("memorises-published", (ours) => `a network learns labels that are random (training accuracy: ${ours} %)`),
  said("gap-rises-published-10000", (ours) => `the more labels are random, the larger the gap (points: ${ours})`, "label-fractions"),
  said("full-more-accurate-published", (ours) => `the entire data set is learned best (test accuracy of cases (i) to (v), %: ${ours})`),
  said("parameters", (ours, theirs) => `the posterior has ${theirs} parameters (counted here: ${ours})`),
];

const title = "KL-Divergence-Comparison: Bayesian Neural Networks on MNIST with and without Label Randomization";
const link = "https://github.com/LianFi15/KL-Divergence-MNIST-Label-Randomization";

export const labelRandomization: Study = {
  ...{ title, authors: "LianFi15", link },
  bibtex: `@misc{lianfi15-kl,
  title  = {${title}},
  author = {LianFi15},
  note   = {no date},
  url    = {${link}}
}`,
  summary:
    "The five networks of the study are trained again: as its code has it, which leaves the KL term out of the loss; as its text has it, with Adam at 0.1; and with the KL term, which a reader expects. A second chapter randomises a growing fraction of the labels and sets the PAC-Bayes bound beside the generalisation gap.",
  question: "Does the KL divergence between posterior and prior tell whether a Bayesian network learned true labels or random ones?",
  answer: (results) => answerOf(results, highlights),
  glossary: [
    {
      term: "KL term",
      also: ["complexity term"],
      means: "KL[posterior || prior] in the loss: the evidence lower bound has it, the source has not.",
    },
    {
      term: "KL divergence",
      also: ["KL"],
      means: "Mean over the posterior of log q(w) - log p(w), in nats: 0 where the posterior is the prior.",
    },
    { term: "closed form", means: "The KL divergence of two Gaussians by its formula, without drawing." },
    {
      term: "random labels",
      means: "Drawn without looking at the image: a coin for 0 and 1 in case (v), one of ten digits in the second chapter.",
    },
    { term: "mutual information", means: "Of label and weights: how much draws of the network disagree about an image, in nats." },
    { term: "entropy", means: "Of the averaged prediction, in nats: 0 where it is sure, log 10 = 2.30 where all digits are as likely." },
    {
      term: "ECE",
      also: ["calibration error"],
      means: "Expected calibration error: mean distance of confidence and accuracy over 15 bins.",
    },
    {
      term: "PAC-Bayes bound",
      means: "Holds with probability 95 %: a bound on a draw's error from its training error, KL and the number of images.",
    },
    { term: "vacuous", means: "Of a bound on the error: 90 % or more, which guessing among ten digits has." },
    { term: "generalisation gap", means: "Test error less training error." },
  ],
};
