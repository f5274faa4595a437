/** Where a document's figure, table or statement is run again, or why it is not. */
export type Place = readonly [what: string, where: string | { readonly why: string }];

/** Every figure, table and measurable statement of the documents, by source: an experiment of the registry, or the reason. */
export const places: Readonly<Record<string, readonly Place[]>> = {
  "weight-uncertainty": [
    ["Figures 1 and 7", "regression-ensembles"],
    ["Figures 2 and 3", "prior-densities"],
    ["Figures 4 and 22", "mnist-adversarial"],
    ["Figure 5", { why: "a drawing of the classes of its code" }],
    ["Figure 6", { why: "copied from Blundell et al. 2015, whose regression is that of Figures 8 to 13" }],
    ["Figures 8 and 9", "regression-noise"],
    ["Figures 10-13, Tables 1 and 2", "regression-priors"],
    ["Figures 14 and 15", "regression-local-reparameterization"],
    ["Figures 16 and 17", "mnist-weights"],
    ["Figure 18, Table 3", "mnist-error"],
    ["Figure 19", "mnist-calibration"],
    ["Figures 20 and 21", "mnist-pruning"],
    ["Figures 23-27", "bandit-mushroom"],
  ],
  "active-learning": [
    ["Step 1", "mnist-dropout"],
    ["Step 2", "active-random"],
    ["Steps 3 to 5, the combined figure", "active-mnist"],
    ["Step 3, epochs", "active-scaling"],
    ["Step 6", "active-acquisition-size"],
    ["Dirty-MNIST", "active-dirty-mnist"],
  ],
  "robust-deep-learning": [
    ["week 1, questions 1.4 and 1.5", "linear-regression"],
    ["week 1, questions 2.1 to 2.5", "basis-regression"],
    ["week 2, part I", "logistic-uncertainty"],
    ["week 2, part II", "two-moons"],
    ["week 3, part I", "mnist-variation-ratio"],
    ["week 3, part II", "failure-prediction"],
    ["week 3, part III", "out-of-distribution"],
  ],
  "label-randomization": [
    ["the five cases", "label-randomization"],
    ["fractions of random labels", "label-fractions"],
  ],
  overview: [
    ["variational inference maximises a lower bound", "elbo-identity"],
    ["Markov chains sample the posterior", "mcmc-diagnostics"],
    ["three methods approximate one posterior", "methods-compared"],
    ["priors regularise", "prior-regularization"],
    ["Bayesian convolutional networks", "bayesian-cnn"],
    ["Bayesian recurrent networks", "recurrent-sequence"],
    ["natural language", "question-classification"],
    ["Bayesian reinforcement learning", "thompson-exploration"],
    ["importance of features", "feature-relevance"],
    ["variational families, imbalance and attacks", "posterior-families"],
  ],
};
