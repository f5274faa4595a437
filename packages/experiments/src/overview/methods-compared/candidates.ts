import { cosineDecay, type Inference, methods } from "credence";
import type { ProblemName } from "./problems.ts";

/** How long methods train: the share of the steps of the default budget. */
export interface Effort {
  readonly share: number;
}

/** How a method of the registry is fitted to a problem. */
interface Candidate {
  /** In tables. */
  readonly words: string;
  /** "map": from the point estimate, which is trained first; "dropout": on the network with dropout. */
  readonly needs?: "map" | "dropout";
  method(problem: ProblemName, effort: Effort): Inference;
  /** Passes over all data, forwards and backwards, of one fit; of those that start from the point estimate, beyond it. */
  passes(problem: ProblemName, effort: Effort): number;
}

const steps = (count: number, { share }: Effort): number => Math.max(8, Math.round(count * share));
const batch = { regression: 60, moons: 200 } as const;
const small = { regression: 10, moons: 20 } as const;

const pointEpochs = (effort: Effort) => steps(1500, effort);
const pointOf = (problem: ProblemName, effort: Effort) => {
  const epochs = pointEpochs(effort);
  return { epochs, batchSize: batch[problem], learningRate: 0.01, schedule: cosineDecay({ epochs }) };
};
const boundDraws = 4;
const manyDraws = 32;
const boundOf = (problem: ProblemName, effort: Effort) => {
  const epochs = steps(4000, effort);
  return { epochs, batchSize: batch[problem], learningRate: 0.01, schedule: cosineDecay({ epochs }), draws: boundDraws };
};
const boundPasses = (_: ProblemName, effort: Effort) => boundDraws * steps(4000, effort);

/** Of stochastic-gradient samplers: steps of all data whose size the sharpest direction of the posterior bears. */
const chainRate = { regression: 1e-4, moons: 0.02 } as const;
const chainOf = (problem: ProblemName, effort: Effort) => {
  const epochs = steps(12_000, effort);
  return { epochs, batchSize: batch[problem], learningRate: chainRate[problem], samples: 100 };
};
const chainPasses = (_: ProblemName, effort: Effort) => steps(12_000, effort);
const stretch = (effort: Effort) => ({ burnIn: steps(4000, effort), thin: Math.max(1, Math.floor(steps(8000, effort) / 100)) });

/** Minibatches, whose noise makes the spread. */
const swagRate = { regression: 2e-4, moons: 0.02 } as const;
const swagEpochs = (effort: Effort) => steps(600, effort);
const swagOf = (problem: ProblemName, effort: Effort) => ({
  ...{ epochs: swagEpochs(effort), batchSize: small[problem], learningRate: swagRate[problem], rank: 20 },
});
const hamiltonian = (effort: Effort) => ({ chains: 2, warmUp: steps(300, effort), draws: steps(300, effort) });

/** Every method of the registry: one without a line here does not compile. */
export const candidates: Readonly<Record<keyof typeof methods, Candidate>> = {
  map: {
    words: "one network (map)",
    method: (problem, effort) => methods.map({ ...pointOf(problem, effort), prior: "model" }),
    passes: (_, effort) => pointEpochs(effort),
  },
  laplace: {
    ...{ words: "Laplace, last layer", needs: "map", passes: () => 1 },
    method: () => methods.laplace({ curvature: "full" }),
  },
  mcDropout: {
    ...{ words: "MC dropout 0.1", needs: "dropout", passes: (_, effort) => 2 * pointEpochs(effort) },
    method: (problem, effort) => methods.mcDropout({ ...pointOf(problem, effort), epochs: 2 * pointEpochs(effort), prior: "model" }),
  },
  deepEnsemble: {
    ...{ words: "deep ensemble of 5", passes: (_, effort) => 5 * pointEpochs(effort) },
    method: (problem, effort) => methods.deepEnsemble({ ...pointOf(problem, effort), prior: "model", members: 5 }),
  },
  bayesByBackprop: {
    ...{ words: "mean field", passes: boundPasses },
    method: (problem, effort) => methods.bayesByBackprop({ ...boundOf(problem, effort), estimator: "local", complexity: "closed" }),
  },
  lowRankGaussian: {
    ...{ words: "Gaussian of rank 4", passes: boundPasses },
    method: (problem, effort) => methods.lowRankGaussian(boundOf(problem, effort)),
  },
  fullGaussian: {
    ...{ words: "full Gaussian", needs: "map", passes: (_, effort) => manyDraws * steps(1000, effort) },
    // a draw of all weights at once has no local reparameterisation: by 4 draws the noise of its gradient costs more of the bound than covariances give
    method(problem, effort) {
      const epochs = steps(1000, effort);
      return methods.fullGaussian({ ...boundOf(problem, effort), epochs, schedule: cosineDecay({ epochs }), draws: manyDraws });
    },
  },
  moped: {
    ...{ words: "MOPED", needs: "map", passes: boundPasses },
    method: (problem, effort) => methods.moped({ ...boundOf(problem, effort), estimator: "local", delta: 0.2 }),
  },
  swag: {
    ...{ words: "SWAG", needs: "map", passes: (_, effort) => swagEpochs(effort) },
    method: (problem, effort) => methods.swag({ ...swagOf(problem, effort), thin: 10 }),
  },
  multiSwag: {
    ...{ words: "multi-SWAG of 3", passes: (_, effort) => 3 * (2 * swagEpochs(effort)) },
    method: (problem, effort) => {
      const perEpoch = batch[problem] / small[problem];
      const epochs = 2 * swagEpochs(effort);
      return methods.multiSwag({ ...swagOf(problem, effort), epochs, members: 3, burnIn: swagEpochs(effort) * perEpoch, thin: 10 });
    },
  },
  sgld: {
    ...{ words: "SGLD", needs: "map", passes: chainPasses },
    method: (problem, effort) => methods.sgld({ ...chainOf(problem, effort), ...stretch(effort) }),
  },
  sghmc: {
    ...{ words: "SGHMC", needs: "map", passes: chainPasses },
    method: (problem, effort) => methods.sghmc({ ...chainOf(problem, effort), ...stretch(effort) }),
  },
  cyclicalSgld: {
    ...{ words: "cyclical SGLD", needs: "map", passes: chainPasses },
    method: (problem, effort) => {
      const cycle = Math.floor(steps(12_000, effort) / 5);
      return methods.cyclicalSgld({ ...chainOf(problem, effort), cycle, perCycle: Math.min(20, Math.floor(cycle / 4)), explore: 0.5 });
    },
  },
  hmc: {
    ...{ words: "HMC, 2 short chains", passes: (_, effort) => 32 * 2 * 2 * steps(300, effort) },
    method: (_, effort) => methods.hmc(hamiltonian(effort)),
  },
  nuts: {
    // a trajectory of depth 6, the deepest allowed
    ...{ words: "NUTS, 2 short chains", passes: (_, effort) => 2 ** 6 * 2 * 2 * steps(300, effort) },
    method: (_, effort) => methods.nuts({ ...hamiltonian(effort), maxDepth: 6 }),
  },
};

export type CandidateName = keyof typeof candidates;
export const candidateNames = Object.keys(candidates) as CandidateName[];
