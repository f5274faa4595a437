import { key } from "@credence/tensor";
import { normal } from "../../../distributions/normal.ts";
import { mlp } from "../../../nn/mlp.ts";
import { bootstrappedDqn } from "../bootstrapped-dqn.ts";
import { deepSea } from "../deep-sea.ts";
import type { DqnAgent, DqnOptions } from "../dqn-agent.ts";
import type { Environment } from "../environment.ts";
import { epsilonGreedyDqn } from "../epsilon-greedy-dqn.ts";
import { thompsonDqn } from "../thompson-dqn.ts";

export const smallSea = (size = 4): Environment => deepSea({ size, key: key(7) });
const prior = normal({ mean: 0, stdDev: 1 });

/** Every agent, small. */
export const smallAgents: Readonly<Record<string, (environment: Environment, settings?: Partial<DqnOptions>) => DqnAgent>> = {
  bootstrapped: (environment, settings) => bootstrappedDqn({ ...common(environment), ...settings, members: 3, prior }, key(3)),
  "bootstrapped, half the transitions each": (environment, settings) =>
    bootstrappedDqn({ ...common(environment), ...settings, members: 3, prior, share: 0.5 }, key(3)),
  Thompson: (environment, settings) => thompsonDqn({ ...common(environment), ...settings, prior, stdDev: 0.02 }, key(3)),
  "epsilon-greedy": (environment, settings) =>
    epsilonGreedyDqn({ ...common(environment), ...settings, epsilon: { start: 1, end: 0.2, episodes: 5 } }, key(3)),
};

const common = (environment: Environment): DqnOptions => ({
  environment,
  network: mlp({ inputs: environment.features, hidden: [8], outputs: environment.actions.length }),
  batchSize: 8,
  learningRate: 1e-2,
  targetEvery: 5,
});
