import { type Key, permutation, type Tensor } from "@credence/tensor";
import { type Posterior, pointPosterior, type Score, scorerOf, scores } from "credence";
import { digitsModel } from "./network.ts";

/** How an image is wanted: the least or the most of a score, or any. `passes`: draws, or one pass with dropout off. */
export interface Strategy {
  readonly name: string;
  readonly score: Score | null;
  readonly direction: "largest" | "smallest";
  readonly passes: "draws" | "one";
}

const scored = (score: Score, direction: Strategy["direction"], passes: Strategy["passes"] = "draws") => ({ score, direction, passes });

/**
 * What the source's code acquires, and what it should: its BALD and entropy sort ascending, which takes the images it is surest of. The margin,
 * of one pass without dropout, is right.
 */
export const publishedStrategies = {
  random: { name: "random", score: null, direction: "largest", passes: "draws" },
  margin: { name: "margin", ...scored(scores.margin, "largest", "one") },
  bald: { name: "bald", ...scored(scores.mutualInformation, "smallest") },
  "bald-corrected": { name: "bald-corrected", ...scored(scores.mutualInformation, "largest") },
  entropy: { name: "entropy", ...scored(scores.predictiveEntropy, "smallest") },
  "entropy-corrected": { name: "entropy-corrected", ...scored(scores.predictiveEntropy, "largest") },
} as const satisfies Readonly<Record<string, Strategy>>;
export type StrategyName = keyof typeof publishedStrategies;

const labels: Readonly<Record<string, string>> = {
  ...{ bald: "BALD", "bald-corrected": "BALD, sign corrected", "entropy-corrected": "entropy, sign corrected" },
  ...{ maxEntropy: "entropy", batchBald: "BatchBALD", baldOfAll: "BALD, all scored" },
};
/** A strategy of either form as figures and claims call it. */
export const labelOf = (strategy: string): string => labels[strategy] ?? strategy;

/** Scores of rows of the pool, high = wanted; of equal scores, and at random, the key decides. */
async function wantedOrder(
  { score, direction, passes }: Strategy,
  { posterior, x, draws, key }: { posterior: Posterior; x: Tensor; draws: number; key: Key },
): Promise<Int32Array> {
  const order = permutation(key.child("ties"), x.shape[0]!);
  if (!score) return order;
  const asked = passes === "one" ? pointPosterior(digitsModel, posterior.parameters!) : posterior;
  const scoredRows = await scorerOf(score)(asked as never, x, { draws: passes === "one" ? 1 : draws, batchSize: 500 }, key.child("draws"));
  const values = await scoredRows.read();
  scoredRows.dispose();
  const sign = direction === "largest" ? 1 : -1;
  return order.sort((a, b) => sign * (values[b]! - values[a]!) || 0);
}

/** Of each class the `perClass` rows most wanted that are not taken, by the true labels of the pool: the source's form of acquisition. @shape labels beside x */
export async function wantedPerClass(
  strategy: Strategy,
  request: Parameters<typeof wantedOrder>[1] & {
    readonly labels: Int32Array;
    readonly taken: ReadonlySet<number>;
    readonly perClass: number;
  },
): Promise<number[]> {
  const found = new Map<number, number>();
  const order = await wantedOrder(strategy, request);
  return Array.from(order.filter((row) => !request.taken.has(row))).filter((row) => {
    const label = request.labels[row]!;
    const count = found.get(label) ?? 0;
    found.set(label, count + 1);
    return count < request.perClass;
  });
}
