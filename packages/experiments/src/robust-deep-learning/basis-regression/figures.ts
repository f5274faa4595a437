import { answersTable, curves, type Figure, type Table, told } from "@credence/lab/figures";
import { asPublished, asStated, bandsOf, measuresTable, varianceOf } from "../regression/figures.ts";
import { linspace, recipes } from "../regression/recipes.ts";
import type { BasisRegressionResult } from "./basis-regression.ts";
import { published } from "./claims.ts";
import texts from "./texts.json" with { type: "json" };

const places = linspace([-0.5, 1.5, 161]);
const featuresAt = (x: number) => Array.from(recipes.gaussian.basis.features([x]));
const sumAt = (x: number) =>
  featuresAt(x)
    .reduce((sum, feature) => sum + feature, 0)
    .toFixed(3);
const read = (set: "gaussian" | "polynomial", name: string) => published.number(set, name);

export function figures({ polynomial, gaussian }: BasisRegressionResult): Figure[] {
  const features = Array.from({ length: 9 }, (_, j) => ({ label: `centre ${j}/9`, x: places, y: places.map((x) => featuresAt(x)[j]) }));
  const outside = { far: asPublished(polynomial, "far away"), inside: asPublished(polynomial, "inside"), redraws: polynomial.redraws };
  const ratios = { peak: asPublished(gaussian, "peak over far away"), ten: asPublished(polynomial, "reaches 10 right") };
  const shown = [
    { label: "polynomial", fitted: polynomial, read: [[0.5, read("polynomial", "inside")]] as const },
    {
      label: "Gaussians",
      fitted: gaussian,
      read: [[read("gaussian", "place of the peak"), read("gaussian", "peak")] as const, [2, read("gaussian", "far away")] as const],
    },
  ];
  return [
    {
      ...told(texts.shown, "basis", { among: sumAt(0.5), beyond: sumAt(1.5) }),
      plot: curves({ curves: features, xLabel: "x", yLabel: "feature" }),
    },
    { ...told(texts.shown, "polynomial", outside), plot: bandsOf(polynomial, [-4, 5], recipes.polynomial.truth) },
    {
      ...told(texts.shown, "gaussian", { far: asPublished(gaussian, "far away"), peak: asPublished(gaussian, "peak") }),
      plot: bandsOf(gaussian, [-4, 5], recipes.gaussian.truth),
    },
    { ...told(texts.shown, "variance", ratios), plot: varianceOf(shown, { yWindow: [0, 0.3] }) },
  ];
}

export const tables = ({ polynomial, gaussian }: BasisRegressionResult): Table[] => [
  measuresTable({ polynomial, gaussian }, published),
  answersTable(texts.answers, {
    gaussian: asStated(gaussian, "far away"),
    polynomial: asStated(polynomial, "far away"),
  }),
];
