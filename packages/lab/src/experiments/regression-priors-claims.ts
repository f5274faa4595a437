import type { Claim, TraceRow, Verdict } from "../experiment.ts";
import { priorId, priorLabel } from "./regression-networks.ts";
import { publishedCells } from "./regression-priors-published.ts";
import type { RegressionCell, RegressionPriorsResult } from "./regression-priors-result.ts";

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of a sample; null for one value. */
export function spreadOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** Runs of one prior together, in the order of the tables. */
export function groupedCells(cells: readonly RegressionCell[]): { readonly id: string; readonly runs: readonly RegressionCell[] }[] {
  const ids = [...new Set(cells.map(({ prior }) => priorId(prior)))];
  return ids.map((id) => ({ id, runs: cells.filter(({ prior }) => priorId(prior) === id) }));
}

const digits = (value: number): string => value.toFixed(2);
const verdictOf = (tested: boolean, holds: boolean): Verdict =>
  tested ? (holds ? "reproduced" : "not reproduced") : "not tested at this budget";

/** 97.5% point of Student's t with the 4 degrees of freedom of two times three runs. */
const t4 = 2.776;
/** The same with 6 degrees of freedom (three priors, three runs each), and the pooled spread of log(-value) over the runs of Table 1. */
const [t6, logSpread] = [2.447, 0.325];

/** Every published statement of the tables and figures, with what was measured. */
export function regressionPriorsClaims(result: RegressionPriorsResult): Claim[] {
  const groups = groupedCells(result.cells);
  const gaussians = groups.filter(({ runs }) => runs[0].prior.kind === "gaussian");
  const mixtures = groups.filter(({ runs }) => runs[0].prior.kind === "mixture");
  return [
    ...groups.map(tableClaim),
    ...gaussianOrder(gaussians),
    ...bestMixture(mixtures),
    ...shapeClaims(result.cells),
    ...curveClaims(gaussians),
  ];
}

type Group = ReturnType<typeof groupedCells>[number];

const publishedMean = ({ id }: Group): number => mean(publishedCells[id].meanLogDensity);
const measuredMean = (group: Group): number => mean(group.runs.map(({ published }) => published.meanLogDensity));
const lppdOf = ({ runs }: Group): number => mean(runs.map(({ stated }) => stated.lppd));
const complete = (groups: readonly Group[], count: number): boolean =>
  groups.length === count && groups.every(({ runs }) => runs.every(({ asPublished }) => asPublished));

/** A cell of Table 1 or 2. The tolerance comes from the three runs behind Table 1. */
function tableClaim(group: Group): Claim {
  const { id, runs } = group;
  const theirs = publishedCells[id].meanLogDensity;
  const [published, measured] = [publishedMean(group), measuredMean(group)];
  const spread = spreadOf(theirs);
  const factor = Math.exp(t6 * Math.SQRT2 * logSpread);
  const width = spread === null ? 0 : t4 * spread * Math.sqrt(1 / theirs.length + 1 / runs.length);
  const holds =
    spread === null
      ? measured < 0 && measured / published < factor && published / measured < factor
      : Math.abs(measured - published) < width;
  return {
    id: `table-${id}`,
    variant: "as published",
    statement: `${priorLabel(runs[0].prior)}: mean log density in [-0.2, 1.4] (published as lppd), ${runs[0].epochs} of ${publishedCells[id].epochs} epochs`,
    published,
    measured,
    spread: spreadOf(runs.map((run) => run.published.meanLogDensity)),
    tolerance:
      spread === null
        ? `within a factor ${digits(factor)}: one run each, the spread over runs as in Table 1`
        : `within ${digits(width)}: 95% of differences of ${runs.length} against three runs with the published spread ${digits(spread)}`,
    verdict: verdictOf(
      runs.every(({ asPublished }) => asPublished),
      holds,
    ),
  };
}

const rises = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value > values[i - 1]);

function gaussianOrder(groups: readonly Group[]): Claim[] {
  const widths = groups.map(({ runs: [{ prior }] }) => (prior.kind === "gaussian" ? prior.minusLogStdDev : 0)).join(", ");
  const row = (id: string, variant: Claim["variant"], statement: string, published: string, values: readonly number[]): Claim => ({
    id,
    variant,
    statement,
    published,
    measured: values.map(digits).join(", "),
    spread: null,
    tolerance: `rises from each -log sd to the next (${widths})`,
    verdict: verdictOf(complete(groups, 3), rises(values)),
  });
  const printed = groups.map((group) => digits(publishedMean(group))).join(", ");
  return [
    row(
      "gaussian-order-published",
      "as published",
      "The narrower the Gaussian prior, the higher the mean log density",
      printed,
      groups.map(measuredMean),
    ),
    row(
      "gaussian-order-stated",
      "as stated",
      "The narrower the Gaussian prior, the higher the lppd: log of the mean density (eq. 20), inputs in [-0.5, 1.5]",
      "rises",
      groups.map(lppdOf),
    ),
  ];
}

function bestMixture(groups: readonly Group[]): Claim[] {
  if (groups.length < 2) return [];
  const row = (id: string, variant: Claim["variant"], quantity: string, value: (group: Group) => number): Claim => {
    const best = groups.reduce((top, group) => (value(group) > value(top) ? group : top));
    return {
      id,
      variant,
      statement: `Of the mixtures, standard deviations e^-1 and e^-6 have the highest ${quantity}`,
      published: priorLabel({ kind: "mixture", minusLogStdDev1: 1, minusLogStdDev2: 6 }),
      measured: `${priorLabel(best.runs[0].prior)} (${digits(value(best))})`,
      spread: null,
      tolerance: "the same cell is the highest of nine",
      verdict: verdictOf(complete(groups, 9), best.id === "mixture-1-6"),
    };
  };
  return [
    row("best-mixture-published", "as published", "mean log density in [-0.2, 1.4]", measuredMean),
    row("best-mixture-stated", "as stated", "lppd (log of the mean density) in [-0.5, 1.5]", lppdOf),
  ];
}

/** Statements on every network: judged on those trained as published, on all of them (without a verdict) where there is none. */
function shapeClaims(all: readonly RegressionCell[]): Claim[] {
  const comparable = all.filter(({ asPublished }) => asPublished);
  const cells = comparable.length > 0 ? comparable : all;
  const lowest = (value: (cell: RegressionCell) => number) => cells.reduce((low, cell) => (value(cell) < value(low) ? cell : low));
  const growth = ({ bands }: RegressionCell) => bands.stdDevOutside / bands.stdDevInside;
  const [leastGrowth, leastCoverage] = [lowest(growth), lowest(({ bands }) => bands.coverage)];
  const tested = comparable.length > 0;
  const which = tested ? "networks trained as published" : "networks of this budget";
  return [
    {
      id: "uncertainty-grows",
      variant: "as stated",
      statement: `Uncertainty grows outside [0, 0.5]: mean sd of f in [-0.2, 1.4] outside over inside, least of ${cells.length} ${which}`,
      published: "grows",
      measured: `${digits(growth(leastGrowth))} (${leastGrowth.label})`,
      spread: null,
      tolerance: "above 1 for each",
      verdict: verdictOf(tested, growth(leastGrowth) > 1),
    },
    {
      id: "band-covers-noise",
      variant: "as stated",
      statement: `The 5-95% band of f mostly covers the noise: share of training points inside, least of ${cells.length} ${which}`,
      published: "mostly",
      measured: `${(100 * leastCoverage.bands.coverage).toFixed(1)}% (${leastCoverage.label})`,
      spread: null,
      tolerance: "above 50% for each",
      verdict: verdictOf(tested, leastCoverage.bands.coverage > 0.5),
    },
  ];
}

/** First epoch at which the last-batch objective has made 95% of its fall from the first row to the mean of the last five. */
export function convergedAt(trace: readonly TraceRow[]): number {
  const end = mean(trace.slice(-5).map(({ objective }) => objective));
  const threshold = end + 0.05 * (trace[0].objective - end);
  return trace.find(({ objective }) => objective <= threshold)?.epoch ?? trace[trace.length - 1].epoch;
}

function curveClaims(groups: readonly Group[]): Claim[] {
  const epochs = groups.map(({ runs }) => mean(runs.map(({ trace }) => convergedAt(trace))));
  const errors = groups.map(({ runs }) => runs[0].trace.map(({ rmse }) => rmse));
  const turns = errors.map((rmse) => ({ first: rmse[0], least: Math.min(...rmse), last: mean(rmse.slice(-5)) }));
  const tested = complete(groups, 3);
  return [
    {
      id: "convergence-faster",
      variant: "as published",
      statement: "Training converges sooner as the Gaussian prior narrows: epochs to 95% of the fall of the last-batch objective",
      // Read from the source's stored curves by the same rule, mean of three runs.
      published: "949, 709, 500",
      measured: epochs.map((epoch) => epoch.toFixed(0)).join(", "),
      spread: null,
      tolerance: "each fewer than the one before",
      verdict: verdictOf(tested, rises(epochs.map((epoch) => -epoch))),
    },
    {
      id: "rmse-falls-then-rises",
      variant: "as published",
      statement: "The error of the mean on [-0.2, 1.4] falls at first, then rises: first, least and late (mean of the last five) RMSE",
      published: "0.61, 0.24, 0.51; 0.80, 0.23, 0.27; 0.65, 0.36, 0.43",
      measured: turns.map(({ first, least, last }) => [first, least, last].map(digits).join(", ")).join("; "),
      spread: null,
      tolerance: "the least is below the first and the late value by 5% or more, for each Gaussian prior",
      verdict: verdictOf(
        tested,
        turns.every(({ first, least, last }) => least < 0.95 * first && least < 0.95 * last),
      ),
    },
  ];
}
