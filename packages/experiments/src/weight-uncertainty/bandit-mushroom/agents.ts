import type { Key } from "@credence/tensor";
import { adam, bandits, geometricWeights, mlp, model, normalLikelihood, scaleMixture, stepDecay, stepMethods } from "credence";

/** The rate is halved every so many steps of the game; the standard deviations of the prior's two parts are e to minus these. */
export const learning = { hidden: [100, 100], batchSize: 64, learningRate: 1e-4, halveEvery: 5000, minusLogStdDevs: [0, 6], dropout: 0.2 };
export type BanditLearning = typeof learning & { readonly updatesPerStep: number };

type Kind = { readonly label: string } & Partial<Pick<bandits.NetworkAgentOptions, "method" | "value" | "epsilon">>;

const initialization = { mean: [-0.2, 0.2], rho: [-5, -4] } as const;
const bayes = stepMethods.bayesByBackprop({ draws: 2, complexityWeights: geometricWeights({ relativeTo: "batch" }), initialization });

/** The source's Bayesian agent averages two draws of the weights, new for each action; Thompson sampling judges all actions by one. */
const kinds = {
  bbb: { label: "Bayes by backprop", method: bayes, value: { draws: 2, functions: "separate" } },
  "bbb-thompson": { label: "Bayes by backprop, Thompson", method: bayes },
  greedy: { label: "greedy" },
  "epsilon-1": { label: "1 % random", epsilon: 0.01 },
  "epsilon-5": { label: "5 % random", epsilon: 0.05 },
  dropout: { label: "MC dropout, Thompson", method: stepMethods.mcDropout() },
  linear: { label: "linear Thompson (exact)" },
} as const;

/** Who plays. */
export type BanditAgentName = keyof typeof kinds;
export const banditAgents: Readonly<Record<BanditAgentName, Kind>> = kinds;
export const banditAgentNames = Object.keys(kinds) as BanditAgentName[];

/** An agent as the source has it: a network of context and action, unit likelihood, Adam. */
export function banditAgent(
  name: BanditAgentName,
  { environment, learning }: { environment: bandits.BanditEnvironment; learning: BanditLearning },
  key: Key,
): bandits.BanditAgent {
  if (name === "linear") return bandits.linearThompson({ environment });
  const { hidden, halveEvery, minusLogStdDevs, dropout, ...rates } = learning;
  const { label: _, method = stepMethods.map(), ...choice } = banditAgents[name];
  const [stdDev1, stdDev2] = minusLogStdDevs.map((minusLog) => Math.exp(-minusLog));
  const inputs = environment.features + environment.actions.length;
  const network = mlp({ inputs, hidden, outputs: 1, dropout: name === "dropout" ? dropout : 0 });
  const prior = scaleMixture({ weight: 0.5, stdDev1, stdDev2 });
  const reward = model({ network, prior, likelihood: normalLikelihood({ stdDev: 1 }) });
  // Adam on c times the gradient with epsilon e takes the steps of Adam on the gradient with epsilon e / c. The source minimises the sum
  // over a batch where we take the mean, and the mean squared error where we take half of it.
  const optimizer = adam({ epsilon: 1e-8 / (method === bayes ? rates.batchSize : 2) });
  const schedule = stepDecay({ every: halveEvery, factor: 0.5 });
  return bandits.networkAgent({ name, environment, model: reward, method, optimizer, schedule, ...choice, ...rates }, key);
}
