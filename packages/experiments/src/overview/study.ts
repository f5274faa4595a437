import { answerOf, type Highlight, type Study } from "@credence/lab";

/** What the overview states, by the weight that its text gives it. */
export const highlights: readonly Highlight[] = [
  {
    experiment: "methods-compared",
    claims: ["approximates-moons-bayesbybackprop", "approximates-regression-bayesbybackprop"],
    says: (measured) =>
      `variational inference approximates the posterior (distance of its spread from that of long chains, where one network has 1: ${measured})`,
  },
  {
    ...{ experiment: "elbo-identity", claims: ["identity"] },
    says: (ours) =>
      `maximising the evidence lower bound is minimising KL from the posterior (off from the log evidence at most, nats: ${ours})`,
  },
  {
    ...{ experiment: "mcmc-diagnostics", claims: ["uniform-nuts"] },
    says: (ours) => `Markov chain Monte Carlo samples the posterior (chi-square of the ranks of intercept and slope: ${ours})`,
  },
  {
    ...{ experiment: "mcmc-diagnostics", claims: ["uniform-sgld"] },
    says: (ours) => `so do stochastic-gradient chains at a constant rate (the same chi-square: ${ours})`,
  },
  {
    ...{ experiment: "prior-regularization", claims: ["l2-below-none"] },
    says: (ours) => `a prior regularises (test loss under a Gaussian prior over that without, width by width: ${ours})`,
  },
  {
    experiment: "bayesian-cnn",
    claims: ["mnist-error-local"],
    says: (measured) => `Bayesian convolutional networks classify images (test error on MNIST: ${measured} %)`,
  },
  {
    experiment: "recurrent-sequence",
    claims: ["coverage-bayes"],
    says: (measured) => `Bayesian recurrent networks know how far they see (targets in the 90% intervals of a forecast: ${measured} %)`,
  },
  {
    experiment: "question-classification",
    claims: ["trec-nll-bayes"],
    says: (measured) =>
      `words through a Bayesian recurrent network get better probabilities (NLL against the plain network: ${measured} nats)`,
  },
  {
    experiment: "thompson-exploration",
    claims: ["bootstrapped-sea-30", "bootstrapped-sea-20", "bootstrapped-sea-10"],
    says: (measured) =>
      `an ensemble with randomised priors explores where random actions do not (episodes until solved, against epsilon-greedy: ${measured})`,
  },
  {
    experiment: "feature-relevance",
    claims: ["auroc-ard-scale"],
    says: (measured) => `the posterior of the weights tells which inputs matter (AUROC of 5 in 50: ${measured})`,
  },
];

export const overview: Study = {
  title: "Bayesian Deep Learning",
  authors: "An overview without a named author",
  bibtex: `@misc{bayesian-deep-learning-overview,
  title = {Bayesian Deep Learning},
  note  = {overview, no author, no date}
}`,
  summary:
    "Each sentence of a general overview of Bayesian deep learning that can be measured is an experiment: the evidence lower bound, Markov chain Monte Carlo, priors as regularisation. The overview has no numbers; a statement is held by a measure that was written down before.",
  question: "Do the statements by which Bayesian deep learning is introduced hold when they are measured?",
  answer: (results) => answerOf(results, highlights),
  glossary: [
    {
      term: "evidence",
      also: ["log evidence", "marginal likelihood"],
      means: "Density of the data, the weights integrated out: log p(y), nats.",
    },
    {
      term: "evidence lower bound",
      also: ["ELBO"],
      means: "Expected log likelihood less KL[q || prior]: below the evidence by KL[q || posterior].",
    },
    { term: "mean-field", also: ["mean field"], means: "A variational distribution in which all weights are independent." },
    {
      term: "NUTS",
      means: "The no-U-turn sampler: Hamiltonian Monte Carlo that finds the length of each trajectory (Hoffman and Gelman 2014).",
    },
    { term: "HMC", means: "Hamiltonian Monte Carlo: proposals along trajectories that follow the gradient of the log density." },
    { term: "SGLD", means: "Stochastic-gradient Langevin dynamics: gradient steps with noise added (Welling and Teh 2011)." },
    { term: "SGHMC", means: "Stochastic-gradient Hamiltonian Monte Carlo: the same with momentum and friction (Chen et al. 2014)." },
    {
      term: "effective sample size",
      also: ["ESS"],
      means: "How many independent draws would tell a mean as well as the draws of a chain do.",
    },
    {
      ...{ term: "simulation-based calibration", also: ["SBC"] },
      means:
        "Weights drawn from the prior, data from the weights: the true weight has a uniform rank among posterior draws (Talts et al. 2018).",
    },
    {
      term: "E-BFMI",
      means: "Variance of the changes of energy over that of the energy; low where chains explore slowly (Betancourt 2017).",
    },
    { term: "spike-and-slab prior", also: ["spike and slab"], means: "A mixture of a wide and a narrow Gaussian, weight by weight." },
    { term: "NLL", also: ["test loss"], means: "Negative log likelihood of the labels, nats per image: lower is better." },
  ],
};
