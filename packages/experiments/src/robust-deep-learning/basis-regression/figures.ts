import { answersTable, curves, type Figure, type Table } from "@credence/lab/figures";
import { bandsOf, measuresTable, varianceOf } from "../regression/figures.ts";
import { measuredIn } from "../regression/fit-recipe.ts";
import { linspace, recipes } from "../regression/recipes.ts";
import type { BasisRegressionResult } from "./basis-regression.ts";
import { published } from "./claims.ts";

const places = linspace([-0.5, 1.5, 161]);

export function basisRegressionFigures({ polynomial, gaussian }: BasisRegressionResult): Figure[] {
  return [
    {
      name: "basis",
      title: "Nine Gaussians, none of them far from the data",
      caption: "The features of a prediction against x. Beyond the last of them all are 0, and phi' Sigma phi with them.",
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
      caption: "Mean, and two standard deviations of the function and of the target, of one data set of 50 points in [0, 1].",
      plot: bandsOf(polynomial, [-4, 5], recipes.polynomial.truth),
    },
    {
      name: "gaussian",
      title: "Gaussians doubt nothing far away, and are wrong there",
      caption: "The same with Gaussian features: far from the data the mean is 0 and the bands are the noise alone.",
      published: "the figure of question 2.4",
      plot: bandsOf(gaussian, [-4, 5], recipes.gaussian.truth),
    },
    {
      name: "variance",
      title: "The doubt of Gaussian features is beside the data, not away from them",
      caption: "Predictive variance of both bases; that of the polynomial leaves the figure.",
      plot: varianceOf(
        [
          { label: "polynomial", fitted: polynomial },
          { label: "Gaussians", fitted: gaussian },
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
