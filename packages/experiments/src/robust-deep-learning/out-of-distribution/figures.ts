import { mean } from "@credence/lab";
import { answersTable, curves, type Figure, leading, type Palette, type Table, tableOf } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import { foundIn, published } from "./claims.ts";
import { curvesOf, namedDetectors } from "./detectors.ts";
import type { OutOfDistributionResult } from "./out-of-distribution.ts";

const labelsOf = (result: OutOfDistributionResult): string[] =>
  [...namedDetectors.map(({ label }) => label), "ODIN, searched"].filter((label) => foundIn(result, label).length > 0);
const setsOf = ({ trainings }: OutOfDistributionResult) => trainings[0].sets.map(({ name }) => name);

/** Precision-recall curves on KMNIST, and all detectors on all sets. */
export function outOfDistributionFigures(result: OutOfDistributionResult): Figure[] {
  const highest = (labels: readonly string[], set: string) =>
    leading(
      `AUPR of ${set}`,
      labels.map((label) => [label, 100 * mean(foundIn(result, label, set).map(({ auprOut }) => auprOut))]),
      { digits: 2, unit: "%", from: "highest" },
    );
  return [
    {
      name: "precision-recall",
      title: "Finding KMNIST among digits",
      finding: highest(curvesOf, "KMNIST"),
      caption: `Precision and recall of ${curvesOf.length} detectors, KMNIST positive, a line for each training.`,
      published: "the precision-recall curves of Part III",
      plot: curves({
        curves: curvesOf.flatMap((label) =>
          foundIn(result, label).flatMap(({ curve }) => (curve ? [{ label, x: curve.recall, y: curve.precision }] : [])),
        ),
        slots: methodSlots,
        xLabel: "recall",
        yLabel: "precision",
        yWindow: [0.5, 1],
      }),
    },
    {
      name: "aupr",
      title: "Every detector on every set",
      finding: highest(labelsOf(result), "KMNIST"),
      caption: "AUPR by set, the outside images positive, mean over trainings. Hollow: published, on KMNIST.",
      plot: dotsOf(result),
    },
  ];
}

/** A row for each detector, a dot for each set. */
function dotsOf(result: OutOfDistributionResult): Figure["plot"] {
  const [labels, sets] = [labelsOf(result), setsOf(result)];
  const dots = sets.flatMap((set, index) =>
    labels.map((label) => ({ label, index, aupr: 100 * mean(foundIn(result, label, set).map(({ auprOut }) => auprOut)) })),
  );
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

export function outOfDistributionTables(result: OutOfDistributionResult): Table[] {
  const over =
    (of: "auroc" | "auprOut" | "auprIn" | "fprAt95") =>
    ({ set, label }: Row) =>
      100 * mean(foundIn(result, label, set).map((one) => one[of]));
  const aupr = (label: string) => over("auprOut")({ set: "KMNIST", label }).toFixed(1);
  const sure = (label: string) => (1 - mean(foundIn(result, label).map(({ meanInside }) => meanInside))).toFixed(3);
  const searched = result.trainings.flatMap(({ searched: chosen }) => chosen ?? []);
  const rows = setsOf(result).flatMap((set) => labelsOf(result).map((label): Row => ({ set, label })));
  return [
    tableOf<Row>({
      name: "detectors",
      title: "Every detector on every set",
      caption: `In %, mean over trainings; outside is positive but in AUPR in, and FPR at 95 is the share of outside images kept where 95% of digits are.${
        searched.length === 0
          ? ""
          : ` ODIN searched on training images of MNIST and Fashion-MNIST chose temperature and step ${searched.map(({ temperature, epsilon }) => `${temperature} and ${epsilon}`).join(", ")}.`
      }`,
      rows,
      columns: [
        { label: "outside", of: ({ set }) => set },
        { label: "detector", of: ({ label }) => label },
        {
          label: "AUPR out",
          digits: 2,
          of: over("auprOut"),
          beside: ({ set, label }) => (set === "KMNIST" ? (published.find("aupr", label) ?? null) : null),
        },
        { label: "AUPR in", digits: 2, of: over("auprIn") },
        { label: "AUROC", digits: 2, of: over("auroc") },
        { label: "FPR at 95", digits: 2, of: over("fprAt95") },
      ],
    }),
    answersTable([
      {
        question: "What is the difference between maximum probability, MC dropout and ODIN?",
        answer: `The first asks one network how sure it is, the second many whether they agree, the third one network again, with flatter probabilities and a moved input. AUPR of KMNIST: ${aupr("maximum probability")}, ${aupr("MC dropout, variation ratio")} (entropy ${aupr("MC dropout, entropy")}) and ${aupr("ODIN")} %; temperature alone ${aupr("temperature alone")}, the step alone ${aupr("perturbation alone")}.`,
      },
      {
        question: "Does a higher temperature sharpen the softmax?",
        answer: `It flattens it: the mean largest probability of digits is ${sure("maximum probability")} at temperature 1 and ${sure("temperature alone")} at 5. What it changes is the order of the images: logits beyond the largest begin to count.`,
      },
    ]),
  ];
}
