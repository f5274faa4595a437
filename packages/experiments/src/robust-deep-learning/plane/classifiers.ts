import { mean, toSignificant } from "@credence/lab";
import { type descriptions, type Figure, type Grid, gridPlaces, ranked } from "@credence/lab/figures";
import type { Key } from "@credence/tensor";
import type { Posterior } from "credence";
import {
  accuracyOf,
  type KeptSurfaces,
  keptSurfaces,
  type PlanePoints,
  predictSurfaces,
  type Surfaces,
  surfacePanels,
  surfaceQuantities,
} from "./surfaces.ts";

/** A classifier that a method trained on one of several data sets, and what is kept of it. */
export interface Classifier {
  readonly method: string;
  readonly accuracy: number;
  /** Of the first data set, the figures'. */
  readonly surfaces?: KeptSurfaces;
}

/** What a classifier says on a grid and at its data, and which part of that is kept: the maps of the first data set. */
export async function mapped(
  posterior: Posterior,
  { points, seed, grid, ...asked }: { points: PlanePoints; seed: number; grid: Grid; draws: number; key: Key },
) {
  const surfaces = await predictSurfaces(posterior, gridPlaces(grid), asked);
  const atData = await predictSurfaces(posterior, points.x, asked);
  return {
    ...{ surfaces, atData, accuracy: accuracyOf(atData, points.labels) },
    kept: seed === 1 ? { surfaces: keptSurfaces(surfaces) } : {},
  };
}

/** Mean of a quantity at some places, to five digits. */
export const meanAt = (values: readonly number[], places: readonly number[]): number =>
  toSignificant(mean(places.map((place) => values[place])), 5);

/** A value of each classifier of a method, where it has one. */
export const valuesOf = <One extends Classifier>(
  all: readonly One[],
  method: One["method"],
  value: (one: One) => number | null,
): number[] => all.flatMap((one) => (one.method === method ? (value(one) ?? []) : []));

/** Mean over the classifiers of a method; null where none has such a number. */
export function meanOf<One extends Classifier>(...asked: Parameters<typeof valuesOf<One>>): number | null {
  const values = valuesOf(...asked).filter(Number.isFinite);
  return values.length === 0 ? null : mean(values);
}

/** Classifiers of several methods, and what their maps tell of all data sets. */
interface Maps<One extends Classifier> {
  /** What is said of each map: its finding ranks the methods, `{means}`. */
  readonly said: ReturnType<typeof descriptions<keyof Surfaces>>;
  readonly grid: Grid;
  readonly points: PlanePoints;
  readonly classifiers: readonly One[];
  /** Methods as figures name them, in their order. */
  readonly names: Readonly<Record<One["method"], string>>;
  /** Mean uncertainty at distance 4 from the data, nats. */
  readonly far: (one: One) => { readonly total: number; readonly epistemic: number };
  /** Digits of an accuracy. */
  readonly digits: number;
}

/** A figure for each quantity: the maps of the first data set, headed by the mean over all, of the accuracy or of the uncertainty far away. */
export function mapFigures<One extends Classifier>({ said, grid, points, classifiers, names, far, digits }: Maps<One>): Figure[] {
  const methods = Object.keys(names) as One["method"][];
  const panels = classifiers.flatMap(({ method, surfaces }) => (surfaces ? [{ panel: names[method as One["method"]], surfaces }] : []));
  if (panels.length === 0) return [];
  const told: Readonly<Record<keyof Surfaces, (one: One) => number>> = {
    probability: ({ accuracy }) => accuracy,
    total: (one) => far(one).total,
    aleatoric: (one) => far(one).total - far(one).epistemic,
    epistemic: (one) => far(one).epistemic,
  };
  return surfaceQuantities.map((quantity) => {
    const means = methods.flatMap((method) => {
      const value = meanOf(classifiers, method, told[quantity]);
      return value === null ? [] : [[names[method], value] as const];
    });
    const ranking = quantity === "probability" ? ({ digits, from: "highest" } as const) : { digits: 3 };
    return { ...said(quantity, { means: ranked(means, ranking) }), plot: surfacePanels(quantity, { grid, points, panels }) };
  });
}
