import { type Context, experiment, type Json, mean, type ResultOf } from "@credence/lab";
import type { Key } from "@credence/tensor";
import { bayesianRidge } from "credence";
import { fitRecipe, type Measure, reaches, varianceAt } from "../regression/fit-recipe.ts";
import { recipes, redrawn } from "../regression/recipes.ts";
import { claims } from "./claims.ts";
import { figures, tables } from "./figures.ts";
import { sequence } from "./sequence.ts";
import texts from "./texts.json" with { type: "json" };

type Settings = { readonly redraws: number };

/** Exact Bayesian linear regression on one cloud of points and on two: where its predictive variance is least, and how it grows. */
export const linearRegression = experiment({
  ...{ ...texts.about, name: "linear-regression", source: "robust-deep-learning" },
  budgets: { smoke: { redraws: 20 }, default: { redraws: 200 }, paper: { redraws: 200 } },
  units: () => [{ name: "plain" }, { name: "gap" }, { name: "small" }] as const,
  perform,
  conclude: ([plain, gap, small]): LinearRegressionResult => ({ plain, gap, small }),
  ...{ claims, figures, tables },
});

type Fitted = ResultOf<typeof perform>;
export type LinearRegressionResult = { readonly plain: Fitted; readonly gap: Fitted; readonly small: Fitted };

const measures: Readonly<Record<"plain" | "gap" | "small", Measure>> = {
  plain(x, variance, points) {
    const least = Math.min(...variance);
    const place = x[variance.indexOf(least)];
    const barycentre = mean(points.x);
    return {
      ...{ least, "place of the least": place, "from the barycentre": Math.abs(place - barycentre) },
      "reaches 1 left": reaches(x, variance, { bound: 1, from: place, to: "left" }),
      "reaches 1 right": reaches(x, variance, { bound: 1, from: place, to: "right" }),
      growth: varianceAt(x, variance, 10) / least,
    };
  },
  small: (x, variance) => ({ growth: varianceAt(x, variance, 10) / Math.min(...variance) }),
  gap(x, variance, points) {
    const least = Math.min(...variance);
    const barycentre = mean(points.x);
    return {
      ...{ "at 0": varianceAt(x, variance, 0), "at -12": varianceAt(x, variance, -12), "at 12": varianceAt(x, variance, 12) },
      ...{ least, "from the barycentre": Math.abs(x[variance.indexOf(least)] - barycentre), growth: varianceAt(x, variance, 10) / least },
    };
  },
};

async function* perform({ name }: { readonly name: "plain" | "gap" | "small" }, { settings: { redraws }, key }: Context<Settings>) {
  const own = key.child("linear").child(name);
  yield { label: recipes[name].label, done: 0, total: redraws, unit: "data sets" };
  return {
    ...fitRecipe(recipes[name], { key: own, redraws, measure: measures[name] }),
    sequence: name === "plain" ? sequence(own) : null,
    flat: name === "plain" ? flatIdentity(own) : null,
  } satisfies Json;
}

/** alpha = 0, beta = 1: the largest difference of the predictive variance from 1 + phi' (phi' phi)^-1 phi, computed apart. */
function flatIdentity(key: Key): number {
  const { x, y } = redrawn(recipes.plain, key.child("shown"));
  const belief = bayesianRidge({ basis: recipes.plain.basis, priorPrecision: 0, noisePrecision: 1 }).update(x, y);
  const sum = x.reduce((total, at) => total + at, 0);
  const squares = x.reduce((total, at) => total + at * at, 0);
  const determinant = x.length * squares - sum * sum;
  const places = [-10, -1, 0, 0.5, 1, 3, 10];
  const { variance } = belief.predict(places);
  return Math.max(...places.map((at, i) => Math.abs(variance[i] - (1 + (squares - 2 * at * sum + x.length * at * at) / determinant))));
}
