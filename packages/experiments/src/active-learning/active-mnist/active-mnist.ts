import { type Context, experiment, type GivenOptions } from "@credence/lab";
import { type FormSettings, type FormUnit, formsOf, formUnits, performForm } from "../mnist/forms.ts";
import { type PreparedDigits, prepareDigits } from "../mnist/network.ts";
import { activeMnistClaims } from "./claims.ts";
import { activeMnistFigures, activeMnistTables } from "./figures.ts";

const full: FormSettings = {
  ...{ trainImages: 60_000, testImages: 2000, fullTestImages: 10_000, draws: 20, scored: 10_000, mostEpochs: 200 },
  ...{ trainings: 10, labelCounts: [10, 20, 40, 80, 160, 320, 640, 1280], trials: 3, upTo: 520 },
  ...{ fullAt: [40, 80, 160, 200, 300, 320, 520], strategies: ["random", "margin", "bald", "maxEntropy", "batchBald"], once: [] },
};

/** What the source's code runs, and its BALD with the sign corrected. */
const publishedNames = ["random", "margin", "bald", "bald-corrected"] as const;

/** Random, margin and BALD on MNIST: as the source's code acquires, with the sign corrected, and under the proper protocol. */
export const activeMnist = experiment({
  name: "active-mnist",
  source: "active-learning",
  shows: "Steps 3 to 5",
  question: "Which strategy needs fewest labels, and is the published order that of the strategies?",
  summary:
    "Which strategy needs fewest labels on MNIST: as published, with the sign of BALD corrected, and without looking at labels before asking.",
  budgets: {
    smoke: {
      ...full,
      ...{ trainImages: 3000, testImages: 200, fullTestImages: 200, draws: 5, scored: 200, mostEpochs: 10 },
      ...{ trainings: 1, labelCounts: [10, 20, 40], trials: 1, upTo: 40, starts: { strategies: ["margin", "bald"], sets: 2 } },
    },
    default: {
      ...full,
      ...{ testImages: 500, fullTestImages: 5000, draws: 10, scored: 2000 },
      ...{ trainings: 1, labelCounts: [10, 20, 40, 80, 160, 320], trials: 1, upTo: 200 },
    },
    paper: {
      ...full,
      ...{ fullAt: [...full.fullAt, 1020], strategies: [...full.strategies, "baldOfAll"], once: ["baldOfAll"] },
      further: { strategies: ["random", "margin", "bald"], upTo: 1020 },
      starts: { strategies: ["margin", "bald"], sets: 4 },
    },
  },
  units: ({ settings }: GivenOptions<FormSettings>) => formUnits(publishedNames, settings),
  prepare: (context: Context<FormSettings>) => prepareDigits(context),
  async *perform(unit: FormUnit, context, digits: PreparedDigits) {
    return (yield* performForm(unit, context, digits)).curve;
  },
  conclude: formsOf,
  claims: activeMnistClaims,
  figures: activeMnistFigures,
  tables: activeMnistTables,
});
