import { add, affine, key, mean, stack, sum, type Tensor, tensor, valueAndGradient } from "@credence/tensor";
import {
  activation,
  beliefsOf,
  boundTerms,
  type Distribution,
  type DistributionDescription,
  dense,
  distributionFromJSON,
  model,
  type NoiseSource,
  sequential,
} from "credence";
import type { Operation } from "../run-suite.ts";
import { type Input, nested, numberOf, objectOf, tensorOf } from "./input.ts";
import { likelihoodOf } from "./likelihood.ts";

type Estimator = "shared" | "local" | "flipout";
type LayerNoise = Readonly<Record<string, never>>;

const arrayNames = { weightMean: "weight.mean", weightRho: "weight.rho", biasMean: "bias.mean", biasRho: "bias.rho" } as const;

function listOf(input: Input, name: string): readonly never[] {
  const value = input[name];
  if (!Array.isArray(value) || value.length === 0) throw new Error(`input ${name}: expected a list with an entry or more`);
  return value as never[];
}

/** A ReLU network of the layers' sizes, and their arrays by the network's names. */
function networkOf(layers: readonly Input[]) {
  const parameters: { name: string; field: keyof typeof arrayNames; layer: number; value: Tensor }[] = [];
  const parts = layers.flatMap((layer, index) => {
    for (const [field, name] of Object.entries(arrayNames) as [keyof typeof arrayNames, string][])
      if (layer[field] !== undefined) parameters.push({ name: `${2 * index}.${name}`, field, layer: index, value: tensorOf(layer, field) });
    const [inputs, outputs] = tensorOf(layer, "weightMean").shape as [number, number];
    const own = dense({ inputs, outputs, bias: layer.biasMean !== undefined });
    return index === 0 ? [own] : [activation("relu"), own];
  });
  return { network: sequential(parts), parameters };
}

/** The file's noise, [draws][layers] of named arrays, as each layer asks for it. */
function storedNoise(noise: readonly (readonly LayerNoise[])[], layer: number): NoiseSource {
  const stored = (name: string): Tensor =>
    stack(
      noise.map((layers, draw) => {
        const values = layers[layer]?.[name];
        if (values === undefined) throw new Error(`input noise[${draw}][${layer}].${name} is missing`);
        return tensor(values);
      }),
    );
  // the signs multiply arrays that have no axis of draws where there is one draw
  const signs = (name: string): Tensor => (noise.length === 1 ? tensor(noise[0]![layer]![name]!) : stored(name));
  const preactivations: NoiseSource["preactivations"] = (_, application) => {
    if (application > 0) throw new Error(`input noise: layer ${layer} is applied again, and the file holds noise for one application`);
    return stored("preactivation");
  };
  return { normals: stored, preactivations, signs };
}

/**
 * Terms, outputs and gradients of the bound of one minibatch:
 *
 *   loss = complexityWeight mean over draws of the complexity - mean over draws of the sum over the batch of log p(y | x, w)
 */
const bound =
  (estimator: Estimator): Operation =>
  async (input) => {
    const layers = listOf(input, "layers") as readonly Input[];
    const noise = listOf(input, "noise") as readonly (readonly LayerNoise[])[];
    const { network, parameters } = networkOf(layers);
    const { likelihood, targets } = likelihoodOf(input);
    const bayesian = model({ network, prior: priorOf(objectOf(input, "prior")), likelihood });
    const draws = noise.length;
    const { value, gradients, extra } = valueAndGradient(
      parameters.map((parameter) => parameter.value),
      () => {
        const terms = boundTerms(bayesian, {
          x: tensorOf(input, "x"),
          y: targets(),
          beliefs: beliefsOf(network, parameters),
          estimator,
          draws,
          complexity: estimator === "shared" ? "monteCarlo" : "closed",
          // everything random is given
          key: key(0),
          sources: layers.map((_, layer) => storedNoise(noise, layer)),
        });
        const complexity = mean(terms.complexity);
        const negativeLogLikelihood = affine(sum(terms.negativeLogProb), { scale: 1 / draws });
        return {
          value: add(affine(complexity, { scale: numberOf(input, "complexityWeight") }), negativeLogLikelihood),
          extra: { complexity, negativeLogLikelihood, outputs: terms.outputs },
        };
      },
    );
    const byLayer: Record<string, unknown>[] = layers.map(() => ({}));
    for (const [i, { layer, field }] of parameters.entries()) byLayer[layer]![field] = await nested(gradients[i]!);
    return {
      loss: await nested(value),
      complexity: await nested(extra.complexity),
      negativeLogLikelihood: await nested(extra.negativeLogLikelihood),
      outputs: await nested(extra.outputs),
      gradients: byLayer,
    };
  };

// a centre that is left out is 0; a scale mixture has none
const priorOf = (given: Input): Distribution =>
  distributionFromJSON((given.kind === "scaleMixture" ? given : { mean: 0, ...given }) as DistributionDescription);

export const elbo: Readonly<Record<string, Operation>> = {
  "elbo.shared": bound("shared"),
  "elbo.local": bound("local"),
  "elbo.flipout": bound("flipout"),
};
