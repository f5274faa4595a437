import { type Claim, mean, verdictOf } from "@credence/lab";
import { thinned } from "@credence/lab/figures";
import type { MeasuredRow, RegressionMeasures } from "../regression/trace.ts";
import { differenceVariance, digits, rises } from "../regression/verdicts.ts";
import { type CellGroup, complete, type RegressionCell } from "./result.ts";

/** First epoch at which the last-batch objective has made 95% of its fall from the first row to the mean of the last five. */
export function convergedAt(trace: readonly Pick<MeasuredRow, "epoch" | "objective">[]): number {
  const end = mean(trace.slice(-5).map(({ objective }) => objective));
  const threshold = end + 0.05 * (trace[0].objective - end);
  return trace.find(({ objective }) => objective <= threshold)?.epoch ?? trace[trace.length - 1].epoch;
}

/** Mean of the last five rows: a single row is a noisy estimate. */
export const lateValue = (trace: readonly MeasuredRow[], measure: keyof RegressionMeasures): number =>
  mean(trace.slice(-5).map((row) => row[measure]));

const over = ({ runs }: CellGroup, value: (cell: RegressionCell) => number): number => mean(runs.map(value));

/** What Figures 12 and 13 say of training. Published numbers are read from the source's stored curves by the same rules. */
export function regressionPriorsCurveClaims(gaussians: readonly CellGroup[], mixtures: readonly CellGroup[]): Claim[] {
  return [...gaussianClaims(gaussians), ...finalBounds(gaussians, mixtures), ...mixtureClaims(gaussians, mixtures)];
}

type Row = Pick<Claim, "id" | "variant" | "statement" | "published" | "tolerance" | "verdict"> & { readonly measured: string };
/** Nothing measured reads null, not an empty text. */
const claim = ({ measured, ...row }: Row): Claim => ({ ...row, measured: measured === "" ? null : measured, spread: null });

/** Said beside what is read from curves of different spacing. */
const spacing = (theirs: string): string => ` (rows every 20 epochs; of the source's curves our reference keeps one every ${theirs})`;

/** First, least and late RMSE of a run. */
interface Turn {
  readonly first: number;
  readonly least: number;
  readonly last: number;
}
const turnOf = ({ trace }: RegressionCell): Turn => {
  const rmse = trace.map((row) => row.rmse);
  return { first: rmse[0], least: Math.min(...rmse), last: mean(rmse.slice(-5)) };
};
const fallsThenRises = ({ first, least, last }: Turn): boolean => least < 0.95 * first && least < 0.95 * last;

function gaussianClaims(groups: readonly CellGroup[]): Claim[] {
  const epochs = groups.map((group) => over(group, ({ trace }) => convergedAt(trace)));
  const turns = groups.map(({ runs }) => runs.map(turnOf));
  const middle = (runs: readonly Turn[]) =>
    (["first", "least", "last"] as const).map((part) => digits(mean(runs.map((turn) => turn[part])))).join(", ");
  const all = turns.flat();
  const tested = complete(groups, 3);
  return [
    claim({
      id: "convergence-faster",
      variant: "as published",
      statement: `Training converges sooner as the Gaussian prior narrows: epochs to 95% of the fall of the last-batch objective${spacing("12 or 13")}`,
      published: "949, 709, 500",
      measured: epochs.map((epoch) => epoch.toFixed(0)).join(", "),
      tolerance: "each fewer than the one before",
      verdict: verdictOf(tested, rises(epochs.map((epoch) => -epoch))),
    }),
    claim({
      id: "rmse-falls-then-rises",
      variant: "as published",
      statement:
        "The error of the mean on [-0.2, 1.4] falls at first, then rises: first, least and late (mean of the last five) RMSE, means over runs, and the runs that do so",
      published: "0.74, 0.23, 0.53; 0.75, 0.23, 0.41; 0.72, 0.36, 0.48 (9 of 9)",
      measured: all.length > 0 ? `${turns.map(middle).join("; ")} (${all.filter(fallsThenRises).length} of ${all.length})` : "",
      tolerance: "the least is below the first and the late value by 5% or more, in every run of each Gaussian prior",
      verdict: verdictOf(tested, all.every(fallsThenRises)),
    }),
  ];
}

/** Similar: within a quarter nat per datum, what a change of the residuals' standard deviation by a quarter is worth. */
const similarNats = 0.25;
const [batchSize, count] = [128, 1024];

/** How low the bound ends, by the last minibatch of an epoch (as published) and by the true free energy (as stated). */
function finalBounds(gaussians: readonly CellGroup[], mixtures: readonly CellGroup[]): Claim[] {
  const final = (measure: "objective" | "freeEnergy") => (group: CellGroup) => over(group, ({ trace }) => lateValue(trace, measure));
  const similar = (id: string, variant: Claim["variant"], words: string, published: string, perDatum: readonly number[]): Claim =>
    claim({
      id,
      variant,
      statement: `All Gaussian priors reach similar final bounds, -log sd 0, 1, 2: ${words}, nats per datum`,
      published,
      measured: perDatum.map((value) => digits(value)).join(", "),
      tolerance: `within ${similarNats} nats per datum of one another`,
      verdict: verdictOf(complete(gaussians, 3), Math.max(...perDatum) - Math.min(...perDatum) < similarNats),
    });
  const higher = (id: string, variant: Claim["variant"], measure: "objective" | "freeEnergy", words: string, published: string): Claim => {
    const [lowest, highest] = [Math.min(...mixtures.map(final(measure))), Math.max(...gaussians.map(final(measure)))];
    return claim({
      id,
      variant,
      statement: `Under mixtures the bound ends higher than under Gaussian priors: ${words}, least of the mixtures against most of the Gaussians, nats`,
      published,
      measured: mixtures.length > 0 && gaussians.length > 0 ? `${lowest.toFixed(0)} against ${highest.toFixed(0)}` : "",
      tolerance: "the least of nine mixtures is above the most of three Gaussians",
      verdict: verdictOf(complete(mixtures, 9) && complete(gaussians, 3), lowest > highest),
    });
  };
  const increase = (measure: "complexity" | "nll") =>
    mean(mixtures.map((group) => over(group, ({ trace }) => lateValue(trace, measure)))) -
    mean(gaussians.map((group) => over(group, ({ trace }) => lateValue(trace, measure))));
  const lastBatch = "objective of an epoch's last minibatch";
  return [
    similar(
      "similar-bounds-published",
      "as published",
      lastBatch,
      "-0.99, -1.00, -0.90",
      gaussians.map((group) => final("objective")(group) / batchSize),
    ),
    similar(
      "similar-bounds-stated",
      "as stated",
      "true free energy (the stored networks, of earlier epochs, have 1.44, 0.66, 0.36)",
      "similar",
      gaussians.map((group) => final("freeEnergy")(group) / count),
    ),
    higher("mixture-bounds-published", "as published", "objective", lastBatch, "281 against -115"),
    higher(
      "mixture-bounds-stated",
      "as stated",
      "freeEnergy",
      "true free energy (the stored networks, of earlier epochs, have 103762 against 1471)",
      "higher",
    ),
    claim({
      id: "mixture-bounds-complexity",
      variant: "as stated",
      statement:
        "The increase under mixtures is driven by the complexity: complexity and expected negative log-likelihood, mean of the mixtures less that of the Gaussian priors, nats",
      published: "complexity",
      measured: mixtures.length > 0 && gaussians.length > 0 ? `${increase("complexity").toFixed(0)} and ${increase("nll").toFixed(0)}` : "",
      tolerance: "the complexity rises, and by more than the likelihood's part",
      verdict: verdictOf(complete(mixtures, 9) && complete(gaussians, 3), increase("complexity") > Math.max(0, increase("nll"))),
    }),
  ];
}

const mixtureSpacing = "21 to 210, by cell";

/** Rows of a stored curve of a mixture. */
const storedRows = 120;

/** Variance of the consecutive differences in the second half: it grows with their distance, so ours is taken at that of the source's. */
function lateRestlessness(values: readonly number[]): number {
  const rows = thinned(values, storedRows);
  return differenceVariance(rows.slice(Math.floor(rows.length / 2)));
}

function mixtureClaims(gaussians: readonly CellGroup[], mixtures: readonly CellGroup[]): Claim[] {
  const epochs = (group: CellGroup) => over(group, ({ trace }) => convergedAt(trace));
  const widths = ({ runs: [{ prior }] }: CellGroup): readonly [number, number] =>
    prior.kind === "mixture" ? [prior.minusLogStdDev1, prior.minusLogStdDev2] : [prior.minusLogStdDev, 0];
  const rows = [0, 1, 2].map((wide) => mixtures.filter((group) => widths(group)[0] === wide)).filter((row) => row.length > 0);
  const columns = [6, 7, 8].map((narrow) => mixtures.filter((group) => widths(group)[1] === narrow));
  const gaussianOf = (group: CellGroup) => gaussians.find((other) => widths(other)[0] === widths(group)[0]);
  const slower = mixtures.filter((group) => {
    const plain = gaussianOf(group);
    return plain !== undefined && epochs(group) > epochs(plain);
  });
  const restless = rows.map((row) => mean(row.map((group) => over(group, ({ trace }) => lateRestlessness(trace.map(({ rmse }) => rmse))))));
  const tested = complete(mixtures, 9);
  return [
    claim({
      id: "mixture-convergence",
      variant: "as published",
      statement:
        "Convergence takes longer as the wide sd grows and as the narrow one falls: epochs to 95% of the fall of the last-batch objective, " +
        "-log wide sd 0; 1; 2 by -log narrow sd 6, 7, 8" +
        spacing(mixtureSpacing),
      published: "1512, 5714, 10504; 1487, 3428, 7058; 945, 1714, 3176",
      measured: rows.map((row) => row.map((group) => epochs(group).toFixed(0)).join(", ")).join("; "),
      tolerance: "rises along each row and falls down each column",
      verdict: verdictOf(
        tested,
        rows.every((row) => rises(row.map(epochs))) && columns.every((column) => rises(column.map((group) => -epochs(group)))),
      ),
    }),
    claim({
      id: "mixture-slower",
      variant: "as published",
      statement:
        "Mixtures need more training than Gaussian priors: of the nine, those that converge later than the Gaussian of the same wide sd" +
        spacing(mixtureSpacing),
      published: "9",
      measured: mixtures.length > 0 && gaussians.length > 0 ? `${slower.length} of ${mixtures.length}` : "",
      tolerance: "all nine",
      verdict: verdictOf(tested && complete(gaussians, 3), slower.length === 9),
    }),
    claim({
      id: "mixture-rmse-variance",
      variant: "as published",
      statement:
        "The RMSE is less restless as the wide sd falls: variance of its consecutive differences in the second half of training, mean over narrow " +
        "sds, -log wide sd 0, 1, 2 " +
        `(of ${storedRows} rows spread evenly over a training, as our reference keeps of the source's, or of all where there are fewer)`,
      published: "0.178, 0.0051, 0.0010",
      measured: restless.map((value) => value.toPrecision(2)).join(", "),
      tolerance: "each less than the one before",
      verdict: verdictOf(tested, rises(restless.map((value) => -value))),
    }),
  ];
}
