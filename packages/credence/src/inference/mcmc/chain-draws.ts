import { bulkEss, meanStandardError, rHat, tailEss } from "./diagnostics.ts";
import type { SamplingStep } from "./sample-chains.ts";
import { meanOf, varianceOf } from "./sample-statistics.ts";

/** What a chain drew, and how it went. */
export interface DrawnChain {
  /** Kept positions, one after the other. */
  readonly positions: readonly Float64Array[];
  /** log p at each, up to a constant, nats. */
  readonly logDensities: readonly number[];
  /** H of each transition that was kept, nats. */
  readonly energies: readonly number[];
  /** Mean acceptance of each transition that was kept. */
  readonly acceptances: readonly number[];
  /** Leapfrog steps of each transition that was kept. */
  readonly leapfrogs: readonly number[];
  /** Transitions after warm-up whose trajectory was lost: the draws miss where that happens. */
  readonly divergences: number;
  /** Of the transitions after warm-up. */
  readonly stepSize: number;
  /** Diagonal of M^-1 after warm-up. */
  readonly inverseMass: Float64Array;
}

/** One dimension of the positions over all chains. */
export interface DimensionSummary {
  readonly mean: number;
  readonly stdDev: number;
  /** Monte Carlo standard error of the mean. */
  readonly standardError: number;
  readonly rHat: number;
  readonly bulkEss: number;
  readonly tailEss: number;
}

/** Draws of all chains. */
export interface ChainDraws {
  readonly chains: readonly DrawnChain[];
  /** Leapfrog steps of all chains, warm-up counted: a gradient each. */
  readonly gradients: number;
  /** Mean, spread and convergence of each dimension. @throws for chains of fewer than 4 draws */
  summary(): DimensionSummary[];
}

type Growing<Of> = { -readonly [Name in keyof Of]: Of[Name] extends readonly (infer One)[] ? One[] : Of[Name] };

/** Gathers the draws of chains, transition by transition. */
export function drawsCollector(chains: number): { add(step: SamplingStep): void; draws(): ChainDraws } {
  const own = Array.from(
    { length: chains },
    (): Growing<DrawnChain> => ({
      ...{ positions: [], logDensities: [], energies: [], acceptances: [], leapfrogs: [], divergences: 0, stepSize: Number.NaN },
      inverseMass: new Float64Array(0),
    }),
  );
  let gradients = 0;
  return {
    add({ kept, afterWarmUp, chains: at, transitions, stepSizes }) {
      for (const [i, chain] of own.entries()) {
        const { divergent, leapfrogs, energy, acceptance } = transitions[i]!;
        gradients += leapfrogs;
        if (afterWarmUp && divergent) chain.divergences++;
        if (!kept) continue;
        chain.positions.push(at[i]!.at.position);
        chain.logDensities.push(at[i]!.at.logDensity);
        chain.energies.push(energy);
        chain.acceptances.push(acceptance);
        chain.leapfrogs.push(leapfrogs);
        chain.stepSize = stepSizes[i]!;
        chain.inverseMass = at[i]!.inverseMass;
      }
    },
    draws: () => ({ chains: own, gradients, summary: () => summaryOf(own) }),
  };
}

function summaryOf(chains: readonly DrawnChain[]): DimensionSummary[] {
  const dimensions = chains[0]?.positions[0]?.length ?? 0;
  return Array.from({ length: dimensions }, (_, dimension) => {
    const values = chains.map(({ positions }) => positions.map((position) => position[dimension]!));
    const all = values.flat();
    return {
      ...{ mean: meanOf(all), stdDev: Math.sqrt(varianceOf(all)), standardError: meanStandardError(values) },
      ...{ rHat: rHat(values), bulkEss: bulkEss(values), tailEss: tailEss(values) },
    };
  });
}
