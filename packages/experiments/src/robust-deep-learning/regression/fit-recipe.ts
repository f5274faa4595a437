import { mean, type Quantity, significant, spreadOf, toSignificant } from "@credence/lab";
import type { Key } from "@credence/tensor";
import { type BayesianRidge, bayesianRidge } from "credence";
import { type Form, forms, linspace, noisePrecisions, type Points, type Recipe, redrawn } from "./recipes.ts";

/** Numbers of a predictive variance by name. */
export type Measured = Readonly<Record<string, number>>;

/** What is measured of a fit: from the places of the test grid and the total variance there. */
export type Measure = (x: readonly number[], variance: readonly number[], points: Points) => Measured;

const z95 = 1.959964;

/**
 * A recipe under both precisions of the noise: the fit of one data set, and every measure over data sets drawn anew, mean and standard
 * deviation. The source gives no seed, so that its figures are one such data set.
 */
export function fitRecipe(recipe: Recipe, { key, redraws, measure }: { key: Key; redraws: number; measure: Measure }) {
  const x = linspace(recipe.test);
  const places = linspace(recipe.measured ?? recipe.test);
  const belief = (points: Points, form: Form): BayesianRidge =>
    bayesianRidge({ basis: recipe.basis, priorPrecision: recipe.priorPrecision, noisePrecision: noisePrecisions[form] }).update(
      points.x,
      points.y,
    );
  const sets = Array.from({ length: redraws }, (_, i) => redrawn(recipe, key.child("redrawn").child(i)));
  const points = redrawn(recipe, key.child("shown"));
  const fits = forms.map((form) => {
    const rows = sets.map((set, i) => {
      const fitted = belief(set, form);
      const fresh = redrawn(recipe, key.child("fresh").child(i));
      const told = fitted.predict(fresh.x);
      const hits = fresh.y.filter((y, n) => Math.abs(y - told.mean[n]) <= z95 * Math.sqrt(told.variance[n])).length;
      const evident = fitted.maximiseEvidence();
      return {
        ...measure(places, Array.from(fitted.predict(places).variance), set),
        coverage: hits / fresh.y.length,
        evidentNoiseVariance: 1 / evident.noisePrecision,
      };
    });
    const shown = belief(points, form).predict(x);
    return {
      form,
      measures: Object.fromEntries(
        Object.keys(rows[0]).flatMap((name) => {
          const found = rows.map((row) => (row as Measured)[name]).filter(Number.isFinite);
          return found.length === 0 ? [] : [[name, over(found)] as const];
        }),
      ),
      mean: digits(shown.mean),
      variance: digits(shown.variance),
      epistemic: digits(shown.epistemic),
    };
  });
  return { label: recipe.label, redraws, points: { x: digits(points.x), y: digits(points.y) }, x: digits(x), fits };
}

export type FittedRecipe = ReturnType<typeof fitRecipe>;

const digits = (values: ArrayLike<number>) => significant(values, 5);

/** Mean, standard deviation and central 95 % of the data sets that have the measure, and how many those are. */
function over(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (share: number) => toSignificant(sorted[Math.round(share * (sorted.length - 1))], 5);
  return {
    ...{ value: toSignificant(mean(values), 5), stdDev: toSignificant(spreadOf(values) ?? 0, 3) },
    ...{ low: quantile(0.025), high: quantile(0.975), count: values.length },
  };
}

/** A measure of a form, with its spread over data sets. */
export function measuredIn(fitted: FittedRecipe | undefined, form: Form, name: string): Quantity | undefined {
  const found = fitted?.fits.find((fit) => fit.form === form)?.measures[name];
  return found && { value: found.value, error: { of: "resampling", size: found.stdDev, n: found.count } };
}

/** The first place from `from` outwards at which the variance reaches a bound, between grid places by a straight line; NaN where it does not. */
export function reaches(
  x: readonly number[],
  variance: readonly number[],
  { bound, from, to }: { bound: number; from: number; to: "left" | "right" },
): number {
  const places = [...x.keys()].filter((i) => (to === "right" ? x[i] >= from : x[i] <= from));
  const order = to === "right" ? places : places.toReversed();
  for (let n = 1; n < order.length; n++) {
    const [a, b] = [order[n - 1], order[n]];
    if (variance[b] >= bound) return x[a] + ((x[b] - x[a]) * (bound - variance[a])) / (variance[b] - variance[a]);
  }
  return Number.NaN;
}

/** The variance at the place of the grid nearest to one. */
export const varianceAt = (x: readonly number[], variance: readonly number[], place: number): number =>
  variance[x.reduce((best, at, i) => (Math.abs(at - place) < Math.abs(x[best] - place) ? i : best), 0)];
