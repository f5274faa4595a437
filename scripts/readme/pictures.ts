import { experiments } from "@credence/experiments";
import { type Figure, linesBy } from "@credence/lab/figures";
import { renderFigure } from "@credence/lab/report";
import { nodeDocument } from "../../apps/cli/src/render/node-document.ts";
import { accuracyLeft } from "../../packages/experiments/src/weight-uncertainty/mnist-pruning/layers.ts";
import type { MnistPruningResult, PrunedNetwork } from "../../packages/experiments/src/weight-uncertainty/mnist-pruning/mnist-pruning.ts";
import {
  accuracyAt,
  prunedNetworks,
  shares,
  storedEpochs,
} from "../../packages/experiments/src/weight-uncertainty/mnist-pruning/stored-runs.ts";
import { coverageFigure } from "../../packages/tabular/src/report/figures.ts";
import { numberFigures } from "../../packages/tabular/src/report/number-figures.ts";
import { largestRun } from "../books/draw-book.ts";
import { type FittedHouses, keptHouses } from "../fit-houses.ts";
import type { KeptRun } from "../results/kept-run.ts";

/** Pixels: two stand side by side on a page. */
const width = 480;

/** The pictures of the README, as files of `docs/pictures/`, drawn from kept runs, and from the kept fit of the example's houses. */
export async function readmePictures(runs: readonly KeptRun[]): Promise<Readonly<Record<string, string>>> {
  const document = nodeDocument();
  const [predicted, coverage] = housesFigures(await keptHouses());
  const figures = {
    "regression-bands.svg": await bandsFigure(runs),
    "weights-removed.svg": pruningFigure(runs),
    "fit-houses.svg": predicted,
    "fit-houses-coverage.svg": coverage,
  };
  const svg = (figure: Figure) => `${renderFigure(figure, { document, purpose: "file", width })}\n`;
  return Object.fromEntries(Object.entries(figures).map(([file, figure]) => [file, svg(figure)]));
}

async function bandsFigure(runs: readonly KeptRun[]): Promise<Figure> {
  const experiment = await experiments.quickstart!();
  const bands = experiment.figures(keptRun(runs, "quickstart").result.values).find(({ name }) => name === "bands");
  if (!bands) throw new Error("README: the quickstart has no figure of bands");
  return bands;
}

/** Our accuracies on the study's, dashed: the networks of 400 units as they lose weights, trained here where that was kept, else the study's own. */
function pruningFigure(runs: readonly KeptRun[]): Figure {
  const { networks } = keptRun(runs, "mnist-pruning").result.values as unknown as MnistPruningResult;
  const ours = prunedNetworks.map((name) => drawnNetwork(networks, name));
  const whose = ours.every(({ origin }) => origin === "ours") ? "trained here" : "the study's own";
  const series = ours.map(({ network, global }) => ({
    label: network === "bnn-gaussian" ? "Gaussian prior" : "mixture prior",
    points: shares
      .filter((share) => share < 1)
      .map((share) => ({
        setting: 100 * share,
        measured: accuracyLeft(global, share)?.value ?? null,
        published: accuracyAt({ network, units: 400, epochs: storedEpochs.longer }, share) ?? null,
      })),
  }));
  return {
    name: "weights-removed",
    title: "Most weights can go",
    caption: `Test accuracy on MNIST of Bayesian networks (400 units, ${whose}) by the weights removed, lowest signal-to-noise first: lines and filled points ours, dashes and hollow points published.`,
    plot: linesBy({ series, xLabel: "weights removed (%)", yLabel: "test accuracy (%)" }),
  };
}

/** Two figures of the report of `credence fit docs/examples/houses.csv`: predicted against true, and coverage. */
function housesFigures({ rows, evaluation }: FittedHouses): readonly [Figure, Figure] {
  const column = (name: "prediction" | "lower" | "upper" | "total") => Float64Array.from(rows, (row) => row[name]);
  const predictions = {
    ...{ prediction: column("prediction"), lower: column("lower"), upper: column("upper"), total: column("total") },
    rows: rows.length,
  };
  const [againstTruth] = numberFigures({ predictions, truth: rows.map(({ truth }) => String(truth)), card: { target: "price" } });
  return [againstTruth, coverageFigure(evaluation)];
}

function drawnNetwork(networks: readonly PrunedNetwork[], name: string): PrunedNetwork {
  const own = networks.filter(({ network, units }) => network === name && units === 400);
  const trained = own.find(({ origin, epochs }) => origin === "ours" && epochs === storedEpochs.longer);
  const drawn = trained ?? own.find(({ origin }) => origin === "source");
  if (!drawn) throw new Error(`README: no kept run of mnist-pruning has ${name}, 400 units`);
  return drawn;
}

function keptRun(runs: readonly KeptRun[], name: string): KeptRun {
  const run = largestRun(runs.filter(({ record }) => record.experiment === name));
  if (!run) throw new Error(`README: no run of ${name} is kept`);
  return run;
}
