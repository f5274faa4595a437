import { answersTable, type Figure, surface, type Table, told } from "@credence/lab/figures";
import { asPublished, asStated, bandsOf, measuresTable, varianceOf } from "../regression/figures.ts";
import { recipes } from "../regression/recipes.ts";
import { published } from "./claims.ts";
import type { LinearRegressionResult } from "./linear-regression.ts";
import { weightGrid } from "./sequence.ts";
import texts from "./texts.json" with { type: "json" };

type Sequence = NonNullable<LinearRegressionResult["plain"]["sequence"]>;

const of = (set: "plain" | "gap", name: string) => published.number(set, name);
const points = (count: number) => (count === 1 ? "1 point" : `${count} points`);

/** The share of the square where the density is half of its highest or more. */
const areas = (sequence: Sequence) =>
  sequence
    .map(({ count, density }) => `${((100 * density.filter((one) => one >= 0.5).length) / density.length).toFixed(1)} % after ${count}`)
    .join(", ");

const sequenceOf = (sequence: Sequence): Figure => ({
  ...told(texts.shown, "sequence", { areas: areas(sequence) }),
  plot: surface({
    grid: weightGrid,
    panels: sequence.map(({ count, density }) => ({ panel: points(count), values: density })),
    label: "density, of its highest",
    domain: [0, 1],
    xLabel: "intercept",
    yLabel: "slope",
  }),
});

export function figures({ plain, gap, small }: LinearRegressionResult): Figure[] {
  const two = { one: asPublished(small, "growth"), two: asPublished(gap, "growth"), between: asPublished(gap, "at 0") };
  const shown = [
    {
      label: "one cloud",
      fitted: plain,
      read: [
        [of("plain", "place of the least"), of("plain", "least")],
        [of("plain", "reaches 1 left"), 1],
        [of("plain", "reaches 1 right"), 1],
      ] as const,
    },
    { label: "two clouds", fitted: gap, read: [-12, 0, 12].map((x) => [x, of("gap", `at ${x}`)] as const) },
  ];
  return [
    {
      ...told(texts.shown, "plain", { growth: asPublished(plain, "growth"), redraws: plain.redraws }),
      plot: bandsOf(plain, [-10, 10], recipes.plain.truth),
    },
    { ...told(texts.shown, "gap", two), plot: bandsOf(gap, [-8, 8], recipes.gap.truth) },
    {
      ...told(texts.shown, "variance", { one: asPublished(plain, "from the barycentre"), two: asPublished(gap, "from the barycentre") }),
      plot: varianceOf(shown, { yWindow: [0, 1.6] }),
    },
    ...(plain.sequence ? [sequenceOf(plain.sequence)] : []),
  ];
}

export const tables = ({ plain, gap, small }: LinearRegressionResult): Table[] => [
  measuresTable({ plain, gap, small }, published),
  answersTable(texts.answers, { one: asStated(plain, "growth"), two: asStated(gap, "growth"), few: asStated(small, "growth") }),
];
