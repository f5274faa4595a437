import { type Claim, mean, spreadOf, verdictOf } from "@credence/lab";
import { priorLabel, type RegressionPrior } from "../regression/networks.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import { digits, meansWidth, rises, runFactor, withinFactor } from "../regression/verdicts.ts";
import { regressionPriorsCurveClaims } from "./curve-claims.ts";
import { publishedCells } from "./published.ts";
import { type CellGroup, complete, groupedCells, type RegressionCell, type RegressionPriorsResult } from "./result.ts";

/** Every published statement of the tables and figures, with what was measured; cells that did not run are not tested. */
export function regressionPriorsClaims(result: RegressionPriorsResult): Claim[] {
  const groups = groupedCells(result.cells);
  const gaussians = groups.filter(({ runs }) => runs[0].prior.kind === "gaussian");
  const mixtures = groups.filter(({ runs }) => runs[0].prior.kind === "mixture");
  return [
    ...Object.keys(publishedCells).map((id) =>
      tableClaim(
        id,
        groups.find((group) => group.id === id),
      ),
    ),
    ...Object.keys(publishedCells).flatMap((id) =>
      storedClaims(
        id,
        groups.find((group) => group.id === id),
      ),
    ),
    ...gaussianOrder(gaussians),
    ...bestMixture(mixtures),
    ...shapeClaims(result.cells),
    ...regressionPriorsCurveClaims(gaussians, mixtures),
  ];
}

/** "mixture-1-6" read back. */
function priorOf(id: string): RegressionPrior {
  const [kind, first, second] = id.split("-");
  return kind === "gaussian"
    ? { kind, minusLogStdDev: Number(first) }
    : { kind: "mixture", minusLogStdDev1: Number(first), minusLogStdDev2: Number(second) };
}

const publishedMean = (id: string): number => mean(publishedCells[id].meanLogDensity);
const measuredMean = (group: CellGroup): number => mean(group.runs.map(({ published }) => published.meanLogDensity));
const lppdOf = ({ runs }: CellGroup): number => mean(runs.map(({ stated }) => stated.lppd));

/** A cell of Table 1 or 2. The tolerance comes from the three runs behind Table 1, and from ours where there are several. */
function tableClaim(id: string, group: CellGroup | undefined): Claim {
  const theirs = publishedCells[id].meanLogDensity;
  const [published, measured] = [publishedMean(id), group ? measuredMean(group) : null];
  const ours = group?.runs.map((run) => run.published.meanLogDensity) ?? [];
  const runs = Math.max(1, ours.length);
  const several = theirs.length > 1;
  const [width, factor] = [several ? meansWidth(theirs, ours) : 0, runFactor("meanLogDensity", runs)];
  const near = (value: number) => (several ? Math.abs(value - published) < width : withinFactor(value, published, factor));
  const count = runs === 1 ? "a single run" : `the mean of ${runs} runs`;
  return {
    id: `table-${id}`,
    variant: "as published",
    statement:
      `${priorLabel(priorOf(id))}: mean log density in [-0.2, 1.4] (published as lppd), ` +
      (group ? `${group.runs[0].epochs} of ${publishedCells[id].epochs} epochs` : "not among the cells of this run"),
    published,
    measured,
    spread: spreadOf(ours),
    tolerance: several
      ? `within ${digits(width)}: 95% of differences of ${count} from the mean of three, their spread that of ${runs === 1 ? "the published runs (t of 2 degrees of freedom)" : "both (pooled)"}`
      : `within a factor ${digits(factor)}: 95% of differences of ${count} from one, their spread as in Table 1`,
    verdict: verdictOf(group?.runs.every(({ asPublished }) => asPublished) ?? false, measured !== null && near(measured)),
  };
}

/** Both terms of the bound, which the source does not show, against those of the networks it stored. */
function storedClaims(id: string, group: CellGroup | undefined): Claim[] {
  const { storedComplexity, storedNll, storedLppd } = publishedCells[id];
  const theirs = storedLppd.length;
  const row = (measure: "complexity" | "freeEnergy", words: string, published: number): Claim => {
    const ours = group?.runs.map(({ kept }) => (measure === "complexity" ? kept.complexity : freeEnergyOf(kept))) ?? [];
    const measured = ours.length > 0 ? mean(ours) : null;
    const factor = runFactor(measure, ours.length, theirs);
    return {
      id: `stored-${measure === "complexity" ? measure : "free-energy"}-${id}`,
      variant: "as published",
      statement: `${priorLabel(priorOf(id))}: ${words} of the network kept, nats (published: of ${theirs === 1 ? "the stored network" : `the ${theirs} stored networks`})`,
      published,
      measured,
      spread: spreadOf(ours),
      tolerance: `within a factor ${digits(factor)}: 95% of differences of the means of ${Math.max(1, ours.length)} and ${theirs} runs, their spread that of the stored ones under Gaussian priors`,
      verdict: verdictOf(
        group?.runs.every(({ asPublished }) => asPublished) ?? false,
        measured !== null && withinFactor(measured, published, factor),
      ),
    };
  };
  return [
    row("complexity", "complexity KL[q || prior]", storedComplexity),
    row("freeEnergy", "true free energy", storedComplexity + storedNll),
  ];
}

function gaussianOrder(groups: readonly CellGroup[]): Claim[] {
  const widths = groups.map(({ runs: [{ prior }] }) => (prior.kind === "gaussian" ? prior.minusLogStdDev : 0)).join(", ");
  const row = (id: string, variant: Claim["variant"], statement: string, published: string, values: readonly number[]): Claim => ({
    id,
    variant,
    statement,
    published,
    measured: values.length > 0 ? values.map((value) => digits(value)).join(", ") : null,
    spread: null,
    tolerance: `rises from each -log sd to the next (${widths || "0, 1, 2"})`,
    verdict: verdictOf(complete(groups, 3), rises(values)),
  });
  return [
    row(
      "gaussian-order-published",
      "as published",
      "The narrower the Gaussian prior, the higher the mean log density",
      "-120.34, -16.21, -9.69",
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

function bestMixture(groups: readonly CellGroup[]): Claim[] {
  const row = (id: string, variant: Claim["variant"], quantity: string, value: (group: CellGroup) => number): Claim => {
    const best = groups.length > 0 ? groups.reduce((top, group) => (value(group) > value(top) ? group : top)) : undefined;
    return {
      id,
      variant,
      statement: `Of the nine mixtures, standard deviations e⁻¹ and e⁻⁶ have the highest ${quantity}`,
      published: priorLabel({ kind: "mixture", minusLogStdDev1: 1, minusLogStdDev2: 6 }),
      measured: best ? `${priorLabel(best.runs[0].prior)} (${digits(value(best))}), of ${groups.length}` : null,
      spread: null,
      tolerance: "the same cell is the highest of nine",
      verdict: verdictOf(complete(groups, 9), best?.id === "mixture-1-6"),
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
