import { mean } from "@credence/lab";
import { type Figure, formatNumber, ranked, type Table, tableOf } from "@credence/lab/figures";
import { scoreNames } from "./claims.ts";
import type { RelevanceResult, ScoreName } from "./feature-relevance.ts";

const names = Object.keys(scoreNames) as ScoreName[];
const meanAuroc = ({ synthetic }: RelevanceResult, score: ScoreName) => mean(synthetic.map(({ auroc }) => auroc[score]));

/** Scales of all inputs of one data set, the largest first. */
function scalesOf({ synthetic }: RelevanceResult): Figure["plot"] {
  const [first] = synthetic;
  const sorted = (first?.ardScale ?? [])
    .map((scale, input) => ({ scale, counts: first.relevant.includes(input) }))
    .toSorted((a, b) => b.scale - a.scale)
    .map((one, place) => ({ ...one, rank: place + 1 }));
  return (Plot, palette) => ({
    x: { label: "rank of the input" },
    y: { label: "scale of its weights", type: "log", grid: true, tickFormat: (scale: number) => formatNumber(scale), ticks: 5 },
    marks: [Plot.dot(sorted, { x: "rank", y: "scale", r: 4, fill: ({ counts }) => palette.series[counts ? 0 : 1] })],
    legend: ["relevant", "irrelevant"].map((label, index) => ({ label, color: palette.series[index], shape: "dot" as const })),
  });
}

/** Most attributes hardly count: a logarithmic axis, and a linear one about 0. */
const linearBelow = 1e-3;
const growthTicks = { ticks: [0, 0.001, 0.01, 0.1, 1], tickFormat: (growth: number) => formatNumber(growth) };

/** Attributes by their scale and by what their permutation does. */
function attributesOf({ mushroom }: RelevanceResult): Figure["plot"] {
  const dots = (mushroom?.attributes ?? []).map((name, i) => ({ name, scale: mushroom!.ardScale[i], surprise: mushroom!.surprise[i] }));
  // by scale, to the left and to the right in turn: neighbours keep apart, and the last stays inside
  const named = dots
    .toSorted((a, b) => b.surprise - a.surprise)
    .slice(0, 3)
    .toSorted((a, b) => a.scale - b.scale);
  const sides = (["end", "start"] as const).map((textAnchor, side) => ({
    textAnchor,
    dx: side === 0 ? -8 : 8,
    some: named.filter((_, i) => i % 2 === side),
  }));
  return (Plot, palette) => ({
    x: { label: "scale of its weights", grid: true, inset: 24 },
    y: { label: "growth of the negative log-likelihood (nats)", grid: true, type: "symlog", constant: linearBelow, ...growthTicks },
    marks: [
      Plot.dot(dots, { x: "scale", y: "surprise", r: 4, fill: palette.series[0] }),
      ...sides.map(({ some, ...place }) => Plot.text(some, { x: "scale", y: "surprise", text: "name", fill: palette.text, ...place })),
    ],
  });
}

export function relevanceFigures(result: RelevanceResult): Figure[] {
  const { mushroom } = result;
  const figures: Figure[] = [
    {
      name: "scales",
      title: "Scales of relevant and irrelevant inputs",
      finding: `Mean AUROC of the relevant inputs: ${ranked(
        names.map((score) => [scoreNames[score], meanAuroc(result, score)]),
        { digits: 3, from: "highest" },
      )}.`,
      caption: "The fifty inputs of the first data set by their scale under automatic relevance determination, the largest first.",
      method: "y = sin 2a + b c + (d² − 1)/2 + f + noise of 0.3; 45 further inputs tell nothing.",
      plot: scalesOf(result),
    },
  ];
  if (mushroom)
    figures.push({
      name: "mushrooms",
      title: "Attributes of mushrooms",
      finding: `The rank correlation of scale and permutation importance over ${mushroom.attributes.length} attributes is ${mushroom.correlation.surprise.toFixed(2)}.`,
      caption:
        "Scale of an attribute's weights against the growth of the negative log-likelihood where its values are shuffled; the three that grow most are named. The axis is linear below 0.001.",
      plot: attributesOf(result),
    });
  return figures;
}

export function relevanceTables(result: RelevanceResult): Table[] {
  const { mushroom } = result;
  const tables = [
    tableOf({
      name: "auroc",
      title: "Relevant inputs told from the others",
      caption: "AUROC of each score, mean, lowest and highest over data sets.",
      rows: names,
      columns: [
        { label: "score", of: (score) => scoreNames[score] },
        { label: "mean", digits: 3, of: (score) => meanAuroc(result, score) },
        { label: "lowest", digits: 3, of: (score) => Math.min(...result.synthetic.map(({ auroc }) => auroc[score])) },
        { label: "highest", digits: 3, of: (score) => Math.max(...result.synthetic.map(({ auroc }) => auroc[score])) },
      ],
    }),
  ];
  if (!mushroom) return tables;
  const rows = mushroom.attributes.map((name, i) => ({ name, i })).toSorted((a, b) => mushroom.ardScale[b.i] - mushroom.ardScale[a.i]);
  const column = (label: string, of: readonly number[], digits: number) => ({ label, digits, of: ({ i }: (typeof rows)[number]) => of[i] });
  return [
    ...tables,
    tableOf({
      name: "attributes",
      title: "Attributes of mushrooms",
      caption: "Growth where an attribute is permuted, mean over permutations and its standard deviation; epistemic uncertainty in nats.",
      rows,
      columns: [
        { label: "attribute", of: ({ name }) => name },
        column("scale", mushroom.ardScale, 3),
        column("signal-to-noise", mushroom.ardSignalToNoise, 2),
        column("negative log-likelihood", mushroom.surprise, 4),
        column("error", mushroom.error, 4),
        column("its sd", mushroom.errorStdDev, 4),
        column("epistemic", mushroom.epistemic, 4),
        column("its sd ", mushroom.epistemicStdDev, 4),
      ],
    }),
  ];
}
