import { type Inference, keepBest } from "credence";
import type { TraceRow } from "../experiment.ts";

/**
 * What the source's training loop saves: the network of the epoch whose last minibatch had the lowest objective of all so far, the later of
 * equals. The networks it stored of the regression, and those of MNIST after 300 epochs, are these; those of 600 epochs are the last.
 */
export const keepLowestObjective = (method: Inference): Inference => keepBest(method, { score: ({ objective }) => objective });

/** For `determinedBy` of such a fit. */
export const keepsLowestObjective = "lowest objective of a last minibatch";

/** The epoch whose network such a fit has kept, by a trace with the objective of every epoch. */
export const keptEpoch = (trace: readonly TraceRow[]): number =>
  trace.reduce((best, row) => (row.objective <= best.objective ? row : best), trace[0]).epoch;
