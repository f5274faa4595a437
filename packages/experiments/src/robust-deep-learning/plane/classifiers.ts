import { mean, runsOf, toSignificant } from "@credence/lab";
import { type Figure, type Grid, gridPlaces, ranked, type ShownText, told } from "@credence/lab/figures";
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

/** Classifiers of several methods, and what their maps tell of all data sets. */
interface Maps<One extends Classifier> {
  /** What is said of each map: its finding ranks the methods, `{means}`. */
  readonly shown: Readonly<Record<keyof Surfaces, ShownText>>;
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
export function mapFigures<One extends Classifier>({ shown, grid, points, classifiers, names, far, digits }: Maps<One>): Figure[] {
  const methods = Object.keys(names) as One["method"][];
  const panels = classifiers.flatMap(({ method, surfaces }) => (surfaces ? [{ panel: names[method as One["method"]], surfaces }] : []));
  if (panels.length === 0) return [];
  const values: Readonly<Record<keyof Surfaces, (one: One) => number>> = {
    probability: ({ accuracy }) => accuracy,
    total: (one) => far(one).total,
    aleatoric: (one) => far(one).total - far(one).epistemic,
    epistemic: (one) => far(one).epistemic,
  };
  return surfaceQuantities.map((quantity) => {
    const means = methods.map(
      (method) => [names[method], runsOf(classifiers.filter((one) => one.method === method)).mean(values[quantity])] as const,
    );
    const ranking = quantity === "probability" ? ({ digits, from: "highest" } as const) : { digits: 3 };
    return { ...told(shown, quantity, { means: ranked(means, ranking) }), plot: surfacePanels(quantity, { grid, points, panels }) };
  });
}
