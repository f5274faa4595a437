import { against, asks, because, descending, digits, listed, mean, type Said } from "@credence/lab";
import { thinned } from "@credence/lab/figures";
import { priorId } from "../regression/networks.ts";
import { storedEnergy } from "../regression/published.ts";
import { convergedAt, lateValue, type RegressionMeasures } from "../regression/trace.ts";
import { differenceVariance, rises } from "../regression/verdicts.ts";
import { type CellGroup, gaussianPriors, groupsOf, mixturePriors, ofGaussians, ofKinds, over } from "./groups.ts";
import { published } from "./published.ts";
import type { RegressionCell, RegressionPriorsResult as Result } from "./regression-priors.ts";

type Claim = Said<Result>;
type Words = Pick<Claim, "id" | "variant" | "statement" | "published">;

const late = (measure: keyof RegressionMeasures) => over(({ trace }) => lateValue(trace, measure));
const converged = over(({ trace }) => convergedAt(trace));

/** Said beside what is read from curves of different spacing. */
const spacing = (theirs: string): string => ` (rows every 20 epochs; of the source's curves our reference keeps one every ${theirs})`;
const mixtureSpacing = spacing("21 to 210, by cell");

/** First, least and late RMSE of a run. */
function turnOf({ trace }: RegressionCell): readonly [number, number, number] {
  const rmse = trace.map((row) => row.rmse);
  return [rmse[0], Math.min(...rmse), mean(rmse.slice(-5))];
}
function fallsThenRises(run: RegressionCell): boolean {
  const [first, least, last] = turnOf(run);
  return least < 0.95 * Math.min(first, last);
}

/** Values in rows: "1, 2; 3, 4". */
const inRows = (rows: readonly (readonly number[])[], count: number): string => rows.map(listed(count)).join("; ");
const recordedRows = (name: "converged" | "rmse turns", ...steps: readonly string[]) =>
  published.names(name, ...steps).map((place) => published.list(name, ...steps, place));

/** Similar: within a quarter nat per datum, what a change of the residuals' standard deviation by a quarter is worth. */
const similarNats = 0.25;
const [batchSize, count] = [128, 1024];
const similar = {
  asks: asks(`within ${similarNats} nats per datum of one another`, (ours) => Math.max(...ours) - Math.min(...ours) < similarNats),
};

const ofEachGaussian: readonly Claim[] = [
  {
    ...ofGaussians(converged),
    id: "convergence-faster",
    variant: "as published",
    statement: `Training converges sooner as the Gaussian prior narrows: epochs to 95% of the fall of the last-batch objective${spacing("12 or 13")}`,
    published: published.list("converged", "gaussian"),
    shows: 0,
    asks: descending(),
  },
  {
    ...ofKinds(["gaussian"], (groups) => groups.flatMap(({ runs }) => runs.map((run) => Number(fallsThenRises(run))))),
    id: "rmse-falls-then-rises",
    variant: "as published",
    statement:
      "The error of the mean on [-0.2, 1.4] falls at first, then rises: first, least and late (mean of the last five) RMSE, means over runs, and the runs that do so",
    published: `${inRows(recordedRows("rmse turns"), 2)} (9 of 9)`,
    shows(falling, result) {
      const turns = groupsOf(result, "gaussian").map((group) => [0, 1, 2].map((part) => over((run) => turnOf(run)[part])(group)));
      return `${inRows(turns, 2)} (${falling.filter(Boolean).length} of ${falling.length})`;
    },
    asks: asks("the least is below the first and the late value by 5% or more, in every run of each Gaussian prior", (falling) =>
      falling.every((one) => one === 1),
    ),
  },
];

const stored = (kind: readonly (typeof gaussianPriors)[number][]): number[] => kind.map((prior) => storedEnergy(priorId(prior)));
const lastBatch = "objective of an epoch's last minibatch";
const allSimilar = "All Gaussian priors reach similar final bounds, -log sd 0, 1, 2";

const higher = ({ words, ...said }: Omit<Words, "statement"> & { readonly words: string }, measure: "objective" | "freeEnergy"): Claim => ({
  ...said,
  ...ofKinds(["mixture", "gaussian"], (mixtures, gaussians) => [
    Math.min(...mixtures.map(late(measure))),
    Math.max(...gaussians.map(late(measure))),
  ]),
  statement: `Under mixtures the bound ends higher than under Gaussian priors: ${words}, least of the mixtures against most of the Gaussians, nats`,
  shows: against(0),
  asks: asks("the least of nine mixtures is above the most of three Gaussians", ([lowest, highest]) => lowest! > highest!),
});

/** How low the bound ends, by the last minibatch of an epoch (as published) and by the true free energy (as stated). */
const finalBounds: readonly Claim[] = [
  {
    ...similar,
    ...ofGaussians((group) => late("objective")(group) / batchSize),
    id: "similar-bounds-published",
    variant: "as published",
    statement: `${allSimilar}: ${lastBatch}, nats per datum`,
    published: published.list("late objective"),
  },
  {
    ...similar,
    ...ofGaussians((group) => late("freeEnergy")(group) / count),
    id: "similar-bounds-stated",
    statement: `${allSimilar}: true free energy (the stored networks, of earlier epochs, have ${listed()(stored(gaussianPriors).map((nats) => nats / count))}), nats per datum`,
    published: "similar",
  },
  higher({ id: "mixture-bounds-published", variant: "as published", words: lastBatch, published: published.list("bounds") }, "objective"),
  higher(
    {
      id: "mixture-bounds-stated",
      words: `true free energy (the stored networks, of earlier epochs, have ${against(0)([Math.min(...stored(mixturePriors)), Math.max(...stored(gaussianPriors))])})`,
      published: "higher",
    },
    "freeEnergy",
  ),
  {
    ...ofKinds(["mixture", "gaussian"], (mixtures, gaussians) =>
      (["complexity", "nll"] as const).map((term) => mean(mixtures.map(late(term))) - mean(gaussians.map(late(term)))),
    ),
    id: "mixture-bounds-complexity",
    statement:
      "The increase under mixtures is driven by the complexity: complexity and expected negative log-likelihood, mean of the mixtures less that of the Gaussian priors, nats",
    published: "complexity",
    shows: (values) => values.map((value) => digits(value, 0)).join(" and "),
    asks: asks("the complexity rises, and by more than the likelihood's part", ([complexity, nll]) => complexity! > Math.max(0, nll!)),
  },
];

/** Rows of a stored curve of a mixture. */
const storedRows = 120;

/** Variance of the consecutive differences in the second half: it grows with their distance, so ours is taken at that of the source's. */
const restlessness = over(({ trace }) => {
  const rows = thinned(trace, storedRows).map(({ rmse }) => rmse);
  return differenceVariance(rows.slice(Math.floor(rows.length / 2)));
});

/** Minus the logarithms of the standard deviations; those of a Gaussian are its wide one. */
const wideOf = ({ runs: [{ prior }] }: CellGroup) => (prior.kind === "mixture" ? prior.minusLogStdDev1 : prior.minusLogStdDev);
const narrowOf = ({ runs: [{ prior }] }: CellGroup) => (prior.kind === "mixture" ? prior.minusLogStdDev2 : undefined);

/** A value of the mixtures, a row for each wide standard deviation. */
const byWide = (mixtures: readonly CellGroup[], value: (group: CellGroup) => number): number[][] =>
  [0, 1, 2].map((wide) => mixtures.filter((group) => wideOf(group) === wide).map(value)).filter(({ length }) => length > 0);
const byNarrow = (mixtures: readonly CellGroup[], value: (group: CellGroup) => number): number[][] =>
  [6, 7, 8].map((narrow) => mixtures.filter((group) => narrowOf(group) === narrow).map(value));

const ofMixtures: readonly Claim[] = [
  {
    ...ofKinds(["mixture"], (mixtures) => byWide(mixtures, converged).flat()),
    id: "mixture-convergence",
    variant: "as published",
    statement: `Convergence takes longer as the wide sd grows and as the narrow one falls: epochs to 95% of the fall of the last-batch objective, -log wide sd 0; 1; 2 by -log narrow sd 6, 7, 8${mixtureSpacing}`,
    published: inRows(recordedRows("converged", "mixture"), 0),
    shows: (_, result) => inRows(byWide(groupsOf(result, "mixture"), converged), 0),
    asks: (result) =>
      asks("rises along each row and falls down each column", () => {
        const mixtures = groupsOf(result, "mixture");
        return byWide(mixtures, converged).every(rises) && byNarrow(mixtures, converged).every((column) => rises(column.toReversed()));
      }),
  },
  {
    ...ofKinds(["mixture", "gaussian"], (mixtures, gaussians) => {
      const later = (group: CellGroup, plain: CellGroup) => wideOf(plain) === wideOf(group) && converged(group) > converged(plain);
      return mixtures.filter((group) => gaussians.some((plain) => later(group, plain))).length;
    }),
    id: "mixture-slower",
    variant: "as published",
    statement: `Mixtures need more training than Gaussian priors: of the nine, those that converge later than the Gaussian of the same wide sd${mixtureSpacing}`,
    published: "9",
    shows: ([later], result) => `${later} of ${groupsOf(result, "mixture").length}`,
    asks: asks("all nine", ([later]) => later === 9),
  },
  {
    ...ofKinds(["mixture"], (mixtures) => byWide(mixtures, restlessness).map(mean)),
    id: "mixture-rmse-variance",
    variant: "as published",
    statement: `The RMSE is less restless as the wide sd falls: variance of its consecutive differences in the second half of training, mean over narrow sds, -log wide sd 0, 1, 2 (of ${storedRows} rows spread evenly over a training, or of all where there are fewer)`,
    published: published
      .list("restlessness")
      .map((value) => value.toFixed(value > 0.1 ? 3 : 4))
      .join(", "),
    shows: (values) => values.map((value) => value!.toPrecision(2)).join(", "),
    asks: because("by the wide sd", descending()),
  },
];

/** What Figures 12 and 13 say of training. Published numbers are read from the source's stored curves by the same rules. */
export const curveClaims: readonly Claim[] = [...ofEachGaussian, ...finalBounds, ...ofMixtures];
