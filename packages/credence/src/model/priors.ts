import { type Distribution, type DistributionDescription, expectDistribution } from "../distributions/distribution.ts";
import { distributionFromJSON } from "../distributions/from-json.ts";
import type { NamedWeight, Network } from "../nn/network.ts";
import { expectObject, expectOneOf, expectOptions, expectWhole } from "../settings.ts";

/** Densities for the weights and biases of one layer, or one for both; what is left out is the network's. */
export type LayerPrior = Distribution | { readonly weight?: Distribution; readonly bias?: Distribution };

/** Which density each weight has, by its role and its layer. */
export interface PriorsOptions {
  /** Of all weights, and of biases unless they have their own. */
  readonly weight: Distribution;
  /** Of all biases. @default weight */
  readonly bias?: Distribution;
  /** Of single layers, by their place in the network: 0 is the layer of "0.weight". @default none: all layers alike */
  readonly layers?: Readonly<Record<number, LayerPrior>>;
}

/** A density for each weight of a network, by role and layer. */
export interface Priors {
  readonly kind: "priors";
  readonly options: PriorsOptions;
  toJSON(): PriorsDescription;
}

/** One density, the same for every weight, or one by role and layer. */
export type Prior = Distribution | Priors;

type LayerDescription = DistributionDescription | { readonly weight?: DistributionDescription; readonly bias?: DistributionDescription };

/** What rebuilds priors. */
export interface PriorsDescription {
  readonly kind: "priors";
  readonly weight: DistributionDescription;
  readonly bias: DistributionDescription;
  readonly layers: Readonly<Record<string, LayerDescription>>;
}

/**
 * Prior densities by role and layer, all weights independent; `model` takes them where it takes one distribution.
 *
 * @example
 * // wide biases, and a narrow last layer: layer 2, since the activation is layer 1
 * const network = mlp({ inputs: 2, hidden: [8], outputs: 1 });
 * const [standard, wide, narrow] = [1, 10, 0.1].map((stdDev) => normal({ mean: 0, stdDev }));
 * const prior = priors({ weight: standard!, bias: wide!, layers: { 2: { weight: narrow! } } });
 * network.weights.map((weight) => priorOf(prior, weight).toJSON().kind) // => ["normal", "normal", "normal", "normal"]
 * priorOf(prior, { layer: 2, role: "weight" }) === narrow // => true
 */
export function priors(options: PriorsOptions): Priors {
  expectOptions("priors", options, { weight: true, bias: true, layers: true });
  expectDistribution("priors", "weight", options.weight);
  if (options.bias !== undefined) expectDistribution("priors", "bias", options.bias);
  if (options.layers !== undefined) expectObject("priors", "layers", options.layers, "densities by the place of their layer");
  for (const [layer, own] of Object.entries(options.layers ?? {})) expectLayerPrior(`layers[${layer}]`, own);
  return {
    kind: "priors",
    options,
    toJSON: () => ({
      kind: "priors",
      weight: options.weight.toJSON(),
      bias: (options.bias ?? options.weight).toJSON(),
      layers: mapValues(options.layers ?? {}, describedLayer),
    }),
  };
}

function expectLayerPrior(name: string, own: LayerPrior): void {
  if (own !== null && typeof own === "object" && isDistribution(own)) {
    expectDistribution("priors", name, own);
    return;
  }
  expectOptions(`priors: ${name}`, own, { weight: true, bias: true });
  for (const [role, distribution] of Object.entries(own)) expectDistribution("priors", `${name}.${role}`, distribution);
}

/** @throws unless it is one density for all weights, or `priors` */
export function expectPrior(where: string, prior: Prior): void {
  if (prior !== null && typeof prior === "object" && isPriors(prior)) return;
  expectDistribution(where, "prior", prior);
}

/** The prior of the layers from one on, in a network of these alone. */
export function priorFrom(prior: Prior, first: number): Prior {
  if (!isPriors(prior) || !prior.options.layers) return prior;
  const own = Object.entries(prior.options.layers).filter(([layer]) => Number(layer) >= first);
  return priors({ ...prior.options, layers: Object.fromEntries(own.map(([layer, densities]) => [Number(layer) - first, densities])) });
}

/** The density of one array of weights, such as `network.weights` lists them. */
export function priorOf(prior: Prior, of: Pick<NamedWeight, "layer" | "role">): Distribution {
  expectPrior("priorOf", prior);
  expectObject("priorOf", "weight", of, "{ layer, role }");
  const { layer, role } = of;
  expectWhole("priorOf", "layer", layer, 0);
  expectOneOf("priorOf", "role", role, ["weight", "bias"]);
  if (!isPriors(prior)) return prior;
  const { weight, bias = weight, layers = {} } = prior.options;
  const own = layers[layer];
  if (own && isDistribution(own)) return own;
  return own?.[role] ?? (role === "bias" ? bias : weight);
}

/** @throws for a layer that the network does not have or that has no weights, and for scales by input of an array with other rows */
export function expectPriorsFit(prior: Prior, network: Network): void {
  for (const weight of network.weights) {
    const { kind, shape } = priorOf(prior, weight);
    if (kind === "ardNormal" && (weight.shape.length !== 2 || weight.shape[0] !== shape[0]))
      throw new Error(
        `model: the prior of "${weight.name}" [${weight.shape.join(", ")}] is ardNormal of ${shape[0]} inputs, expected a density of that shape; priors({ weight, layers }) gives each array its own`,
      );
  }
  if (!isPriors(prior)) return;
  const weighted = [...new Set(network.weights.map(({ layer }) => String(layer)))];
  for (const layer of Object.keys(prior.options.layers ?? {}))
    if (!weighted.includes(layer))
      throw new Error(
        `priors: layer ${layer} is ${network.layers[Number(layer)] ? `"${network.layers[Number(layer)]!.kind}", without weights` : "not in the network"}, expected one of ${weighted.join(", ")}`,
      );
}

/** Builds a prior again from its `toJSON()`. @throws for a kind of distribution that is not the library's */
export function priorFromJSON(description: DistributionDescription | PriorsDescription): Prior {
  if (description.kind !== "priors") return distributionFromJSON(description);
  const { weight, bias, layers } = description;
  return priors({
    weight: distributionFromJSON(weight),
    bias: distributionFromJSON(bias),
    layers: mapValues(layers, builtLayer),
  });
}

const isPriors = (prior: Prior): prior is Priors => "options" in prior;
const isDistribution = (own: LayerPrior): own is Distribution => "logProb" in own;

const describedLayer = (own: LayerPrior): LayerDescription =>
  isDistribution(own) ? own.toJSON() : mapValues(own, (distribution) => distribution.toJSON());

const builtLayer = (own: LayerDescription): LayerPrior =>
  "kind" in own ? distributionFromJSON(own) : mapValues(own, distributionFromJSON);

const mapValues = <Value, Result>(values: { readonly [name: string]: Value }, change: (value: Value) => Result): Record<string, Result> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
