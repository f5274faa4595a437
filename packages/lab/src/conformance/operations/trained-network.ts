import {
  type ActivationName,
  activation,
  type CategoricalPredictive,
  categoricalLikelihood,
  dense,
  type Layer,
  type Likelihood,
  model,
  type NamedArray,
  normal,
  type Posterior,
  type Predictive,
  pointPosterior,
  sequential,
} from "credence";
import { type Input, tensorOf } from "./input.ts";

/** A classifier from its weights [inputs, outputs] and biases, with the activation between its layers. */
export const classifierOf = (input: Input): Posterior<CategoricalPredictive> => trainedNetworkOf(input, categoricalLikelihood());

/** A network of dense layers from its weights [inputs, outputs] and biases, which may be left out, with the activation between its layers. */
export function trainedNetworkOf<P extends Predictive>(input: Input, likelihood: Likelihood<P>): Posterior<P> {
  const given = input.layers;
  if (!Array.isArray(given) || given.length === 0) throw new Error("input layers: expected a list with an entry or more");
  const layers: Layer[] = [];
  const arrays: NamedArray[] = [];
  for (const [index, one] of (given as Input[]).entries()) {
    if (index > 0) layers.push(activation(input.activation as ActivationName));
    const weight = tensorOf(one, "weight");
    const [inputs, outputs] = weight.shape;
    if (weight.shape.length !== 2)
      throw new Error(`input layers[${index}].weight is [${weight.shape.join(", ")}], expected [inputs, outputs]`);
    const bias = one.bias === undefined ? undefined : tensorOf(one, "bias");
    arrays.push({ name: `${layers.length}.weight.mean`, value: weight });
    if (bias) arrays.push({ name: `${layers.length}.bias.mean`, value: bias });
    layers.push(dense({ inputs: inputs!, outputs: outputs!, bias: bias !== undefined }));
  }
  const network = sequential(layers);
  return pointPosterior(model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood }), arrays);
}
