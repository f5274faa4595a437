import { key, type Tensor } from "@credence/tensor";
import {
  type ActivationName,
  activation,
  adversarial as attacks,
  bindPasses,
  categoricalLikelihood,
  defaultMap,
  dense,
  exactNoise,
  type Layer,
  type LayerBelief,
  sequential,
} from "credence";
import type { Operation } from "../run-suite.ts";
import { type Input, integersOf, nested, numberOf, numbersOf, optionalNumber, tensorOf } from "./input.ts";

/** A classifier from its weights [inputs, outputs] and biases, the activation between its layers, as what an attack takes. */
function classifierOf(input: Input): attacks.FixedPredictive {
  const given = input.layers;
  if (!Array.isArray(given) || given.length === 0) throw new Error("input layers: expected a list with an entry or more");
  const layers: Layer[] = [];
  const beliefs: (LayerBelief | undefined)[] = [];
  for (const [index, one] of (given as Input[]).entries()) {
    if (index > 0) {
      layers.push(activation(input.activation as ActivationName));
      beliefs.push(undefined);
    }
    const weight = tensorOf(one, "weight");
    const [inputs, outputs] = weight.shape;
    if (weight.shape.length !== 2)
      throw new Error(`input layers[${index}].weight is [${weight.shape.join(", ")}], expected [inputs, outputs]`);
    const bias = one.bias === undefined ? undefined : tensorOf(one, "bias");
    layers.push(dense({ inputs: inputs!, outputs: outputs!, bias: bias !== undefined }));
    beliefs.push({ [defaultMap]: { weight: { mean: weight }, ...(bias && { bias: { mean: bias } }) } });
  }
  const network = sequential(layers);
  const evaluate = (x: Tensor) =>
    network.forward(x, bindPasses(network, { noise: exactNoise, beliefs, dropout: "off", key: key(0) }).passes);
  return { functions: [evaluate], likelihood: categoricalLikelihood() };
}

function attackOf(input: Input) {
  const clip = input.clip === undefined || input.clip === null ? undefined : numbersOf(input, "clip");
  if (clip && clip.length !== 2) throw new Error(`input clip has ${clip.length} numbers, expected [low, high]`);
  return {
    data: { x: tensorOf(input, "x"), y: integersOf(input, "y") },
    options: { epsilon: numberOf(input, "epsilon"), ...(clip && { clip: [clip[0]!, clip[1]!] as const }) },
  };
}

export const adversarial: Readonly<Record<string, Operation>> = {
  "adversarial.fgsm": async (input) => {
    const { data, options } = attackOf(input);
    return { perturbed: await nested(attacks.fgsm(classifierOf(input), data, options)) };
  },

  "adversarial.pgd": async (input) => {
    const { data, options } = attackOf(input);
    const steps = numberOf(input, "steps");
    const stepSize = optionalNumber(input, "stepSize", (2.5 * options.epsilon) / steps);
    const start = input.start === undefined || input.start === null ? {} : { start: tensorOf(input, "start") };
    return { perturbed: await nested(attacks.pgd(classifierOf(input), data, { ...options, steps, stepSize, ...start })) };
  },
};
