import { expectFraction, expectOneOf, expectPositive, expectWhole, type OptionNames, type SettingsJson } from "../../settings.ts";
import type { WarmUp } from "./chain.ts";

/** Settings of every Hamiltonian sampler. */
export interface SamplingOptions {
  /** Independent chains, evaluated side by side. @default 4 */
  readonly chains?: number;
  /** Transitions of each chain that adapt step size and mass matrix, and are thrown away. @default 1000 */
  readonly warmUp?: number;
  /** Positions that each chain keeps. @default 1000 */
  readonly draws?: number;
  /** Transitions from one kept position to the next. @default 1 */
  readonly thin?: number;
  /** Of the integrator: a number, or adapted during warm-up to the target acceptance. @default "adapt" */
  readonly stepSize?: number | "adapt";
  /** Mean acceptance probability that the step size adapts to. @default 0.8 */
  readonly targetAcceptance?: number;
  /** "diagonal": variances of the positions of warm-up; "unit": none. @default "diagonal" */
  readonly mass?: "diagonal" | "unit";
}

/** Names of the settings. */
export const samplingOptionNames = {
  chains: true,
  warmUp: true,
  draws: true,
  thin: true,
  stepSize: true,
  targetAcceptance: true,
  mass: true,
} as const satisfies OptionNames<SamplingOptions>;

/** The settings with their defaults. */
export const resolvedSampling = ({
  chains = 4,
  warmUp = 1000,
  draws = 1000,
  thin = 1,
  stepSize = "adapt",
  targetAcceptance = 0.8,
  mass = "diagonal",
}: SamplingOptions): Required<SamplingOptions> => ({ chains, warmUp, draws, thin, stepSize, targetAcceptance, mass });

/** @throws for the first setting out of range */
export function expectSampling(where: string, options: SamplingOptions): void {
  const { chains, warmUp, draws, thin, stepSize, targetAcceptance, mass } = resolvedSampling(options);
  expectWhole(where, "chains", chains);
  expectWhole(where, "warmUp", warmUp, 0);
  expectWhole(where, "draws", draws);
  expectWhole(where, "thin", thin);
  if (stepSize !== "adapt") {
    if (typeof stepSize === "string") expectOneOf(where, "stepSize", stepSize, ["adapt"]);
    expectPositive(where, "stepSize", stepSize);
  }
  expectFraction(where, "targetAcceptance", targetAcceptance);
  expectOneOf(where, "mass", mass, ["diagonal", "unit"]);
  if (stepSize === "adapt" && warmUp === 0)
    throw new Error(`${where}: warmUp is 0 and stepSize is "adapt", expected a step size or transitions to adapt it in`);
}

/** How chains warm up under the settings. */
export const warmUpOf = ({ warmUp, stepSize, targetAcceptance, mass }: Required<SamplingOptions>): WarmUp => ({
  warmUp,
  targetAcceptance: stepSize === "adapt" ? targetAcceptance : undefined,
  adaptMass: mass === "diagonal",
});

/** The settings as plain values. */
export const samplingSettings = (options: SamplingOptions): SettingsJson => ({ ...resolvedSampling(options) });
