import { answerOf, type Highlight, type Study } from "@credence/lab";

/** What the report concludes, by the weight that its text gives it. */
export const highlights: readonly Highlight[] = [
  {
    experiment: "linear-regression",
    claims: ["grows-as-stated"],
    says: (measured) => `the predictive variance of a line grows away from the data (at 10 it is ${measured} times its least)`,
  },
  {
    experiment: "logistic-uncertainty",
    claims: ["variational-richer"],
    says: (measured) =>
      `variational inference captures the shape of the posterior better than Laplace (KL from the exact posterior of Laplace and of the variational fit, in nats: ${measured})`,
  },
  {
    experiment: "basis-regression",
    claims: ["falls-to-noise-as-stated"],
    says: (measured) => `with Gaussian features it falls back to the variance of the noise (${measured} at x = 2)`,
  },
  {
    experiment: "failure-prediction",
    claims: ["confidnet-ahead-of-maximum-probability"],
    says: (measured) =>
      `ConfidNet finds the errors of a classifier of digits better than its largest probability (AUPR less that one's, points: ${measured})`,
  },
  {
    experiment: "out-of-distribution",
    claims: ["odin-best-as-published"],
    says: (measured) =>
      `ODIN tells other characters from digits best (AUPR of the largest probability, MC dropout and ODIN, in %: ${measured})`,
  },
  {
    experiment: "two-moons",
    claims: ["shapes-variational"],
    says: (measured) =>
      `the uncertainty of dropout and of the variational network differs clearly in shape (inside the classes over along the boundary: ${measured})`,
  },
  {
    experiment: "linear-regression",
    claims: ["coverage-as-published"],
    says: (measured) => `the 95 % intervals of the authors' code hold 95 % of fresh targets (${measured} as a fraction)`,
  },
  {
    experiment: "two-moons",
    claims: ["grows-mc-dropout-4"],
    says: (measured) => `MC dropout grows uncertain away from two moons (at distance 4 it is ${measured} times as much as at the data)`,
  },
  {
    experiment: "mnist-variation-ratio",
    claims: ["least-certain-unidentifiable"],
    says: (measured) => `digits with the highest variation ratio cannot be identified (votes get ${measured} % of 25 wrong)`,
  },
];

export const robustDeepLearning: Study = {
  title: "Robust Deep Learning",
  authors: "D. Faget Caño",
  link: "https://github.com/DavidFaget/Master-MVA",
  bibtex: `@techreport{fagetcano-robust,
  title       = {Robust Deep Learning: report},
  author      = {Faget Ca{\\~n}o, David},
  institution = {Master MVA, course of Nicolas Thome},
  note        = {no date},
  url         = {https://github.com/DavidFaget/Master-MVA}
}`,
  summary:
    "Every experiment of a report on three weeks of practicals is run again: exact Bayesian regression, Laplace and variational approximations, Monte Carlo dropout, failure prediction and out-of-distribution detection. Where the report's text and its code differ, both are run.",
  question:
    "Which Bayesian approximations know where they have seen no data, and which scores foresee that a classifier errs or meets something it was not trained on?",
  answer: (results) => answerOf(results, highlights),
  glossary: [
    {
      term: "epistemic",
      also: ["epistemic uncertainty", "epistemic variance"],
      means: "Uncertainty about the weights, which more data would remove: the disagreement of draws from the posterior.",
    },
    {
      term: "aleatoric",
      means: "Uncertainty that stays however many data there are: the noise of the targets.",
    },
    {
      term: "predictive variance",
      means: "Variance of the noise plus the epistemic variance of the function, phi' Sigma phi for a linear model.",
    },
    {
      term: "Laplace",
      also: ["Laplace approximation"],
      means: "A normal distribution around the most probable weights whose precision is the curvature of the log posterior there.",
    },
    {
      term: "mean-field",
      also: ["mean field"],
      means: "A variational distribution in which all weights are independent.",
    },
    {
      term: "MC dropout",
      also: ["Monte Carlo dropout"],
      means: "Dropout left on when predicting: each mask is a draw of the network (Gal and Ghahramani 2016).",
    },
    {
      term: "variation ratio",
      also: ["variation ratios"],
      means: "The fraction of draws whose class is not the one most draws vote for.",
    },
    {
      term: "ConfidNet",
      means: "A head on a frozen classifier that learns the probability of the true class (Corbière et al. 2019).",
    },
    {
      term: "ODIN",
      means: "The largest softmax probability at a high temperature, after a small step of the input that raises it (Liang et al. 2018).",
    },
    {
      term: "AUPR",
      means: "Area under the curve of precision against recall: 1 is perfect, the share of positives is chance.",
    },
    {
      term: "AUROC",
      means: "Probability that a positive example scores above a negative one: 1 is perfect, 0.5 is chance.",
    },
  ],
};
