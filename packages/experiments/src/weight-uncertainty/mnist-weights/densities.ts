import { mean, significant, spreadOf } from "@credence/lab";
import { kernelDensity } from "@credence/lab/figures";
import type { Key } from "@credence/tensor";
import { drawWeights, type Posterior } from "credence";

/** Where densities are drawn: as published for the whole network, and wide enough for an output layer. */
export const windows = { network: 0.3, layer: 0.75 } as const;

const places = 300;

/** Densities and spreads of a posterior's weights, biases excluded: drawn, or the weights themselves where they are points. */
export async function weightDensities(posterior: Posterior, options: { readonly draws: number; readonly key: Key }) {
  const layers = await drawWeights(posterior, options);
  const all = joined(layers.map(({ values }) => values));
  const bandwidth = scott(all);
  const density = densityOf(all, windows.network, bandwidth);
  const stdDevs = layers.flatMap((layer) => layer.stdDevs ?? []);
  return {
    draws: stdDevs.length > 0 ? options.draws : 1,
    stdDev: spread(all),
    /** Of the weights' own standard deviations; null for a point network. */
    medianStdDev: stdDevs.length > 0 ? median(joined(stdDevs)) : null,
    bandwidth,
    peak: Math.max(...density.density),
    /** Fraction of the drawn weights outside the figure. */
    outside: all.reduce((count, value) => count + Number(Math.abs(value) > windows.network), 0) / all.length,
    density,
    layers: layers.map(({ values, stdDevs: own }) => ({
      stdDev: spread(values),
      meanStdDev: own ? mean(own) : null,
      density: densityOf(values, windows.layer, scott(values)),
    })),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const spread = (values: Float32Array): number => spreadOf(values) ?? 0;

const median = (values: Float32Array): number => values.toSorted()[Math.floor(values.length / 2)];

/** Scott's rule, what plotting libraries take unless told: standard deviation times n^(-1/5). */
const scott = (values: Float32Array): number => spread(values) * values.length ** -0.2;

/** Gaussian kernel density per unit of weight in [-reach, reach]; what lies outside counts in the total. Kept with six digits. */
function densityOf(values: Float32Array, reach: number, bandwidth: number) {
  const { x, density } = kernelDensity(values, { lower: -reach, upper: reach, points: places, bandwidth });
  return { x: significant(x, 6), density: significant(density, 6) };
}
