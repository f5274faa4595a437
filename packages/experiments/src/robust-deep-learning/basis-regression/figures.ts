import { answersTable, curves, type Figure, type Table } from "@credence/lab/figures";
import { bandsOf, measuresTable, told, varianceOf } from "../regression/figures.ts";
import { measuredIn } from "../regression/fit-recipe.ts";
import { linspace, recipes } from "../regression/recipes.ts";
import type { BasisRegressionResult } from "./basis-regression.ts";
import { published } from "./claims.ts";

const places = linspace([-0.5, 1.5, 161]);
const sumAt = (x: number) =>
  Array.from(recipes.gaussian.basis.features([x]))
    .reduce((sum, feature) => sum + feature, 0)
    .toFixed(3);

export function basisRegressionFigures({ polynomial, gaussian }: BasisRegressionResult): Figure[] {
  return [
    {
      name: "basis",
      title: "Nine Gaussians, none of them far from the data",
      finding: `The nine features add up to ${sumAt(0.5)} at 0.5, among the data, and to ${sumAt(1.5)} at 1.5: with them phi' Sigma phi vanishes.`,
      caption: "The features of a prediction against x.",
      plot: curves({
        curves: Array.from({ length: 9 }, (_, j) => ({
          label: `centre ${j}/9`,
          x: places,
          y: places.map((x) => recipes.gaussian.basis.features([x])[j]),
        })),
        xLabel: "x",
        yLabel: "feature",
      }),
    },
    {
      name: "polynomial",
      title: "A polynomial doubts everything outside",
      finding: `The predictive variance is ${told(polynomial, "inside")} among the data and ${told(polynomial, "far away")} at x = 2, in the mean of ${polynomial.redraws} data sets.`,
      caption: "Mean, and two standard deviations of the function and of the target, of one data set of 50 points in [0, 1].",
      plot: bandsOf(polynomial, [-4, 5], recipes.polynomial.truth),
    },
    {
      name: "gaussian",
      title: "Gaussians doubt nothing far away, and are wrong there",
      finding: `The predictive variance is ${told(gaussian, "far away")} at x = 2, where the noise alone has 0.08; beside the data it reaches ${told(gaussian, "peak")}.`,
      caption: "Mean, and two standard deviations of the function and of the target, with Gaussian features.",
      published: "the figure of question 2.4",
      plot: bandsOf(gaussian, [-4, 5], recipes.gaussian.truth),
    },
    {
      name: "variance",
      title: "The doubt of Gaussian features is beside the data, not away from them",
      finding: `Beside the data the variance of Gaussians peaks at ${told(gaussian, "peak over far away")} times that far away; a polynomial's reaches 10 at x = ${told(polynomial, "reaches 10 right")}.`,
      caption:
        "Predictive variance of both bases on one data set; that of the polynomial leaves the figure. Diamonds: read off the source's figures.",
      plot: varianceOf(
        [
          { label: "polynomial", fitted: polynomial, read: [[0.5, published.number("polynomial", "inside")]] },
          {
            label: "Gaussians",
            fitted: gaussian,
            read: [
              [published.number("gaussian", "place of the peak"), published.number("gaussian", "peak")],
              [2, published.number("gaussian", "far away")],
            ],
          },
        ],
        { yWindow: [0, 0.3] },
      ),
    },
  ];
}

export const basisRegressionTables = ({ polynomial, gaussian }: BasisRegressionResult): Table[] => [
  measuresTable({ polynomial, gaussian }, published),
  answersTable([
    {
      question: "Why does the variance of Gaussian features not grow far from the data?",
      answer: `There all features are 0, and phi' Sigma phi with them: at x = 2 the variance is ${far(gaussian)}, that of the noise (0.04), while the mean is 0. The model is sure where it knows nothing; polynomial features give ${far(polynomial)}.`,
    },
  ]),
];

const far = (fitted: BasisRegressionResult["gaussian"]) => measuredIn(fitted, "as stated", "far away")?.value.toPrecision(3);
