import { ascending, asks, because, digits, factor, mean, measuredOver, type Said, within } from "@credence/lab";
import { priorLabel, type RegressionPrior } from "../regression/networks.ts";
import { published } from "../regression/published.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import { meansWidth, runFactor } from "../regression/verdicts.ts";
import { curveClaims } from "./curve-claims.ts";
import { asPublished, type CellGroup, groupsOf, ofKinds, over, some } from "./groups.ts";
import { published as own } from "./published.ts";
import type { RegressionCell, RegressionPriorsResult } from "./regression-priors.ts";

type Claim = Said<RegressionPriorsResult>;

const ids = published.names("epochs");

/** "mixture-1-6" read back. */
function priorOf(id: string): RegressionPrior {
  const [kind, first, second] = id.split("-");
  return kind === "gaussian"
    ? { kind, minusLogStdDev: Number(first) }
    : { kind: "mixture", minusLogStdDev1: Number(first), minusLogStdDev2: Number(second) };
}

const runsOf = (result: RegressionPriorsResult, id: string) => groupsOf(result).find((group) => group.id === id)?.runs ?? [];

/** A number of one prior: the mean of its runs, judged where all were trained as published. */
const ofPrior = (id: string, value: (cell: RegressionCell) => number): Pick<Claim, "variant" | "measured" | "tested"> => ({
  variant: "as published",
  measured: (result) => measuredOver(runsOf(result, id).map(value), "runs"),
  tested: (result) => runsOf(result, id).length > 0 && asPublished([{ id, runs: runsOf(result, id) }]),
});

const meanLog = ({ published }: RegressionCell): number => published.meanLogDensity;

/** A cell of Table 1 or 2. The tolerance comes from the three runs behind Table 1, and from ours where there are several. */
const tableClaim = (id: string): Claim => {
  const theirs = published.list("mean log density", id);
  const epochs = published.number("epochs", id);
  return {
    ...ofPrior(id, meanLog),
    id: `table-${id}`,
    statement(result) {
      const [run] = runsOf(result, id);
      const length = run ? `${run.epochs} of ${epochs} epochs` : "not among the cells of this run";
      return `${priorLabel(priorOf(id))}: mean log density in [-0.2, 1.4] (published as lppd), ${length}`;
    },
    published: mean(theirs),
    asks(result) {
      const ours = runsOf(result, id).map(meanLog);
      const count = ours.length > 1 ? `the mean of ${ours.length} runs` : "a single run";
      const spread = ours.length > 1 ? "both (pooled)" : "the published runs (t of 2 degrees of freedom)";
      return theirs.length > 1
        ? because(`95% of differences of ${count} from the mean of three, their spread that of ${spread}`, within(meansWidth(theirs, ours)))
        : because(`95% of differences of ${count} from one, their spread as in Table 1`, factor(runFactor("meanLogDensity", ours.length)));
    },
  };
};

/** A term of the bound, which the source does not show, against that of the networks it stored. */
const storedClaim = (id: string, measure: "complexity" | "freeEnergy"): Claim => {
  const runs = published.list("stored lppd", id).length;
  const [complexity, nll] = [published.number("stored complexity", id), published.number("stored nll", id)];
  const words = measure === "complexity" ? "complexity KL[q || prior]" : "true free energy";
  return {
    ...ofPrior(id, ({ kept }) => (measure === "complexity" ? kept.complexity : freeEnergyOf(kept))),
    id: `stored-${measure === "complexity" ? measure : "free-energy"}-${id}`,
    statement: `${priorLabel(priorOf(id))}: ${words} of the network kept, nats (published: of ${runs === 1 ? "the stored network" : `the ${runs} stored networks`})`,
    published: measure === "complexity" ? complexity : complexity + nll,
    asks: (result) =>
      because(
        "95% of differences of the means of as many runs, their spread that of the stored ones under Gaussian priors",
        factor(runFactor(measure, runsOf(result, id).length, runs)),
      ),
  };
};

const statedLppd = (group: CellGroup): number => over(group, ({ stated }) => stated.lppd);
const publishedMean = (group: CellGroup): number => over(group, meanLog);

const order = (said: Pick<Claim, "id" | "variant" | "statement" | "published">, value: (group: CellGroup) => number): Claim => ({
  ...said,
  ...ofKinds({ gaussian: 3 }),
  measured: (result) => some(groupsOf(result, "gaussian").map(value)),
  asks: because("by -log sd 0, 1, 2", ascending()),
});

const best = (result: RegressionPriorsResult, value: (group: CellGroup) => number): CellGroup | undefined =>
  groupsOf(result, "mixture").toSorted((a, b) => value(b) - value(a))[0];

const bestMixture = (id: string, variant: Claim["variant"], quantity: string, value: (group: CellGroup) => number): Claim => ({
  ...ofKinds({ mixture: 9 }),
  id,
  ...(variant ? { variant } : {}),
  statement: `Of the nine mixtures, standard deviations e⁻¹ and e⁻⁶ have the highest ${quantity}`,
  published: priorLabel(priorOf("mixture-1-6")),
  measured: (result) => best(result, value) && value(best(result, value)!),
  shows: ([highest], result) =>
    `${priorLabel(best(result, value)!.runs[0].prior)} (${digits(highest)}), of ${groupsOf(result, "mixture").length}`,
  asks: (result) => asks("the same cell is the highest of nine", () => best(result, value)?.id === "mixture-1-6"),
});

/** Statements on every network: judged on those trained as published; without a verdict, on all of them, where there is none. */
const shapeClaim = (
  said: Pick<Claim, "id" | "published" | "asks"> & { readonly words: string },
  value: (cell: RegressionCell) => number,
  write: (value: number) => string,
): Claim => {
  const trained = ({ cells }: RegressionPriorsResult) => cells.filter((cell) => cell.asPublished);
  const asked = (result: RegressionPriorsResult) => (trained(result).length > 0 ? trained(result) : result.cells);
  const least = (result: RegressionPriorsResult) => asked(result).reduce((low, cell) => (value(cell) < value(low) ? cell : low));
  const { words, ...rest } = said;
  return {
    ...rest,
    statement: (result) =>
      `${words}, least of ${asked(result).length} networks ${trained(result).length > 0 ? "trained as published" : "of this budget"}`,
    measured: (result) => value(least(result)),
    shows: ([lowest], result) => `${write(lowest!)} (${least(result).label})`,
    tested: (result) => trained(result).length > 0,
  };
};

/** Every published statement of the tables and figures; cells that did not run are not tested. */
export const regressionPriorsClaims: readonly Claim[] = [
  ...ids.map(tableClaim),
  ...ids.flatMap((id) => [storedClaim(id, "complexity"), storedClaim(id, "freeEnergy")]),
  order(
    {
      id: "gaussian-order-published",
      variant: "as published",
      statement: "The narrower the Gaussian prior, the higher the mean log density",
      published: own.list("table 1"),
    },
    publishedMean,
  ),
  order(
    {
      id: "gaussian-order-stated",
      statement: "The narrower the Gaussian prior, the higher the lppd: log of the mean density (eq. 20), inputs in [-0.5, 1.5]",
      published: "rises",
    },
    statedLppd,
  ),
  bestMixture("best-mixture-published", "as published", "mean log density in [-0.2, 1.4]", publishedMean),
  bestMixture("best-mixture-stated", "as stated", "lppd (log of the mean density) in [-0.5, 1.5]", statedLppd),
  shapeClaim(
    {
      id: "uncertainty-grows",
      words: "Uncertainty grows outside [0, 0.5]: mean sd of f in [-0.2, 1.4] outside over inside",
      published: "grows",
      asks: asks("above 1 for each", ([least]) => least! > 1),
    },
    ({ bands }) => bands.stdDevOutside / bands.stdDevInside,
    digits,
  ),
  shapeClaim(
    {
      id: "band-covers-noise",
      words: "The 5-95% band of f mostly covers the noise: share of training points inside",
      published: "mostly",
      asks: asks("above 50% for each", ([least]) => least! > 0.5),
    },
    ({ bands }) => bands.coverage,
    (share) => `${(100 * share).toFixed(1)}%`,
  ),
  ...curveClaims,
];
