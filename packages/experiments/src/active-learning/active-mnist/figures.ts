import { learning } from "@credence/lab";
import { type Figure, type Table, tableOf } from "@credence/lab/figures";
import { publishedPoints } from "../mnist/form-claims.ts";
import { askedFigure, byLabels, labelsNeeded, properFigures, properTable, publishedTable, theirs } from "../mnist/form-figures.ts";
import type { FormsResult } from "../mnist/forms.ts";
import { signFigure } from "../mnist/sign-figure.ts";
import { labelOf } from "../mnist/strategies.ts";
import { published } from "./claims.ts";

export function activeMnistFigures(result: FormsResult): Figure[] {
  const pointsOf = (strategies: readonly string[]) => strategies.map((strategy) => [strategy, publishedPoints(result, strategy)] as const);
  const asPublished = ["random", "margin", "bald"];
  const trainings = result.published[0]?.points[0]?.accuracies.length ?? 0;
  return [
    {
      name: "as-published",
      title: "As published: margin, random, and BALD with its sign wrong",
      caption: `Test accuracy by labels, k of each class by the true labels${learning.shadedOver(trainings, "trainings")}. Dashed: the source's figure.`,
      published: "the combined figure of Steps 4 and 5",
      ...byLabels(pointsOf(asPublished), { xScale: "log", beside: theirs(published) }),
    },
    {
      name: "sign-corrected",
      title: "The sign of BALD alone",
      caption: "The same protocol as published; BALD by the smallest mutual information, as the source's code sorts, and by the largest.",
      published: "the figure of Step 5",
      ...byLabels(pointsOf(["bald", "bald-corrected", "random", "margin"]), { xScale: "log" }),
    },
    ...properFigures(result),
    signFigure(result, { over: "random", of: [{ wrong: "bald", corrected: "bald-corrected", proper: "bald" }] }),
    askedFigure(result),
  ];
}

export const activeMnistTables = (result: FormsResult): Table[] => [
  labelsNeeded(result, {
    percents: [90, 95, 98],
    published: (strategy, percent) => published.find("labels to reach", strategy, percent),
    caption: "Published: Gal et al. 2017, with another network.",
  }),
  properTable(result),
  publishedTable(result, published),
  tableOf({
    name: "work",
    title: "Work of a trial",
    caption:
      "Passes of an image through the network, in thousands: forward and backward in training, forward in scoring the pool, over all rounds.",
    rows: result.proper.filter(({ trial }) => trial === 1),
    columns: [
      { label: "strategy", of: ({ strategy }) => labelOf(strategy) },
      { label: "rounds", of: ({ points }) => points.length },
      { label: "training", digits: 0, of: ({ trainingPasses }) => trainingPasses / 1000 },
      { label: "scoring", digits: 0, of: ({ scoringPasses }) => scoringPasses / 1000 },
    ],
  }),
];
