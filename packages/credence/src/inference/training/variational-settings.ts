import { type ComplexityWeights, expectComplexityWeights, uniformWeights } from "../../model/log-joint.ts";
import { type Network, sizeOfWeights } from "../../nn/network.ts";
import { expectNotNegative, expectWhole, type OptionNames, type SettingsJson } from "../../settings.ts";
import { type Initialization, resolvedInitialization } from "./initial-parameters.ts";

/** What every fit of a Gaussian by its bound on the evidence has. */
export interface VariationalSettings {
  /** Weight draws averaged in each step. @default 1 */
  readonly draws?: number;
  /** How an epoch's complexity is shared out over its minibatches. @default uniformWeights() */
  readonly complexityWeights?: ComplexityWeights;
  /** 1 is Bayes' rule; below 1 the posterior is colder (sharper) than it. @default 1 */
  readonly temperature?: number;
  /** Where means and standard deviations start. @default { mean: "fan-in", rho: [-5, -4] } */
  readonly initialization?: Partial<Initialization>;
  /**
   * Which weights are random: those of all layers, of the last layer with weights, or of so many of the last ones. Those below are points without a
   * prior, trained or taken over `from` a trained network; they are no part of the complexity.
   * @default "all"
   */
  readonly layers?: "all" | "last" | number;
}

/** Names of the settings. */
export const variationalSettingNames = {
  draws: true,
  complexityWeights: true,
  temperature: true,
  initialization: true,
  layers: true,
} as const satisfies OptionNames<VariationalSettings>;

/** The settings with their defaults. */
export type ResolvedVariational = Required<VariationalSettings> & { readonly initialization: Initialization };

/** The settings with their defaults. @throws for the first out of range */
export function resolvedVariational(where: string, settings: VariationalSettings): ResolvedVariational {
  const { draws = 1, complexityWeights = uniformWeights(), temperature = 1, layers = "all" } = settings;
  expectWhole(where, "draws", draws);
  expectNotNegative(where, "temperature", temperature);
  expectComplexityWeights(where, "complexityWeights", complexityWeights);
  if (layers !== "all" && layers !== "last") expectWhole(where, 'layers, where it is neither "all" nor "last",', layers);
  return { draws, complexityWeights, temperature, layers, initialization: resolvedInitialization(where, settings.initialization) };
}

/** The settings as plain values. */
export const variationalJson = ({ complexityWeights, initialization, ...plain }: ResolvedVariational): SettingsJson => ({
  ...plain,
  complexityWeights: complexityWeights.toJSON(),
  initialization: { ...initialization },
});

/** Place of the first layer whose weights are random. @throws for more layers than have weights */
export function firstRandomLayer(where: string, { weights }: Network, layers: ResolvedVariational["layers"]): number {
  if (layers === "all") return 0;
  const weighted = [...new Set(weights.map(({ layer }) => layer))];
  const count = layers === "last" ? 1 : layers;
  if (count > weighted.length)
    throw new Error(`${where}: layers is ${count}, expected ${weighted.length} or fewer, the layers with weights`);
  return weighted.at(-count)!;
}

/** Numbers in the arrays that are random, and in the others. @throws as `firstRandomLayer` */
export function randomSizes(where: string, network: Network, layers: ResolvedVariational["layers"]): { random: number; fixed: number } {
  const first = firstRandomLayer(where, network, layers);
  const random = sizeOfWeights(network.weights.filter(({ layer }) => layer >= first));
  return { random, fixed: network.size - random };
}
