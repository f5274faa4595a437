import {
  ascending,
  asks,
  claimsFrom,
  learning,
  type Measuring,
  mean,
  measuredOver,
  publishedNumbers,
  type Said,
  spreadOf,
} from "@credence/lab";
import type { Measured } from "../mnist/network.ts";
import type { Result } from "./active-scaling.ts";
import numbers from "./published.json" with { type: "json" };
import texts from "./texts.json" with { type: "json" };

export const published = publishedNumbers(numbers);

const at = (part: "epochs" | "labels", of: keyof Measured, setting: number): Measuring<Result> => ({
  published: published.number(`${of === "nll" ? "NLL" : "accuracy"} by ${part}`, setting),
  measured: (result) => measuredOver(result[part].find((row) => row.at === setting)?.[of] ?? [], "runs"),
});
const meanAt = (result: Result, part: "epochs" | "labels", of: keyof Measured, setting: number) => {
  const row = result[part].find(({ at }) => at === setting);
  return row && mean(row[of]);
};
const heuristicAt = ({ heuristic }: Result, count: number) => learning.accuraciesAt(heuristic, count);

/** What the source says of epochs, of labels, and of choosing one by the other. */
export const activeScalingClaims: readonly Said<Result>[] = claimsFrom(texts, (claim) => [
  claim("epochs-2048", at("epochs", "accuracy", 2048)),
  claim("epochs-2048-nll", at("epochs", "nll", 2048)),
  claim("epochs-diminish", {
    measured(result) {
      const [low, middle, high] = [4, 63, 2048].map((epoch) => meanAt(result, "epochs", "accuracy", epoch));
      return low === undefined || middle === undefined || high === undefined ? undefined : [middle - low, high - middle];
    },
    asks: asks("the first at least ten times the second", ([first, second]) => first! >= 10 * second!),
  }),
  claim("nll-stabilises", {
    measured: (result) => [127, 2048].map((epoch) => meanAt(result, "epochs", "nll", epoch)),
    asks: asks(
      "the last at most 0.02 above the first: an over-fitted network's rises, and the source's own did by 0.12",
      ([early, late]) => late! <= early! + 0.02,
    ),
  }),
  claim("labels-5120", at("labels", "accuracy", 5120)),
  claim("labels-5120-above", at("labels", "accuracy", 5120)),
  claim("labels-5120-nll", at("labels", "nll", 5120)),
  claim("labels-beat-epochs", {
    measured: (result) => [meanAt(result, "epochs", "accuracy", 1024), meanAt(result, "labels", "accuracy", 5120)],
    asks: ascending(),
  }),
  claim("heuristic-640", {
    published: published.number("heuristic", 640),
    measured: (result) => measuredOver(heuristicAt(result, 640), "runs"),
  }),
  claim("heuristic-narrower", {
    published: ["640", "10"].map((count) => published.number("heuristic spread", count)),
    measured: (result) => [640, 10].map((count) => spreadOf(heuristicAt(result, count)) ?? undefined),
    asks: ascending(),
    // two trainings say little of a spread
    tested: ({ heuristic }, budget) => budget !== "smoke" && (heuristic[0]?.accuracies.length ?? 0) > 2,
  }),
]);
