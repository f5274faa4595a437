import { type Context, experiment, mean, type ResultOf } from "@credence/lab";
import { fitRecipe, type Measure, reaches, varianceAt } from "../regression/fit-recipe.ts";
import { recipes } from "../regression/recipes.ts";
import { claims } from "./claims.ts";
import { figures, tables } from "./figures.ts";
import texts from "./texts.json" with { type: "json" };

type Settings = { readonly redraws: number };

/** Polynomial and Gaussian features on a noisy sinusoid: what each of them doubts far from the data. */
export const basisRegression = experiment({
  ...{ ...texts.about, name: "basis-regression", source: "robust-deep-learning" },
  budgets: { smoke: { redraws: 20 }, default: { redraws: 200 }, paper: { redraws: 200 } },
  units: () => [{ name: "polynomial" }, { name: "gaussian" }] as const,
  perform,
  conclude: ([polynomial, gaussian]): BasisRegressionResult => ({ polynomial, gaussian }),
  ...{ claims, figures, tables },
});

type Fitted = ResultOf<typeof perform>;
export type BasisRegressionResult = { readonly polynomial: Fitted; readonly gaussian: Fitted };

const inside = (x: readonly number[], variance: readonly number[]) => variance.filter((_, i) => x[i] >= 0.1 && x[i] <= 0.9);

const measures: Readonly<Record<"polynomial" | "gaussian", Measure>> = {
  polynomial: (x, variance) => ({
    inside: mean(inside(x, variance)),
    "reaches 10 left": reaches(x, variance, { bound: 10, from: 0.5, to: "left" }),
    "reaches 10 right": reaches(x, variance, { bound: 10, from: 0.5, to: "right" }),
    "far away": varianceAt(x, variance, 2),
  }),
  gaussian(x, variance) {
    const peak = Math.max(...variance.filter((_, i) => x[i] < 0.2));
    return {
      ...{
        "far away": varianceAt(x, variance, 2),
        "least inside": Math.min(...inside(x, variance)),
        "most inside": Math.max(...inside(x, variance)),
      },
      ...{ peak, "place of the peak": x[variance.indexOf(peak)], "peak over far away": peak / varianceAt(x, variance, 2) },
    };
  },
};

async function* perform({ name }: { readonly name: "polynomial" | "gaussian" }, { settings: { redraws }, key }: Context<Settings>) {
  yield { label: recipes[name].label, done: 0, total: redraws, unit: "data sets" };
  return fitRecipe(recipes[name], { key: key.child("basis").child(name), redraws, measure: measures[name] });
}
