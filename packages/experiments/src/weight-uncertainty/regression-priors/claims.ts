import { ascending, asks, because, digits, explained, factor, mean, measuredOver, type Said, within } from "@credence/lab";
import { metrics } from "credence";
import { priorId, priorLabel, type RegressionPrior } from "../regression/networks.ts";
import { published, storedEnergy } from "../regression/published.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import { runFactor, sampleOf } from "../regression/verdicts.ts";
import { curveClaims } from "./curve-claims.ts";
import { gaussianPriors, groupsOf, mixturePriors, ofGaussians, ofKinds, over } from "./groups.ts";
import { published as own } from "./published.ts";
import { reasons } from "./reasons.ts";
import type { RegressionCell, RegressionPriorsResult } from "./regression-priors.ts";

type Claim = Said<RegressionPriorsResult>;
type Value = (cell: RegressionCell) => number;

const runsOf = (result: RegressionPriorsResult, id: string) => groupsOf(result).find((group) => group.id === id)?.runs ?? [];

/** A number of one prior: the mean of its runs, judged where all were trained as published. */
const ofPrior = (id: string, value: Value): Pick<Claim, "variant" | "measured" | "tested"> => ({
  variant: "as published",
  measured: (result) => measuredOver(runsOf(result, id).map(value), "runs"),
  tested: (result) => runsOf(result, id).every((run) => run.asPublished),
});

const meanLog: Value = (cell) => cell.published.meanLogDensity;

/** A cell of Table 1 or 2. The tolerance comes from the three runs behind Table 1, and from ours where there are several. */
function tableClaim(prior: RegressionPrior): Claim {
  const id = priorId(prior);
  const theirs = published.list("mean log density", id);
  return {
    ...ofPrior(id, meanLog),
    id: `table-${id}`,
    statement(result) {
      const [run] = runsOf(result, id);
      const length = run ? `${run.epochs} of ${published.number("epochs", id)} epochs` : "not among the cells of this run";
      return `${priorLabel(prior)}: mean log density in [-0.2, 1.4] (published as lppd), ${length}`;
    },
    published: mean(theirs),
    asks(result) {
      const ours = runsOf(result, id).map(meanLog);
      const count = ours.length > 1 ? `the mean of ${ours.length} runs` : "a single run";
      const spread = ours.length > 1 ? "both (pooled)" : "the published runs (t of 2 degrees of freedom)";
      return theirs.length > 1
        ? because(
            `95 % of differences of ${count} from the mean of three, their spread that of ${spread}`,
            within(metrics.meanDifferenceWidth(sampleOf(theirs), sampleOf(ours), { spread: "pooled" })),
          )
        : because(`95 % of differences of ${count} from one, their spread as in Table 1`, factor(runFactor("meanLogDensity", ours.length)));
    },
  };
}

/** The bound and its complexity, which the source does not show, against those of the networks it stored. */
function storedClaims(prior: RegressionPrior): readonly Claim[] {
  const id = priorId(prior);
  const runs = published.list("stored lppd", id).length;
  const of = runs === 1 ? "the stored network" : `the ${runs} stored networks`;
  const reason = "95 % of differences of the means of as many runs, their spread that of the stored ones under Gaussian priors";
  const claim = (measure: "complexity" | "freeEnergy", words: string, value: Value, stored: number): Claim => ({
    ...ofPrior(id, value),
    id: `stored-${measure === "freeEnergy" ? "free-energy" : measure}-${id}`,
    statement: `${priorLabel(prior)}: ${words} of the network kept, nats (published: of ${of})`,
    published: stored,
    asks: (result) => because(reason, factor(runFactor(measure, runsOf(result, id).length, runs))),
  });
  return [
    claim("complexity", "complexity KL[q || prior]", ({ kept }) => kept.complexity, published.number("stored complexity", id)),
    claim("freeEnergy", "true free energy", ({ kept }) => freeEnergyOf(kept), storedEnergy(id)),
  ];
}

/** The density by the source's code and by its text. */
const densities = [
  { by: "published", words: "mean log density in [-0.2, 1.4]", value: over(meanLog), order: own.list("table 1") },
  {
    by: "stated",
    words: "lppd (log of the mean density, eq. 20) in [-0.5, 1.5]",
    value: over(({ stated }) => stated.lppd),
    order: "rises",
  },
] as const;

const gaussianOrder = ({ by, words, value, order }: (typeof densities)[number]): Claim => ({
  ...ofGaussians(value),
  id: `gaussian-order-${by}`,
  variant: `as ${by}`,
  statement: `The narrower the Gaussian prior, the higher the ${words}`,
  published: order,
  asks: because("by -log sd 0, 1, 2", ascending()),
});

const bestMixture = ({ by, words, value }: (typeof densities)[number]): Claim => {
  const best = (result: RegressionPriorsResult) => groupsOf(result, "mixture").toSorted((a, b) => value(b) - value(a))[0]!;
  return {
    ...ofKinds(["mixture"], (mixtures) => [Math.max(...mixtures.map(value))]),
    id: `best-mixture-${by}`,
    variant: `as ${by}`,
    statement: `Of the nine mixtures, standard deviations e⁻¹ and e⁻⁶ have the highest ${words}`,
    published: priorLabel({ kind: "mixture", minusLogStdDev1: 1, minusLogStdDev2: 6 }),
    shows: ([highest], result) =>
      `${priorLabel(best(result).runs[0].prior)} (${digits(highest)}), of ${groupsOf(result, "mixture").length}`,
    asks: (result) => asks("the same cell is the highest of nine", () => best(result).id === "mixture-1-6"),
  };
};

/** What the source says of every network. */
const shapes = [
  {
    ...{ id: "uncertainty-grows", published: "grows", bound: 1, unit: "" },
    says: "Uncertainty grows outside [0, 0.5]: mean sd of f in [-0.2, 1.4] outside over inside",
    value: ({ bands }: RegressionCell) => bands.stdDevOutside / bands.stdDevInside,
  },
  {
    ...{ id: "band-covers-noise", published: "mostly", bound: 50, unit: "%" },
    says: "The 5-95 % band of f mostly covers the noise: share of training points inside",
    value: ({ bands }: RegressionCell) => 100 * bands.coverage,
  },
];

/** Statements on every network: judged on those trained as published; without a verdict, on all of them, where there is none. */
function shapeClaim({ id, says, published, bound, unit, value }: (typeof shapes)[number]): Claim {
  const trained = ({ cells }: RegressionPriorsResult) => cells.filter((cell) => cell.asPublished);
  const asked = (result: RegressionPriorsResult) => (trained(result).length > 0 ? trained(result) : result.cells);
  const least = (result: RegressionPriorsResult) => asked(result).reduce((low, cell) => (value(cell) < value(low) ? cell : low));
  return {
    ...{ id, published },
    statement(result) {
      const which = trained(result).length > 0 ? "trained as published" : "of this budget";
      return `${says}, least of ${asked(result).length} networks ${which}`;
    },
    measured: (result) => value(least(result)),
    shows: ([lowest], result) => `${digits(lowest, unit ? 1 : 2)}${unit && ` ${unit}`} (${least(result).label})`,
    asks: asks(`above ${bound}${unit && ` ${unit}`} for each`, ([lowest]) => lowest! > bound),
    tested: (result) => trained(result).length > 0,
  };
}

const priors = [...gaussianPriors, ...mixturePriors];

/** Every published statement of the tables and figures; cells that did not run are not tested. */
export const regressionPriorsClaims: readonly Claim[] = explained(
  [
    ...priors.map(tableClaim),
    ...priors.flatMap(storedClaims),
    ...densities.map(gaussianOrder),
    ...densities.map(bestMixture),
    ...shapes.map(shapeClaim),
    ...curveClaims,
  ],
  reasons,
);
