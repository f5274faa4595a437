import { type Grid, gridPlaces } from "@credence/lab/figures";
import type { Key } from "@credence/tensor";
import { bayesianRidge } from "credence";
import { noisePrecisions, recipes, redrawn } from "../regression/recipes.ts";

/** Intercepts along x, slopes along y. */
export const weightGrid: Grid = { x: [-1.5, 1.5], y: [-1.5, 1.5], columns: 52, rows: 52 };

/** The posterior of both weights as points come: its density by the grid, the highest 1. */
export function sequence(key: Key) {
  const { x, y } = redrawn(recipes.plain, key.child("shown"));
  const { basis, priorPrecision } = recipes.plain;
  return [0, 1, 2, 10, 25].map((count) => {
    const belief = bayesianRidge({ basis, priorPrecision, noisePrecision: noisePrecisions["as stated"] });
    const seen = count === 0 ? undefined : belief.update(x.slice(0, count), y.slice(0, count));
    // before any point, the prior's
    const mean = seen?.mean() ?? [0, 0];
    const [[a, b], [, d]] = seen?.covariance() ?? [0, 1].map((row) => [0, 1].map((column) => Number(row === column) / priorPrecision));
    const determinant = a * d - b * b;
    const density = gridPlaces(weightGrid).map(([intercept, slope]) => {
      const [u, v] = [intercept - mean[0], slope - mean[1]];
      return Number(Math.exp(-(d * u * u - 2 * b * u * v + a * v * v) / (2 * determinant)).toFixed(3));
    });
    return { count, density };
  });
}
