import { against, asks, because, descending, digits, listed, mean, type Said } from "@credence/lab";
import { thinned } from "@credence/lab/figures";
import { convergedAt, lateValue, type RegressionMeasures } from "../regression/trace.ts";
import { differenceVariance, rises } from "../regression/verdicts.ts";
import { type CellGroup, groupsOf, ofGaussians, ofKinds, over } from "./groups.ts";
import { published } from "./published.ts";
import type { RegressionCell, RegressionPriorsResult as Result } from "./regression-priors.ts";

type Claim = Said<Result>;

const late = (measure: keyof RegressionMeasures) => over(({ trace }) => lateValue(trace, measure));
const converged = over(({ trace }) => convergedAt(trace));

const epochsToConverge = "epochs to 95 % of the fall of the last-batch objective";

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

const ofEachGaussian: readonly Claim[] = [
  {
    ...ofGaussians(converged),
    id: "convergence-faster",
    variant: "as published",
    statement: `Training converges sooner as the Gaussian prior narrows: ${epochsToConverge}`,
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
    asks: asks("the least is below the first and the late value by 5 % or more, in every run of each Gaussian prior", (falling) =>
      falling.every((one) => one === 1),
    ),
  },
];

/** The bound by the source's code and by its text; `data` are those it is summed over. */
const bounds = [
  { by: "published", measure: "objective", words: "objective of an epoch's last minibatch", data: 128 },
  { by: "stated", measure: "freeEnergy", words: "true free energy", data: 1024 },
] as const;

/** Similar: within a quarter nat per datum, what a change of the residuals' standard deviation by a quarter is worth. */
const similarNats = 0.25;

/** How low the bound ends. */
const finalBounds: readonly Claim[] = [
  ...bounds.map(
    ({ by, measure, words, data }): Claim => ({
      ...ofGaussians((group) => late(measure)(group) / data),
      id: `similar-bounds-${by}`,
      variant: `as ${by}`,
      statement: `All Gaussian priors reach similar final bounds, -log sd 0, 1, 2: ${words}, nats per datum`,
      published: by === "published" ? published.list("late objective") : "similar",
      asks: asks(`within ${similarNats} nats per datum of one another`, (ours) => Math.max(...ours) - Math.min(...ours) < similarNats),
    }),
  ),
  ...bounds.map(
    ({ by, measure, words }): Claim => ({
      ...ofKinds(["mixture", "gaussian"], (mixtures, gaussians) => [
        Math.min(...mixtures.map(late(measure))),
        Math.max(...gaussians.map(late(measure))),
      ]),
      id: `mixture-bounds-${by}`,
      variant: `as ${by}`,
      statement: `Under mixtures the bound ends higher than under Gaussian priors: ${words}, least of the mixtures against most of the Gaussians, nats`,
      published: by === "published" ? published.list("bounds") : "higher",
      shows: against(0),
      asks: asks("the least of nine mixtures is above the most of three Gaussians", ([lowest, highest]) => lowest! > highest!),
    }),
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

/** Minus the logarithms of the wide and of the narrow standard deviation; a Gaussian has the wide one. */
const widthsOf = ({ runs: [{ prior }] }: CellGroup): readonly number[] =>
  prior.kind === "mixture" ? [prior.minusLogStdDev1, prior.minusLogStdDev2] : [prior.minusLogStdDev];

/** A value of the mixtures, in a row for each wide (0) or each narrow (1) standard deviation. */
const byWidth = (mixtures: readonly CellGroup[], part: 0 | 1, value: (group: CellGroup) => number): number[][] =>
  [
    [0, 1, 2],
    [6, 7, 8],
  ][part]
    .map((width) => mixtures.filter((group) => widthsOf(group)[part] === width).map(value))
    .filter(({ length }) => length > 0);

const ofMixtures: readonly Claim[] = [
  {
    ...ofKinds(["mixture"], (mixtures) => byWidth(mixtures, 0, converged).flat()),
    id: "mixture-convergence",
    variant: "as published",
    statement: `Convergence takes longer as the wide sd grows and as the narrow one falls: ${epochsToConverge}, -log wide sd 0; 1; 2 by -log narrow sd 6, 7, 8`,
    published: inRows(recordedRows("converged", "mixture"), 0),
    shows: (_, result) => inRows(byWidth(groupsOf(result, "mixture"), 0, converged), 0),
    asks: (result) =>
      asks("rises along each row and falls down each column", () => {
        const mixtures = groupsOf(result, "mixture");
        return (
          byWidth(mixtures, 0, converged).every(rises) && byWidth(mixtures, 1, converged).every((column) => rises(column.toReversed()))
        );
      }),
  },
  {
    ...ofKinds(["mixture", "gaussian"], (mixtures, gaussians) => {
      const later = (group: CellGroup, plain: CellGroup) =>
        widthsOf(plain)[0] === widthsOf(group)[0] && converged(group) > converged(plain);
      return [mixtures.filter((group) => gaussians.some((plain) => later(group, plain))).length];
    }),
    id: "mixture-slower",
    variant: "as published",
    statement: `Mixtures need more training than Gaussian priors: of the nine, those that converge later than the Gaussian of the same wide sd`,
    published: "9",
    shows: ([later], result) => `${later} of ${groupsOf(result, "mixture").length}`,
    asks: asks("all nine", ([later]) => later === 9),
  },
  {
    ...ofKinds(["mixture"], (mixtures) => byWidth(mixtures, 0, restlessness).map(mean)),
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
