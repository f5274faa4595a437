import type { Predictive } from "../../predictive/predictive.ts";
import { expectPosterior, type Posterior } from "./posterior.ts";

/** Mean and standard deviation of one array of weights under the posterior, as plain numbers. */
export interface ReadMarginal {
  /** The network's name of the array: "0.weight". */
  readonly name: string;
  readonly mean: Float32Array;
  readonly stdDev: Float32Array;
}

/**
 * Reads what a posterior believes of each weight by itself; no array is left behind.
 *
 * @throws for a posterior that has no marginals, as those of drawn networks
 */
export async function readMarginals<P extends Predictive>(posterior: Posterior<P>): Promise<readonly ReadMarginal[]> {
  expectPosterior("readMarginals", posterior as unknown as Posterior);
  if (!posterior.weightMarginals) throw new Error(`readMarginals: a posterior of kind "${posterior.kind}" has no marginals of its weights`);
  const read: ReadMarginal[] = [];
  for (const { name, mean, stdDev } of posterior.weightMarginals()) {
    read.push({ name, mean: await mean.read(), stdDev: await stdDev.read() });
    stdDev.dispose();
  }
  return read;
}
