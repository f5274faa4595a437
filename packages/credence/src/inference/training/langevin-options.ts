import { expectPositive, expectWhole, type OptionNames } from "../../settings.ts";
import { type IterativeOptions, iterativeOptionNames } from "./iterative-options.ts";

/** Settings of every stochastic-gradient sampler: those of an iterative method whose optimiser is its own. */
export interface LangevinOptions extends Omit<IterativeOptions, "optimizer" | "earlyStopping"> {
  /** Of the posterior that is sampled: exp(-U / T). Below 1 it is "cold": narrower than the posterior. @default 1 */
  readonly temperature?: number;
  /** Sets of weights that are kept. @default 30 */
  readonly samples?: number;
}

/** Settings of a sampler whose chain is one stretch. */
export interface ChainOptions extends LangevinOptions {
  /** Steps before the first sample is kept. @default 1000 */
  readonly burnIn?: number;
  /** Steps from one sample to the next. @default 100 */
  readonly thin?: number;
}

const { optimizer: _, earlyStopping: __, ...descending } = iterativeOptionNames;

/** Names of the settings. */
export const langevinOptionNames = { ...descending, temperature: true, samples: true } as const satisfies OptionNames<LangevinOptions>;
/** Names of the settings of a chain of one stretch. */
export const chainOptionNames = { ...langevinOptionNames, burnIn: true, thin: true } as const satisfies OptionNames<ChainOptions>;

/** The settings of a chain of one stretch with their defaults. */
export const resolvedChain = ({ temperature = 1, samples = 30, burnIn = 1000, thin = 100 }: ChainOptions) => ({
  temperature,
  samples,
  burnIn,
  thin,
});

/** @throws for the first setting out of range */
export function expectChain(where: string, options: ChainOptions): void {
  const { temperature, samples, burnIn, thin } = resolvedChain(options);
  expectPositive(where, "temperature", temperature);
  expectWhole(where, "samples", samples);
  expectWhole(where, "burnIn", burnIn, 0);
  expectWhole(where, "thin", thin);
}

/** Samples kept after so many steps: after the burn-in, and every `thin` from there on. */
export const keptByChain = (options: ChainOptions) => {
  const { burnIn, thin, samples } = resolvedChain(options);
  const first = Math.max(1, burnIn);
  return (steps: number): number => Math.max(0, Math.min(samples, Math.floor((steps - first) / thin) + 1));
};
