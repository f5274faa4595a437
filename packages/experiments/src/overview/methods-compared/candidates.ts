import { cosineDecay, type Inference, methods } from "credence";
import type { ProblemName } from "./problems.ts";

/** How long methods train: the share of the steps of budget paper. */
export interface Effort {
  readonly share: number;
}

/** How a method of the registry is fitted to a problem. */
export interface Candidate {
  /** In tables. */
  readonly words: string;
  /** "map": from the point estimate, which is trained first; "dropout": on the network with dropout. */
  readonly needs?: "map" | "dropout";
  /** Over all data, forwards and backwards, of one fit; of those that start from the point estimate, beyond it. */
  readonly passes: number;
  readonly method: Inference;
}

const batches = { regression: 60, moons: 200 } as const;
/** Of SWAG, whose spread is made by the noise of minibatches. */
const minibatches = { regression: 10, moons: 20 } as const;
/** Of stochastic-gradient samplers: steps of all data whose size the sharpest direction of the posterior bears. */
const chainRates = { regression: 1e-4, moons: 0.02 } as const;
const swagRates = { regression: 2e-4, moons: 0.02 } as const;

/** Every method of the registry: one without a line here does not compile. */
export function candidatesOf(problem: ProblemName, { share }: Effort): Readonly<Record<keyof typeof methods, Candidate>> {
  const steps = (count: number): number => Math.max(8, Math.round(count * share));
  const batchSize = batches[problem];
  const decayed = (epochs: number) => ({ epochs, batchSize, learningRate: 0.01, schedule: cosineDecay({ epochs }) });
  const point = { ...decayed(steps(1500)), prior: "model" } as const;
  const bound = { ...decayed(steps(4000)), draws: 4 };
  const boundPasses = bound.draws * bound.epochs;
  // a draw of all weights at once has no local reparameterisation: by 4 draws the noise of its gradient costs more of the bound than covariances give
  const many = { ...decayed(steps(1000)), draws: 32 };
  const chain = { epochs: steps(12_000), batchSize, learningRate: chainRates[problem], samples: 100 };
  const stretch = { burnIn: steps(4000), thin: Math.max(1, Math.floor(steps(8000) / 100)) };
  const cycle = Math.floor(chain.epochs / 5);
  const swag = { epochs: steps(600), batchSize: minibatches[problem], learningRate: swagRates[problem], rank: 20, thin: 10 };
  const twice = { ...swag, epochs: 2 * swag.epochs, burnIn: (swag.epochs * batchSize) / swag.batchSize };
  const hamiltonian = { chains: 2, warmUp: steps(300), draws: steps(300) };
  const trajectories = 2 * (hamiltonian.warmUp + hamiltonian.draws);
  return {
    map: { words: "one network (map)", passes: point.epochs, method: methods.map(point) },
    laplace: { words: "Laplace, last layer", needs: "map", passes: 1, method: methods.laplace({ curvature: "full" }) },
    mcDropout: {
      ...{ words: "MC dropout 0.1", needs: "dropout", passes: 2 * point.epochs },
      method: methods.mcDropout({ ...point, epochs: 2 * point.epochs }),
    },
    deepEnsemble: {
      ...{ words: "deep ensemble of 5", passes: 5 * point.epochs },
      method: methods.deepEnsemble({ ...point, members: 5 }),
    },
    bayesByBackprop: {
      ...{ words: "mean field", passes: boundPasses },
      method: methods.bayesByBackprop({ ...bound, estimator: "local", complexity: "closed" }),
    },
    lowRankGaussian: { words: "Gaussian of rank 4", passes: boundPasses, method: methods.lowRankGaussian(bound) },
    fullGaussian: { words: "full Gaussian", needs: "map", passes: many.draws * many.epochs, method: methods.fullGaussian(many) },
    moped: {
      ...{ words: "MOPED", needs: "map", passes: boundPasses },
      method: methods.moped({ ...bound, estimator: "local", delta: 0.2 }),
    },
    swag: { words: "SWAG", needs: "map", passes: swag.epochs, method: methods.swag(swag) },
    multiSwag: { words: "multi-SWAG of 3", passes: 3 * twice.epochs, method: methods.multiSwag({ ...twice, members: 3 }) },
    sgld: { words: "SGLD", needs: "map", passes: chain.epochs, method: methods.sgld({ ...chain, ...stretch }) },
    sghmc: { words: "SGHMC", needs: "map", passes: chain.epochs, method: methods.sghmc({ ...chain, ...stretch }) },
    cyclicalSgld: {
      ...{ words: "cyclical SGLD", needs: "map", passes: chain.epochs },
      method: methods.cyclicalSgld({ ...chain, cycle, perCycle: Math.min(20, Math.floor(cycle / 4)), explore: 0.5 }),
    },
    hmc: { words: "HMC, 2 short chains", passes: 32 * trajectories, method: methods.hmc(hamiltonian) },
    // a trajectory of depth 6, the deepest allowed
    nuts: { words: "NUTS, 2 short chains", passes: 2 ** 6 * trajectories, method: methods.nuts({ ...hamiltonian, maxDepth: 6 }) },
  };
}

export type CandidateName = keyof typeof methods;
/** At budget paper. */
export const candidates = { regression: candidatesOf("regression", { share: 1 }), moons: candidatesOf("moons", { share: 1 }) };
export const candidateNames = Object.keys(candidates.regression) as CandidateName[];
