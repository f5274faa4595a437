import type { Key } from "@credence/tensor";
import { adam, bandits, geometricWeights, mlp, model, normalLikelihood, scaleMixture, stepDecay, stepMethods } from "credence";

export const banditAgentNames = ["bbb", "bbb-thompson", "greedy", "epsilon-1", "epsilon-5", "dropout", "linear"] as const;

/** Who plays: Bayes by backprop two ways, a plain network three ways, dropout, and exact linear regression. */
export type BanditAgentName = (typeof banditAgentNames)[number];

export const banditAgentLabels: Readonly<Record<BanditAgentName, string>> = {
  bbb: "Bayes by backprop",
  "bbb-thompson": "Bayes by backprop, Thompson",
  greedy: "greedy",
  "epsilon-1": "1% random",
  "epsilon-5": "5% random",
  dropout: "MC dropout, Thompson",
  linear: "linear Thompson (exact)",
};

/** What an agent learns with, whoever it is. */
export type BanditLearning = {
  readonly hidden: readonly number[];
  readonly batchSize: number;
  readonly updatesPerStep: number;
  readonly learningRate: number;
  /** The rate is halved every so many steps of the game. */
  readonly halveEvery: number;
  /** -log of the standard deviations of the mixture prior, in equal parts. */
  readonly minusLogStdDevs: readonly [number, number];
  /** Rate of the dropout agent, after each hidden layer. */
  readonly dropout: number;
};

const variational = {
  draws: 2,
  complexityWeights: geometricWeights(),
  initialization: { mean: [-0.2, 0.2], rho: [-5, -4] },
} as const;
const epsilons: Partial<Record<BanditAgentName, number>> = { "epsilon-1": 0.01, "epsilon-5": 0.05 };

/**
 * An agent as the source has it: a network of context and action, unit likelihood, Adam. The source's Bayesian agent averages two draws of
 * the weights, drawn anew for each action; Thompson sampling judges all actions by one draw.
 */
export function banditAgent(
  name: BanditAgentName,
  { environment, learning }: { environment: bandits.BanditEnvironment; learning: BanditLearning },
  key: Key,
): bandits.BanditAgent {
  if (name === "linear") return bandits.linearThompson({ environment });
  const { hidden, batchSize, updatesPerStep, learningRate, halveEvery, minusLogStdDevs, dropout } = learning;
  const bayesian = name === "bbb" || name === "bbb-thompson";
  const [stdDev1, stdDev2] = minusLogStdDevs.map((minusLog) => Math.exp(-minusLog));
  const inputs = environment.features + environment.actions.length;
  const network = mlp({ inputs, hidden, outputs: 1, dropout: name === "dropout" ? dropout : 0 });
  return bandits.networkAgent(
    {
      name,
      environment,
      model: model({ network, prior: scaleMixture({ weight: 0.5, stdDev1, stdDev2 }), likelihood: normalLikelihood({ stdDev: 1 }) }),
      method: bayesian ? stepMethods.bayesByBackprop(variational) : name === "dropout" ? stepMethods.mcDropout() : stepMethods.map(),
      // Adam on c times the gradient with epsilon e takes the steps of Adam on the gradient with epsilon e / c. The source minimises the sum
      // over a batch where we take the mean, and the mean squared error where we take half of it.
      optimizer: adam({ epsilon: 1e-8 / (bayesian ? batchSize : 2) }),
      learningRate,
      schedule: stepDecay({ every: halveEvery, factor: 0.5 }),
      batchSize,
      updatesPerStep,
      value: name === "bbb" ? { draws: 2, functions: "separate" } : { draws: 1, functions: "shared" },
      epsilon: epsilons[name] ?? 0,
    },
    key,
  );
}
