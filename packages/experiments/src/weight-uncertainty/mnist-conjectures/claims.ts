import { asks, because, lowestIs, publishedNumbers, type Said, within } from "@credence/lab";
import { metrics } from "credence";
import type { MnistConjecturesResult } from "./mnist-conjectures.ts";
import numbers from "./published.json" with { type: "json" };
import { minusLogs, variants } from "./variants.ts";

export const published = publishedNumbers(numbers);

type Claim = Said<MnistConjecturesResult>;

const find = ({ variants: all }: MnistConjecturesResult, name: string) => all.find((one) => one.name === name);
const trained: Claim["tested"] = (_, budget) => budget !== "smoke";
const cells = variants.filter(({ group }) => group === "mixture");

/** Two errors of some 1.5 % of 10,000 images differ by 0.17 points by counting alone, one standard error. */
const points = 0.35;

const mixtures = cells.map(
  ({ name, label }): Claim => ({
    id: `${name}-error`,
    variant: "as published",
    statement: `Test error in % of the mixture (weight, −log sd₁, sd₂) = (${label})`,
    published: published.number("mixtures", label),
    measured: (result) => find(result, name)?.errorPercent,
    asks: because("two standard errors of the difference of two errors", within(points, "points")),
    tested: (_, budget) => budget === "paper",
  }),
);

const best: Claim = {
  id: "best-mixture",
  variant: "as stated",
  statement: "Of the seven mixtures of the grid, that of weight 1/2 with sd 1 and e⁻⁷ has the lowest error",
  published: "the lowest error",
  measured: (result) => cells.slice(0, 7).map(({ name }) => find(result, name)?.errorPercent ?? null),
  asks: lowestIs(3, "(1/2, 0, e⁻⁷)"),
  tested: trained,
};

const narrow: Claim = {
  id: "narrow-near-blundell",
  variant: "as stated",
  statement: "A Gaussian prior much narrower than N(0, 1) gives the error that Blundell et al. report",
  published: published.number("blundell"),
  measured: (result) => minusLogs.map((minusLog) => find(result, `gaussian-${minusLog}`)?.errorPercent ?? null),
  asks: asks(`one of the last three within ${points} points, and ${points} nearer than the first, N(0, 1)`, ([wide, ...ours], [theirs]) =>
    ours.some((one) => Math.abs(one - theirs!) <= Math.min(points, Math.abs(wide! - theirs!) - points)),
  ),
  tested: trained,
};

/** Error without the trick less that with it, points and standard error, on the same images. */
function gain(result: MnistConjecturesResult, [without, withTrick]: readonly [string, string]) {
  const [first, second] = [find(result, without), find(result, withTrick)];
  if (!first || !second) return undefined;
  return metrics.pairedDifference([first.wrong], [second.wrong], { count: result.testImages });
}

const trick: Claim = {
  id: "trick-suits-sgd",
  variant: "as stated",
  statement: "Local reparameterisation lowers the error more under SGD than under Adam, whose steps do not depend on the gradient's scale",
  published: "a potential reason for the lack of improvement",
  measured(result) {
    const [underSgd, underAdam] = [gain(result, ["shared-sgd", "local-sgd"]), gain(result, ["gaussian-0", "local-adam"])];
    if (!underSgd || !underAdam) return undefined;
    return [underSgd.points, underAdam.points, Math.hypot(underSgd.standardError, underAdam.standardError)];
  },
  asks: asks("more by 2 standard errors (third number)", ([sgd, adam, error]) => sgd! - adam! > 2 * error!),
  tested: trained,
};

const constant: Claim = {
  id: "constant-start-fails",
  variant: "as stated",
  statement: "Constant first values of all weights lead to back-propagation issues: the update is identical for each weight",
  published: "issues",
  measured: (result) => [find(result, "constant-start")?.errorPercent ?? null, find(result, "gaussian-0")?.errorPercent ?? null],
  asks: asks("the error at least twice that of random first values", ([ours, usual]) => ours! >= 2 * usual!),
  tested: trained,
};

const unshuffled: Claim = {
  id: "spikes-from-batches",
  variant: "as stated",
  statement: "The spikes of plain networks' error come from certain minibatches, whose order does not change",
  published: "a suspicion",
  measured: () => undefined,
  asks: asks("not asked at any budget: minibatches are drawn anew each epoch here", () => false),
};

export const mnistConjecturesClaims: readonly Claim[] = [...mixtures, best, narrow, trick, constant, unshuffled];
