import { against, asks, because, descending, digits, listed, mean, type Said } from "@credence/lab";
import { thinned } from "@credence/lab/figures";
import { published as recorded } from "../regression/published.ts";
import { convergedAt, lateValue, type RegressionMeasures } from "../regression/trace.ts";
import { differenceVariance, rises } from "../regression/verdicts.ts";
import { type CellGroup, groupsOf, ofKinds, over, some } from "./groups.ts";
import { published } from "./published.ts";
import type { RegressionCell, RegressionPriorsResult as Result } from "./regression-priors.ts";

const gaussians = (result: Result): CellGroup[] => groupsOf(result, "gaussian");
const mixtures = (result: Result): CellGroup[] => groupsOf(result, "mixture");
const bothKinds = (result: Result): boolean => gaussians(result).length > 0 && mixtures(result).length > 0;

const late = (measure: keyof RegressionMeasures) => (group: CellGroup) => over(group, ({ trace }) => lateValue(trace, measure));
const converged = (group: CellGroup): number => over(group, ({ trace }) => convergedAt(trace));

/** Said beside what is read from curves of different spacing. */
const spacing = (theirs: string): string => ` (rows every 20 epochs; of the source's curves our reference keeps one every ${theirs})`;
const mixtureSpacing = spacing("21 to 210, by cell");

/** First, least and late RMSE of a run. */
function turnOf({ trace }: RegressionCell): readonly [number, number, number] {
  const rmse = trace.map((row) => row.rmse);
  return [rmse[0], Math.min(...rmse), mean(rmse.slice(-5))];
}
const fallsThenRises = ([first, least, last]: readonly [number, number, number]): boolean => least < 0.95 * first && least < 0.95 * last;

const ofGaussians: readonly Said<Result>[] = [
  {
    id: "convergence-faster",
    variant: "as published",
    statement: `Training converges sooner as the Gaussian prior narrows: epochs to 95% of the fall of the last-batch objective${spacing("12 or 13")}`,
    published: published.list("converged", "gaussian"),
    measured: (result) => some(gaussians(result).map(converged)),
    shows: 0,
    asks: descending(),
    ...ofKinds({ gaussian: 3 }),
  },
  {
    id: "rmse-falls-then-rises",
    variant: "as published",
    statement:
      "The error of the mean on [-0.2, 1.4] falls at first, then rises: first, least and late (mean of the last five) RMSE, means over runs, and the runs that do so",
    published: `${published
      .names("rmse turns")
      .map((place) => listed()(published.list("rmse turns", place)))
      .join("; ")} (9 of 9)`,
    measured: (result) => gaussians(result).flatMap(({ runs }) => runs.map((run) => Number(fallsThenRises(turnOf(run))))),
    shows(falling, result) {
      const turns = gaussians(result).map((group) => [0, 1, 2].map((part) => digits(over(group, (run) => turnOf(run)[part]))).join(", "));
      return `${turns.join("; ")} (${falling.filter(Boolean).length} of ${falling.length})`;
    },
    asks: asks("the least is below the first and the late value by 5% or more, in every run of each Gaussian prior", (falling) =>
      falling.every((one) => one === 1),
    ),
    ...ofKinds({ gaussian: 3 }),
  },
];

/** Similar: within a quarter nat per datum, what a change of the residuals' standard deviation by a quarter is worth. */
const similarNats = 0.25;
const [batchSize, count] = [128, 1024];

const similar = (
  said: Pick<Said<Result>, "id" | "variant" | "statement" | "published">,
  value: (group: CellGroup) => number,
): Said<Result> => ({
  ...said,
  measured: (result) => some(gaussians(result).map(value)),
  asks: asks(`within ${similarNats} nats per datum of one another`, (ours) => Math.max(...ours) - Math.min(...ours) < similarNats),
  ...ofKinds({ gaussian: 3 }),
});

const higher = (
  said: Pick<Said<Result>, "id" | "variant" | "published"> & { readonly words: string },
  measure: "objective" | "freeEnergy",
): Said<Result> => ({
  id: said.id,
  ...(said.variant ? { variant: said.variant } : {}),
  statement: `Under mixtures the bound ends higher than under Gaussian priors: ${said.words}, least of the mixtures against most of the Gaussians, nats`,
  published: said.published,
  measured: (result) =>
    bothKinds(result) ? [Math.min(...mixtures(result).map(late(measure))), Math.max(...gaussians(result).map(late(measure)))] : null,
  shows: against(0),
  asks: asks("the least of nine mixtures is above the most of three Gaussians", ([lowest, highest]) => lowest! > highest!),
  ...ofKinds({ mixture: 9, gaussian: 3 }),
});

/** The free energies of the networks the source stored. */
const storedEnergies = (kind: string): number[] =>
  recorded
    .names("epochs")
    .filter((id) => id.startsWith(kind))
    .map((id) => recorded.number("stored complexity", id) + recorded.number("stored nll", id));
const [storedGaussians, storedMixtures] = [storedEnergies("gaussian"), storedEnergies("mixture")];
const lastBatch = "objective of an epoch's last minibatch";
const allSimilar = "All Gaussian priors reach similar final bounds, -log sd 0, 1, 2";

const increase = (result: Result, measure: "complexity" | "nll"): number =>
  mean(mixtures(result).map(late(measure))) - mean(gaussians(result).map(late(measure)));

/** How low the bound ends, by the last minibatch of an epoch (as published) and by the true free energy (as stated). */
const finalBounds: readonly Said<Result>[] = [
  similar(
    {
      id: "similar-bounds-published",
      variant: "as published",
      statement: `${allSimilar}: ${lastBatch}, nats per datum`,
      published: published.list("late objective"),
    },
    (group) => late("objective")(group) / batchSize,
  ),
  similar(
    {
      id: "similar-bounds-stated",
      statement: `${allSimilar}: true free energy (the stored networks, of earlier epochs, have ${listed()(storedGaussians.map((nats) => nats / count))}), nats per datum`,
      published: "similar",
    },
    (group) => late("freeEnergy")(group) / count,
  ),
  higher({ id: "mixture-bounds-published", variant: "as published", words: lastBatch, published: published.list("bounds") }, "objective"),
  higher(
    {
      id: "mixture-bounds-stated",
      words: `true free energy (the stored networks, of earlier epochs, have ${against(0)([Math.min(...storedMixtures), Math.max(...storedGaussians)])})`,
      published: "higher",
    },
    "freeEnergy",
  ),
  {
    id: "mixture-bounds-complexity",
    statement:
      "The increase under mixtures is driven by the complexity: complexity and expected negative log-likelihood, mean of the mixtures less that of the Gaussian priors, nats",
    published: "complexity",
    measured: (result) => (bothKinds(result) ? [increase(result, "complexity"), increase(result, "nll")] : null),
    shows: (values) => values.map((value) => digits(value, 0)).join(" and "),
    asks: asks("the complexity rises, and by more than the likelihood's part", ([complexity, nll]) => complexity! > Math.max(0, nll!)),
    ...ofKinds({ mixture: 9, gaussian: 3 }),
  },
];

/** Rows of a stored curve of a mixture. */
const storedRows = 120;

/** Variance of the consecutive differences in the second half: it grows with their distance, so ours is taken at that of the source's. */
const restlessness = (group: CellGroup): number =>
  over(group, ({ trace }) => {
    const rows = thinned(
      trace.map(({ rmse }) => rmse),
      storedRows,
    );
    return differenceVariance(rows.slice(Math.floor(rows.length / 2)));
  });

const widths = ({ runs: [{ prior }] }: CellGroup): readonly [number, number] =>
  prior.kind === "mixture" ? [prior.minusLogStdDev1, prior.minusLogStdDev2] : [prior.minusLogStdDev, 0];

/** The mixtures by their wide part, then by their narrow one. */
const rowsOf = (result: Result): CellGroup[][] =>
  [0, 1, 2].map((wide) => mixtures(result).filter((group) => widths(group)[0] === wide)).filter((row) => row.length > 0);
const columnsOf = (result: Result): CellGroup[][] =>
  [6, 7, 8].map((narrow) => mixtures(result).filter((group) => widths(group)[1] === narrow));

/** Mixtures that converge later than the Gaussian of the same wide part. */
const slower = (result: Result): CellGroup[] =>
  mixtures(result).filter((group) => {
    const plain = gaussians(result).find((other) => widths(other)[0] === widths(group)[0]);
    return plain !== undefined && converged(group) > converged(plain);
  });

const ofMixtures: readonly Said<Result>[] = [
  {
    id: "mixture-convergence",
    variant: "as published",
    statement: `Convergence takes longer as the wide sd grows and as the narrow one falls: epochs to 95% of the fall of the last-batch objective, -log wide sd 0; 1; 2 by -log narrow sd 6, 7, 8${mixtureSpacing}`,
    published: published
      .names("converged", "mixture")
      .map((wide) => published.list("converged", "mixture", wide).join(", "))
      .join("; "),
    measured: (result) => some(rowsOf(result).flatMap((row) => row.map(converged))),
    shows: (_, result) =>
      rowsOf(result)
        .map((row) => listed(0)(row.map(converged)))
        .join("; "),
    asks: (result) =>
      asks("rises along each row and falls down each column", () =>
        [
          ...rowsOf(result).map((row) => row.map(converged)),
          ...columnsOf(result).map((column) => column.map(converged).toReversed()),
        ].every(rises),
      ),
    ...ofKinds({ mixture: 9 }),
  },
  {
    id: "mixture-slower",
    variant: "as published",
    statement: `Mixtures need more training than Gaussian priors: of the nine, those that converge later than the Gaussian of the same wide sd${mixtureSpacing}`,
    published: "9",
    measured: (result) => (bothKinds(result) ? slower(result).length : null),
    shows: ([later], result) => `${later} of ${mixtures(result).length}`,
    asks: asks("all nine", ([later]) => later === 9),
    ...ofKinds({ mixture: 9, gaussian: 3 }),
  },
  {
    id: "mixture-rmse-variance",
    variant: "as published",
    statement: `The RMSE is less restless as the wide sd falls: variance of its consecutive differences in the second half of training, mean over narrow sds, -log wide sd 0, 1, 2 (of ${storedRows} rows spread evenly over a training, or of all where there are fewer)`,
    published: published
      .list("restlessness")
      .map((value) => value.toFixed(value > 0.1 ? 3 : 4))
      .join(", "),
    measured: (result) => some(rowsOf(result).map((row) => mean(row.map(restlessness)))),
    shows: (values) => values.map((value) => value!.toPrecision(2)).join(", "),
    asks: because("by the wide sd", descending()),
    ...ofKinds({ mixture: 9 }),
  },
];

/** What Figures 12 and 13 say of training. Published numbers are read from the source's stored curves by the same rules. */
export const curveClaims: readonly Said<Result>[] = [...ofGaussians, ...finalBounds, ...ofMixtures];
