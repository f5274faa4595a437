import type { Repeated } from "@credence/lab";
import { type Figure, linesBy, type Table } from "@credence/lab/figures";
import { type ImportedNetwork, importedNetworkList, type Recorded } from "./recorded.ts";
import type { ImportedNetworksResult, ImportedResult } from "./result.ts";

/** Errors by the number of draws, beside those of another program. */
export function importedNetworksReport(result: ImportedNetworksResult): { figures: Figure[]; tables: Table[] } {
  const pairs = importedNetworkList.flatMap((network) => {
    const ours = result.networks.find(({ name }) => name === network.name);
    return ours ? [{ network, ours }] : [];
  });
  return { figures: [errorFigure(pairs, result)], tables: [errorTable(pairs, result)] };
}

interface Pair {
  readonly network: ImportedNetwork;
  readonly ours: ImportedResult;
}

function errorFigure(pairs: readonly Pair[], { testImages, draws, evaluations }: ImportedNetworksResult): Figure {
  return {
    name: "error-by-draws",
    title: "Test error of the source's networks by the number of weight draws",
    published: "Table 3, 400 units",
    caption: `Test error in % on ${testImages.toLocaleString("en-US")} images; bars: one standard deviation over evaluations (${evaluations} of ${draws} draws, which also make the tens and the single draws). Hollow: another program on the same files, 10,000 images. "Weights" takes a point network, or the means of a posterior, as one network.`,
    plot: linesBy({
      series: pairs.map(({ network, ours }) => ({
        label: network.label,
        points: [
          { setting: "weights", measured: ours.point.errorPercent, published: network.pointError },
          ...drawsPoint("1 draw", ours.oneDraw, network.oneDraw),
          ...drawsPoint("10 draws", ours.draws10, network.draws10),
          ...drawsPoint(`${draws} draws`, ours.draws50, network.draws50),
        ],
      })),
      xLabel: "prediction",
      yLabel: "test error (%)",
    }),
  };
}

const drawsPoint = (setting: string, ours: Repeated | null, recorded: Recorded | undefined) =>
  ours && recorded ? [{ setting, measured: ours.mean, spread: ours.stdDev, published: recorded.mean }] : [];

function errorTable(pairs: readonly Pair[], { testImages, draws }: ImportedNetworksResult): Table {
  const rows = pairs.flatMap(({ network, ours }): (string | number | null)[][] => {
    const repeated = (what: string, mine: Repeated | null, theirs: Recorded | undefined) =>
      mine && theirs ? [[network.label, what, mine.mean, mine.stdDev, theirs.mean, theirs.stdDev]] : [];
    return [
      [network.label, "error, weights (%)", ours.point.errorPercent, null, network.pointError, null],
      [network.label, "NLL, weights (nats)", ours.point.nllPerDatum, null, network.pointNll, null],
      ...repeated("error, 1 draw (%)", ours.oneDraw, network.oneDraw),
      ...repeated("error, 10 draws (%)", ours.draws10, network.draws10),
      ...repeated(`error, ${draws} draws (%)`, ours.draws50, network.draws50),
      ...repeated(`NLL, ${draws} draws (nats)`, ours.nll50, network.nll50),
    ];
  });
  return {
    name: "recorded",
    title: "Measured here and recorded elsewhere",
    caption: `Recorded: another program (float32) on the same files and 10,000 images; here ${testImages.toLocaleString("en-US")} images. Spreads are standard deviations of one evaluation.`,
    columns: [
      { label: "Network" },
      { label: "Quantity" },
      { label: "Measured", digits: 4 },
      { label: "Spread", digits: 4 },
      { label: "Recorded", digits: 4, published: true },
      { label: "Spread recorded", digits: 4, published: true },
    ],
    rows,
  };
}
