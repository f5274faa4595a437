export { type ActivationName, activation } from "./activation.ts";
export { averagePool } from "./average-pool.ts";
export { type Conv2dOptions, conv2d, conv2dMap } from "./conv2d.ts";
export { type DenseOptions, dense, denseMap } from "./dense.ts";
export { dropout } from "./dropout.ts";
export { embedding } from "./embedding.ts";
export { flatten } from "./flatten.ts";
export { networkFromJSON } from "./from-json.ts";
export { groupNorm } from "./group-norm.ts";
export { gru } from "./gru.ts";
export { defaultMap, type Layer, type LayerDescription, type LayerPass, type WeightedMap, type WeightShape } from "./layer.ts";
export { type LayerGradient, type LayerGradientOptions, layerGradients } from "./layer-gradients.ts";
export { layerNorm } from "./layer-norm.ts";
export { type LenetOptions, lenet } from "./lenet.ts";
export { lstm } from "./lstm.ts";
export { maxPool } from "./max-pool.ts";
export { type MlpOptions, mlp } from "./mlp.ts";
export type { NamedWeight, Network } from "./network.ts";
export {
  type BilinearMap,
  exactNoise,
  flipoutNoise,
  type LayerBelief,
  localReparameterizationNoise,
  type MapBelief,
  type Noise,
  type NoiseSource,
  sharedNoise,
  type WeightBelief,
} from "./noise.ts";
export { bindPasses, type DropoutMode, type PassOptions } from "./passes.ts";
export type { Carried, RecurrentLayer, RecurrentOptions, Unrolled } from "./recurrent.ts";
export { residual } from "./residual.ts";
export { sequential } from "./sequential.ts";
