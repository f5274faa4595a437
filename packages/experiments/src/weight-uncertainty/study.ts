import { answerOf, type Highlight, type Study } from "@credence/lab";

/** What the study concludes, by the weight that its conclusion gives it. */
export const highlights: readonly Highlight[] = [
  {
    experiment: "mnist-error",
    claims: ["bnn-beats-plain-400"],
    says: (measured) => `Bayesian networks of 400 units err less often on MNIST than plain ones (in %, ${measured})`,
  },
  {
    experiment: "mnist-calibration",
    claims: ["bnn-beats-plain-400", "bnn-beats-plain-source"],
    says: (measured) => `they are better calibrated than plain networks (expected calibration error ${measured})`,
  },
  {
    experiment: "mnist-calibration",
    claims: ["near-one-plain-400", "near-one-plain-source"],
    says: (measured, published) => `a plain network is right ${published} of the time at scores near 1 (${measured})`,
  },
  {
    experiment: "mnist-pruning",
    claims: ["until-ninety-five-ours-bnn-gaussian-400", "until-ninety-five-source-bnn-gaussian-400"],
    says: (measured, published) => `the accuracy stays at ${published} until 95 % of the weights are removed (${measured})`,
  },
  {
    experiment: "regression-noise",
    claims: ["lowest-bound-stated"],
    says: (measured) => `a likelihood noise of 0.1 has the lowest free energy of 0.01, 0.1 and 1 (${measured} nats)`,
  },
  {
    experiment: "regression-local-reparameterization",
    claims: ["convergence-stated"],
    says: (measured) =>
      `local reparameterisation does not make the regression converge sooner (with it, the free energy reached without is met at epoch ${measured})`,
  },
  {
    experiment: "regression-priors",
    claims: ["gaussian-order-stated"],
    says: (measured) => `the narrower the Gaussian prior, the higher the lppd (${measured} nats, from wide to narrow)`,
  },
  {
    experiment: "mnist-adversarial",
    claims: ["ours-400-least-hurt-transfer-unclipped-test", "source-400-least-hurt-transfer-unclipped-test"],
    says: (measured) => `FGSM at 0.05 hurts Bayesian networks less than dropout and plain ones (${measured})`,
  },
  {
    experiment: "bandit-mushroom",
    claims: ["bbb-converges-sooner"],
    says: (measured) => `Bayes by backprop converges sooner than greedy play in the bandit (steps ${measured})`,
  },
  {
    experiment: "prior-densities",
    claims: ["subtle-peak"],
    says: (measured) => `the narrow width of the mixture changes its density subtly (${measured})`,
  },
  {
    experiment: "prior-densities",
    claims: ["laplace-beyond-1-published"],
    says: (measured) => `a Laplace prior has less mass in the tails than the mixture (beyond 1: ${measured})`,
  },
  {
    experiment: "mnist-weights",
    claims: ["broadest-ours-400", "broadest-source-400"],
    says: (measured) => `the weights under a Gaussian prior are the broadest (BNN, dropout, plain: ${measured})`,
  },
  {
    experiment: "imported-networks",
    claims: ["bnn-gaussian-complexity"],
    says: (measured) => `the study's stored networks give its numbers here (complexity ${measured} nats)`,
  },
  {
    experiment: "prior-densities",
    claims: ["heavier-than-prior"],
    says: (measured) => `the mixture has heavier tails than N(0, 1) (mass beyond 2: ${measured})`,
  },
];

export const weightUncertainty: Study = {
  title: "Weight Uncertainty in Neural Networks",
  authors: "A. Clark, M. Bronckers, Y. Wang",
  year: 2022,
  link: "https://github.com/Cambridge-Uni-MLMI-Advanced-ML-21-22-G7/BBB",
  bibtex: `@techreport{clark2022weight,
  title       = {Weight Uncertainty in Neural Networks},
  author      = {Clark, Alan and Bronckers, Max and Wang, Yufan},
  institution = {University of Cambridge, MPhil in Machine Learning and Machine Intelligence},
  type        = {MLMI 4 Advanced Machine Learning, group 7},
  year        = {2022},
  url         = {https://github.com/Cambridge-Uni-MLMI-Advanced-ML-21-22-G7/BBB}
}`,
  summary:
    "Every experiment of this replication of Bayes by backprop (Blundell et al. 2015) is run again: each figure and table of results beside the published one, each published statement with the number measured for it. Where the study's text and its code differ, both are run.",
  question:
    "Do networks that learn a distribution over each weight regularise, know where they are unsure, withstand adversarial examples and explore better than plain networks and dropout?",
  answer: (results) => answerOf(results, highlights),
  glossary: [
    {
      term: "Bayes by backprop",
      means:
        "Fits a normal distribution to each weight by gradient descent on the free energy, with weights drawn anew in each step (Blundell et al. 2015).",
    },
    {
      term: "free energy",
      also: ["true free energy"],
      means:
        "What variational inference minimises: the complexity plus the expected negative log-likelihood of all data, in nats; minus the evidence lower bound.",
    },
    {
      term: "complexity",
      means: "KL[q || prior], the divergence of the fitted distribution over weights from the prior, in nats.",
    },
    {
      term: "last-minibatch objective",
      also: ["last-batch objective", "last-batch objectives", "objective of an epoch's last minibatch", "objective of the last minibatch"],
      means:
        "What the study recorded as its bound: the objective on the last minibatch of an epoch, in which the complexity has a weight of almost nothing. It is nearly the likelihood alone, and not the free energy.",
    },
    {
      term: "lppd",
      also: ["log pointwise predictive density"],
      means:
        "Log of the density of a test point, averaged over draws of the weights before the logarithm (eq. 20 of the study). What its tables give under this name is the mean of the log densities, which is lower.",
    },
    {
      term: "mean log density",
      means: "The log density of the test points averaged over draws after the logarithm: the quantity in Tables 1 and 2.",
    },
    {
      term: "scale mixture",
      also: ["mixture prior", "mixture"],
      means: "A prior with density pi N(0, sigma1²) + (1 - pi) N(0, sigma2²): one wide and one narrow normal around 0.",
    },
    {
      term: "local reparameterisation",
      also: ["the trick"],
      means:
        "Noise is drawn on each pre-activation instead of on the weights, with the mean and variance that the weights give it: the gradient has a lower variance (Kingma et al. 2015).",
    },
    {
      term: "kept network",
      also: ["network kept", "networks kept", "kept networks"],
      means:
        "The network of the epoch with the lowest last-minibatch objective, which the study's training loop saved in place of the last.",
    },
    {
      term: "epistemic",
      also: ["epistemic uncertainty"],
      means:
        "Uncertainty about the weights, which more data would remove: the disagreement of draws. The rest, aleatoric, is the noise of the data.",
    },
    {
      term: "expected calibration error",
      means: "The mean distance between a score and the fraction of right answers among those with about that score.",
    },
    {
      term: "signal-to-noise ratio",
      also: ["signal-to-noise"],
      means: "|mean| over standard deviation of a weight; pruning removes the lowest first.",
    },
    {
      term: "FGSM",
      means: "Fast gradient sign method: each pixel moves by epsilon in the direction that raises the loss (Goodfellow et al. 2015).",
    },
    {
      term: "transfer attack",
      also: ["transferred", "transfer"],
      means: "Adversarial images are made with another network, here a convolutional one, and shown to the network under test.",
    },
    {
      term: "regret",
      means: "The reward of the best action less that of the action taken, added up over a game; expected where chance is averaged out.",
    },
    {
      term: "Thompson sampling",
      also: ["Thompson"],
      means: "Acts by one draw of the weights: explores as much as the weights are unsure.",
    },
  ],
};
