import { answersTable, type Figure, surface, type Table } from "@credence/lab/figures";
import { bandsOf, measuresTable, told, varianceOf } from "../regression/figures.ts";
import { measuredIn } from "../regression/fit-recipe.ts";
import { recipes } from "../regression/recipes.ts";
import { published } from "./claims.ts";
import type { LinearRegressionResult } from "./linear-regression.ts";
import { weightGrid } from "./sequence.ts";

const of = (set: "plain" | "gap", name: string) => published.number(set, name);

/** The share of the square where the density is half of its highest or more. */
const areas = (sequence: NonNullable<LinearRegressionResult["plain"]["sequence"]>) =>
  sequence
    .map(({ count, density }) => `${((100 * density.filter((one) => one >= 0.5).length) / density.length).toFixed(1)}% after ${count}`)
    .join(", ");

export function linearRegressionFigures({ plain, gap, small }: LinearRegressionResult): Figure[] {
  return [
    {
      name: "plain",
      title: "One cloud: the bands open away from the data",
      finding: `At x = 10 the predictive variance is ${told(plain, "growth")} times its least, in the mean of ${plain.redraws} data sets.`,
      caption:
        "Exact posterior of a line: mean, two standard deviations of the function and of the target. As published the noise has twice its variance.",
      published: "the figure of question 1.4",
      plot: bandsOf(plain, [-10, 10], recipes.plain.truth),
    },
    {
      name: "gap",
      title: "Two clouds: they open less, and not between them",
      finding: `At x = 10 the variance is ${told(gap, "growth")} times its least with two clouds and ${told(small, "growth")} times with one of as many points; at 0, between them, it is ${told(gap, "at 0")}.`,
      caption: "Mean, and two standard deviations of the function and of the target, of ten points in [-3, -1] and ten in [1, 3].",
      published: "the figure of the bonus question",
      plot: bandsOf(gap, [-8, 8], recipes.gap.truth),
    },
    {
      name: "variance",
      title: "The variance is least at the barycentre",
      finding: `The least variance lies ${told(plain, "from the barycentre")} from the mean of the inputs with one cloud, ${told(gap, "from the barycentre")} with two.`,
      caption:
        "Predictive variance of the data sets above: the noise's plus phi' Sigma phi, a parabola in x. Diamonds: read off the source's figures.",
      plot: varianceOf(
        [
          {
            label: "one cloud",
            fitted: plain,
            read: [
              [of("plain", "place of the least"), of("plain", "least")],
              [of("plain", "reaches 1 left"), 1],
              [of("plain", "reaches 1 right"), 1],
            ],
          },
          { label: "two clouds", fitted: gap, read: [-12, 0, 12].map((x) => [x, of("gap", `at ${x}`)] as const) },
        ],
        { yWindow: [0, 1.6] },
      ),
    },
    ...(plain.sequence
      ? [
          {
            name: "sequence",
            title: "Each point narrows the posterior",
            finding: `The posterior is above half of its height on so much of the square: ${areas(plain.sequence)} points.`,
            caption: "Density of the two weights after 0, 1, 2, 10 and 25 points, the highest 1.",
            method: "The noise has its precision as stated. The prior has variance 1 / alpha = 0.5; the source draws the identity.",
            published: "the posterior's figure of week 1",
            plot: surface({
              grid: weightGrid,
              panels: plain.sequence.map(({ count, density }) => ({ panel: count === 1 ? "1 point" : `${count} points`, values: density })),
              label: "density, of its highest",
              domain: [0, 1],
              xLabel: "intercept",
              yLabel: "slope",
            }),
          },
        ]
      : []),
  ];
}

export const linearRegressionTables = ({ plain, gap, small }: LinearRegressionResult): Table[] => [
  measuresTable({ plain, gap, small }, published),
  answersTable([
    {
      question: "Why does the predictive variance grow away from the data?",
      answer: `It is 1 / beta + phi' Sigma phi. The second term is a parabola in x, least at the mean of the inputs: at 10 the variance is ${growthOf(plain)} times its least, whatever the targets are.`,
    },
    {
      question: "Why less with two clouds?",
      answer: `Inputs that lie apart fix the slope, and the variance of the slope is what grows with x^2: ${growthOf(gap)} times the least at 10, ${growthOf(small)} times with as many points in one cloud. The clouds are not what matters, their distance is.`,
    },
  ]),
];

const growthOf = (fitted: LinearRegressionResult["plain"]) => measuredIn(fitted, "as stated", "growth")?.value.toPrecision(3);
