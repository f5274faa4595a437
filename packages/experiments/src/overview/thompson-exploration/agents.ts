import type { Key } from "@credence/tensor";
import { mlp, normal, priors, reinforcement, stepMethods } from "credence";

/** Who plays, and how an agent is called. */
export const agentNames = {
  bootstrapped: "bootstrapped ensemble",
  thompson: "Bayes by backprop, Thompson",
  greedy: "epsilon-greedy",
} as const;
export type AgentName = keyof typeof agentNames;
export const agents = Object.keys(agentNames) as AgentName[];

/** What differs between the two kinds of games. */
interface Recipe {
  readonly hidden: readonly number[];
  readonly members: number;
  readonly learning: Omit<reinforcement.DqnOptions, "environment" | "network">;
  /** Standard deviations of the fixed functions' weights, first layer and the layers after it. */
  readonly fixed: readonly [first: number, later: number];
  /** Of Bayes by backprop: how it learns where that differs, standard deviation of a target, and of the weights under the prior, where it starts. */
  readonly bayes: Partial<Recipe["learning"]>;
  readonly stdDev: number;
  readonly priorStdDev: number;
  readonly epsilonEpisodes: number;
}

export const recipes = {
  sea: {
    hidden: [32],
    members: 10,
    learning: { discount: 0.99, learningRate: 3e-3, batchSize: 64, updatesPerStep: 1, targetEvery: 40 },
    fixed: [1, 1 / Math.sqrt(32)],
    bayes: { learningRate: 1e-2, updatesPerStep: 3, targetEvery: 30 },
    stdDev: 0.05,
    priorStdDev: 0.5,
    epsilonEpisodes: 100,
  },
  cart: {
    hidden: [64, 64],
    members: 5,
    learning: { discount: 0.99, learningRate: 1e-3, batchSize: 64, updatesPerStep: 1, targetEvery: 100 },
    fixed: [1, 1 / 8],
    bayes: { learningRate: 5e-3, updatesPerStep: 3 },
    stdDev: 1,
    priorStdDev: 0.5,
    epsilonEpisodes: 60,
  },
} as const satisfies Readonly<Record<string, Recipe>>;

/** An agent of a game. */
export function agentOf(
  name: AgentName,
  { environment, recipe }: { readonly environment: reinforcement.Environment; readonly recipe: Recipe },
  key: Key,
): reinforcement.DqnAgent {
  const { hidden, members, learning, fixed, bayes, stdDev, priorStdDev, epsilonEpisodes } = recipe;
  const network = mlp({ inputs: environment.features, hidden, outputs: environment.actions.length });
  const common = { environment, network, ...learning };
  const [first, later] = fixed.map((one) => normal({ mean: 0, stdDev: one }));
  if (name === "bootstrapped")
    return reinforcement.bootstrappedDqn({ ...common, members, prior: priors({ weight: later, layers: { 0: first } }) }, key);
  if (name === "greedy")
    return reinforcement.epsilonGreedyDqn({ ...common, epsilon: { start: 1, end: 0.05, episodes: epsilonEpisodes } }, key);
  // from the prior itself: a narrower start is sure of an action before it has tried the other
  const rho = Math.log(Math.expm1(priorStdDev));
  const initialization = { mean: [-0.05, 0.05], rho: [rho, rho] } as const;
  const method = stepMethods.bayesByBackprop({ estimator: "local", initialization });
  return reinforcement.thompsonDqn({ ...common, ...bayes, prior: normal({ mean: 0, stdDev: priorStdDev }), stdDev, method }, key);
}
