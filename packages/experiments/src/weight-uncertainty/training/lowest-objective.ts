import type { TraceRow } from "@credence/lab";
import { type Inference, keepBest } from "credence";

/**
 * What the source's training loop saves: the network of the epoch whose last minibatch had the lowest objective of all so far, the later of
 * equals. The Bayesian networks it stored of the regression, and the Gaussian ones of MNIST after 300 epochs, are these; those of 600 epochs are the
 * last, and of the plain ones nothing tells.
 */
export const keepLowestObjective = (method: Inference): Inference =>
  keepBest(method, { score: ({ objective }) => objective, name: "objective of the last minibatch" });

/** For `determinedBy` of such a fit. */
export const keepsLowestObjective = "lowest objective of a last minibatch";

/** The epoch whose network such a fit has kept, by a trace with the objective of every epoch. */
export const keptEpoch = (trace: readonly TraceRow[]): number =>
  trace.reduce((best, row) => (row.objective <= best.objective || Number.isNaN(best.objective) ? row : best), trace[0]).epoch;

/** For the words of a figure: which network the numbers are of. */
export const keptWords =
  "The networks are those of the epoch whose last minibatch had the lowest objective, as the source's code keeps them.";

/** How curves over epochs have the source's stored networks beside them. */
export const storedWords =
  "The epoch of a network that the source stored is that of its lowest objective, as our dots' is; its diamond stands at the last.";
