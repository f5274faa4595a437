import type { Published } from "@credence/lab";
import { bands, curves, type Figure, formatNumber, type Table, tableOf } from "@credence/lab/figures";
import { type FittedRecipe, measuredIn } from "./fit-recipe.ts";
import { type Form, forms } from "./recipes.ts";

/** The mean of a measure over data sets, for a finding: to three digits, with the noise as the code has it. */
export const asPublished = (fitted: FittedRecipe, name: string): string => {
  const found = measuredIn(fitted, "as published", name);
  return found ? formatNumber(Number(found.value.toPrecision(3))) : "not measured";
};

/** The same with the noise as the text has it, for an answer. */
export const asStated = (fitted: FittedRecipe, name: string): string =>
  measuredIn(fitted, "as stated", name)?.value.toPrecision(3) ?? "not measured";

/** Mean and bands of one data set under both forms; a measure of two standard deviations each way. */
export const bandsOf = (fitted: FittedRecipe, yWindow: readonly [number, number], truth: (x: number) => number): Figure["plot"] =>
  bands({
    panels: fitted.fits.map(({ form, mean, variance, epistemic }) => {
      const band = (label: string, values: readonly number[]) => ({
        label,
        lower: mean.map((centre, i) => centre - 2 * Math.sqrt(values[i])),
        upper: mean.map((centre, i) => centre + 2 * Math.sqrt(values[i])),
      });
      return {
        panel: form,
        x: fitted.x,
        centre: mean,
        bands: [band("2 sd of the target", variance), band("2 sd of the function", epistemic)],
        points: fitted.points,
        truth: { x: fitted.x, y: fitted.x.map(truth) },
      };
    }),
    xLabel: "x",
    yLabel: "y",
    yWindow,
    centreLabel: "mean",
  });

/** The predictive variance of several fits against x, and the points read off the source's figures: [x, variance]. */
export const varianceOf = (
  shown: readonly { readonly label: string; readonly fitted: FittedRecipe; readonly read: readonly (readonly [number, number])[] }[],
  options: { readonly yScale?: "log"; readonly yWindow?: readonly [number, number] } = {},
): Figure["plot"] =>
  curves({
    curves: shown.flatMap(({ label, fitted }) =>
      fitted.fits.map(({ form, variance }) => ({ label: `${label}, ${form}`, x: fitted.x, y: variance })),
    ),
    marked: [
      {
        label: "the source's figures",
        shape: "diamond",
        at: shown.flatMap(({ label, read }) => read.map(([x, y]) => ({ label: `${label}, ${forms[0]}`, x, y }))),
      },
    ],
    xLabel: "x",
    yLabel: "predictive variance",
    ...options,
  });

/** Every measure of some fits under both forms, beside what was read off the source's figures. */
export function measuresTable(fits: Readonly<Record<string, FittedRecipe>>, published: Published<string>): Table {
  const rows = Object.entries(fits).flatMap(([set, fitted]) => Object.keys(fitted.fits[0].measures).map((name) => ({ set, fitted, name })));
  const column = (form: Form) => ({
    label: form,
    of({ fitted, name }: (typeof rows)[number]) {
      const found = measuredIn(fitted, form, name);
      return found ? `${found.value.toPrecision(3)} ± ${(found.error?.size ?? 0).toPrecision(2)}` : null;
    },
  });
  return tableOf<(typeof rows)[number]>({
    name: "measures",
    title: "Over data sets drawn anew",
    caption: `Mean ± standard deviation over ${rows[0].fitted.redraws} data sets of each recipe. Coverage: of 95 % intervals, fresh targets of the recipe.`,
    rows,
    columns: [
      { label: "fit", of: ({ fitted }) => fitted.label },
      { label: "measure", of: ({ name }) => (name === "evidentNoiseVariance" ? "noise variance of the largest evidence" : name) },
      { ...column(forms[0]), beside: ({ set, name }) => published.find(set, name)?.toString() ?? null },
      column(forms[1]),
    ],
  });
}
