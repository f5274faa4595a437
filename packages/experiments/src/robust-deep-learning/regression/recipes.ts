import { type Key, normals, uniforms } from "@credence/tensor";
import { type Basis, bases } from "credence";

/** Training data drawn anew, and the regression that the source fits to them. */
export interface Recipe {
  readonly label: string;
  readonly basis: Basis;
  readonly priorPrecision: number;
  /** Where the training inputs lie: intervals, each with its number of points. */
  readonly intervals: readonly (readonly [low: number, high: number, count: number])[];
  /** The function without noise. */
  truth(x: number): number;
  /** Where the source looks. */
  readonly test: readonly [low: number, high: number, count: number];
  /** Where the variance is measured, where that is further than the source looks. */
  readonly measured?: readonly [low: number, high: number, count: number];
}

/** Standard deviation of the noise in every recipe. */
const noiseStdDev = 0.2;

/** The source's code takes 1 / (2 sigma^2) for the precision of the noise, and so twice its variance; its text has sigma. */
export const noisePrecisions = { "as published": 1 / (2 * noiseStdDev ** 2), "as stated": 1 / noiseStdDev ** 2 } as const;
export type Form = keyof typeof noisePrecisions;
export const forms = Object.keys(noisePrecisions) as Form[];

const line = (x: number) => -0.3 + 0.5 * x;
const wave = (x: number) => Math.sin(2 * Math.PI * x) + x;
const waves = { priorPrecision: 0.05, intervals: [[0, 1, 50]], truth: wave, test: [-1, 2, 500] } as const;

// far enough for the variance to reach 1 in every data set
const oneCloud = { basis: bases.linear(), priorPrecision: 2, truth: line, test: [-10, 10, 250], measured: [-60, 60, 4801] } as const;

/** The four data sets of week 1, and one cloud of as many points as two have. */
export const recipes = {
  plain: { ...oneCloud, label: "one cloud", intervals: [[0, 2, 25]] },
  small: { ...oneCloud, label: "one cloud of 20", intervals: [[0, 2, 20]] },
  gap: {
    ...{ label: "two clouds", basis: bases.linear(), priorPrecision: 2 },
    ...{ intervals: [-3, 1].map((low) => [low, low + 2, 10] as const), truth: line, test: [-12, 12, 100] },
  },
  polynomial: { label: "polynomial of degree 9", basis: bases.polynomial({ degree: 9 }), ...waves },
  gaussian: {
    label: "9 Gaussians",
    basis: bases.gaussian({ centres: Array.from({ length: 9 }, (_, j) => j / 9), scale: 1 / 9 }),
    ...waves,
  },
} satisfies Record<string, Recipe>;

export type Points = { readonly x: number[]; readonly y: number[] };

/** A data set of a recipe: each key another. */
export function redrawn({ intervals, truth }: Recipe, key: Key): Points {
  const x = intervals.flatMap(([low, high, count], i) =>
    Array.from(uniforms(key.child("x").child(i), count), (u) => low + (high - low) * u),
  );
  const noise = normals(key.child("noise"), x.length);
  return { x, y: x.map((at, i) => truth(at) + noiseStdDev * noise[i]) };
}

/** Evenly spaced, both ends included. */
export const linspace = ([low, high, count]: readonly [number, number, number]): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
