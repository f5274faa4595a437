import { mean, spreadOf } from "@credence/lab";
import { answersTable, curves, type Figure, leading, type Palette, type Table, tableOf, told } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import { auprsOf, foundIn, published, sureness } from "./claims.ts";
import { curvesOf, namedDetectors } from "./detectors.ts";
import type { DetectorTraining, OutOfDistributionResult } from "./out-of-distribution.ts";
import texts from "./texts.json" with { type: "json" };

type Measure = "auroc" | "auprOut" | "auprIn" | "fprAt95";

/** Of a detector on a set, mean over trainings, in %. */
const over = (result: OutOfDistributionResult, label: string, { set, of = "auprOut" }: { set: string; of?: Measure }): number =>
  100 * mean(foundIn(result, label, set).map((one) => one[of]));

const labelsOf = (result: OutOfDistributionResult): string[] =>
  [...namedDetectors.map(({ label }) => label), "ODIN, searched"].filter((label) => foundIn(result, label).length > 0);
const setsOf = ({ trainings }: OutOfDistributionResult) => trainings[0].sets.map(({ name }) => name);

/** Precision-recall curves on KMNIST, and all detectors on all sets. */
export function figures(result: OutOfDistributionResult): Figure[] {
  const highest = (labels: readonly string[], set: string) =>
    leading(
      `AUPR of ${set}`,
      labels.map((label) => [label, over(result, label, { set })]),
      { digits: 2, unit: "%", from: "highest" },
    );
  return [
    {
      ...told(texts.shown, "precision-recall", { leading: highest(curvesOf, "KMNIST"), detectors: curvesOf.length }),
      plot: curves({
        curves: curvesOf.flatMap((label) =>
          foundIn(result, label).flatMap(({ curve }) => (curve ? [{ label, x: curve.recall, y: curve.precision }] : [])),
        ),
        ...{ slots: methodSlots, xLabel: "recall", yLabel: "precision", yWindow: [0.5, 1] },
      }),
    },
    { ...told(texts.shown, "aupr", { leading: highest(labelsOf(result), "KMNIST") }), plot: dotsOf(result) },
  ];
}

/** A row for each detector, a dot for each set. */
function dotsOf(result: OutOfDistributionResult): Figure["plot"] {
  const [labels, sets] = [labelsOf(result), setsOf(result)];
  const dots = sets.flatMap((set, index) => labels.map((label) => ({ label, index, aupr: over(result, label, { set }) })));
  const theirs = labels.flatMap((label) => {
    const aupr = published.find("aupr", label);
    return aupr === undefined ? [] : [{ label, aupr }];
  });
  const kmnist = ({ series }: Palette) => series[sets.indexOf("KMNIST")];
  return (Plot, palette, { width }) => ({
    marginLeft: 190,
    height: 60 + 26 * labels.length,
    x: { label: "AUPR (%)", grid: true, ticks: width < 560 ? 4 : 8 },
    y: { type: "point", domain: labels, label: null },
    marks: [
      Plot.dot(dots, { x: "aupr", y: "label", fill: ({ index }) => palette.series[index], r: 4.5 }),
      Plot.dot(theirs, { x: "aupr", y: "label", stroke: kmnist(palette), r: 6, strokeWidth: 1.8 }),
    ],
    legend: [
      ...sets.map((label, index) => ({ label, color: palette.series[index], shape: "dot" as const })),
      { label: "KMNIST, published", color: kmnist(palette), shape: "circle" },
    ],
  });
}

type Row = { readonly set: string; readonly label: string };

/** What the search chose, where there was one. */
const searchedOf = (trainings: readonly DetectorTraining[]): string => {
  const chosen = trainings.flatMap(({ searched }) => (searched ? [`${searched.temperature} and ${searched.epsilon}`] : []));
  const where = "ODIN searched on training images of MNIST and Fashion-MNIST";
  return chosen.length === 0 ? "" : ` ${where} chose temperature and step ${chosen.join(", ")}.`;
};

export function tables(result: OutOfDistributionResult): Table[] {
  const column =
    (of: Measure) =>
    ({ set, label }: Row) =>
      over(result, label, { set, of });
  return [
    tableOf<Row>({
      ...told(texts.shown, "detectors", { searched: searchedOf(result.trainings) }),
      rows: setsOf(result).flatMap((set) => labelsOf(result).map((label) => ({ set, label }))),
      columns: [
        { label: "outside", of: ({ set }) => set },
        { label: "detector", of: ({ label }) => label },
        {
          label: "AUPR out",
          digits: 2,
          of: column("auprOut"),
          beside: ({ set, label }) => (set === "KMNIST" ? (published.find("aupr", label) ?? null) : null),
        },
        { label: "sd", digits: 2, of: ({ set, label }) => spreadOf(auprsOf(label, set)(result)) },
        { label: "AUPR in", digits: 2, of: column("auprIn") },
        { label: "AUROC", digits: 2, of: column("auroc") },
        { label: "FPR at 95", digits: 2, of: column("fprAt95") },
      ],
    }),
    answersTable(texts.answers, {
      ...Object.fromEntries(labelsOf(result).map((label) => [label, over(result, label, { set: "KMNIST" }).toFixed(1)])),
      "sure at 1": sureness(result, "maximum probability").toFixed(3),
      "sure at 5": sureness(result, "temperature alone").toFixed(3),
    }),
  ];
}
