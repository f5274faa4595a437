import { bands, curves, type Figure } from "@credence/lab/figures";
import type { FittedRecipe } from "./fit-recipe.ts";

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

/** The predictive variance of several fits against x. */
export const varianceOf = (
  shown: readonly { readonly label: string; readonly fitted: FittedRecipe }[],
  options: { readonly yScale?: "log"; readonly yWindow?: readonly [number, number] } = {},
): Figure["plot"] =>
  curves({
    curves: shown.flatMap(({ label, fitted }) =>
      fitted.fits.map(({ form, variance }) => ({ label: `${label}, ${form}`, x: fitted.x, y: variance })),
    ),
    xLabel: "x",
    yLabel: "predictive variance",
    ...options,
  });
