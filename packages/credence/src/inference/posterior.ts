import type { Key, Tensor } from "@credence/tensor";
import type { Model } from "../model/model.ts";

/** Mean and standard deviation of one array of weights under the posterior. */
export interface WeightMarginal {
  /** The network's name of the array: "0.weight". */
  readonly name: string;
  readonly mean: Tensor;
  readonly stdDev: Tensor;
}

/** One function from the posterior: x [batch, ...] -> outputs [batch, outputs]. */
export type NetworkFunction = (x: Tensor) => Tensor;

/** A belief about the network's weights after seeing data. */
export interface Posterior {
  /** The family: "point", "meanField", "dropout", "ensemble". */
  readonly kind: string;
  readonly model: Model;
  /** The same weights and the same dropout mask for every x it is given: a draw is ONE function. */
  draw(key: Key): NetworkFunction;
  /** The same functions as `draw` of each key, evaluated together so that work shared by the draws is done once: x -> [draws, batch, outputs]. */
  drawMany?(keys: readonly Key[]): NetworkFunction;
  /** Where the posterior is finitely many equally likely functions (a point, an ensemble): all of them. Predictions use each once. */
  readonly support?: readonly NetworkFunction[];
  /** What pruning and weight histograms need; point estimates have no spread and no such method. */
  weightMarginals?(): readonly WeightMarginal[];
  /** KL[q || prior], nats: the closed form, or a Monte Carlo estimate from the key where there is none. */
  complexity?(key: Key): Promise<number>;
  /** JSON header + safetensors; `loadPosterior` of it gives the same draws for the same key. */
  save(): Promise<Uint8Array>;
  /** Gives its arrays back. */
  dispose(): void;
}
