import type { Key, Tensor } from "@credence/tensor";

/** Mean and standard deviation of one array of weights under the posterior. */
export interface WeightMarginal {
  readonly name: string;
  readonly mean: Tensor;
  readonly stdDev: Tensor;
}

/** A belief about the network's weights after seeing data. */
export interface Posterior {
  /** The method that made it: "bayesByBackprop". */
  readonly method: string;
  /** One function from the posterior: the same weights and the same dropout mask for every x it is given. x [batch, ...] -> outputs [batch, outputs]. */
  draw(key: Key): (x: Tensor) => Tensor;
  /** The same functions as `draw` of each key, evaluated together so that work shared by the draws is done once: x -> [draws, batch, outputs]. */
  drawMany?(keys: readonly Key[]): (x: Tensor) => Tensor;
  /** What pruning and weight histograms need; point estimates have no spread and no such method. */
  weightMarginals?(): readonly WeightMarginal[];
  /** KL[q || prior], nats. */
  complexity?(key: Key): Promise<number>;
  /** JSON header + safetensors; `loadPosterior` of it gives the same draws for the same key. */
  save(): Promise<Uint8Array>;
  /** Gives its arrays back. */
  dispose(): void;
}
