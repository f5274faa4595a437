import { judgeAll } from "@credence/lab";
import { expect, it } from "vitest";
import { mnistConjecturesClaims } from "./claims.ts";
import type { MnistConjecturesResult } from "./mnist-conjectures.ts";
import { variants } from "./variants.ts";

/** A result in which each network has so many wrong images of 10,000, its first ones. */
function resultWith(wrong: Readonly<Record<string, number>>): MnistConjecturesResult {
  return {
    testImages: 10_000,
    epochs: 300,
    variants: variants.map(({ name, group, label }) => {
      const count = wrong[name] ?? 200;
      return { name, group, label, wrong: Array.from({ length: count }, (_, i) => i), nllPerDatum: 0.1, errorPercent: count / 100 };
    }),
  };
}

const verdictOf = (id: string, wrong: Readonly<Record<string, number>>) =>
  judgeAll(mnistConjecturesClaims, resultWith(wrong), "paper").find((claim) => claim.id === id)?.verdict;

it.each([
  ["mixture-4-error", { "mixture-4": 150 }, "reproduced"],
  ["mixture-4-error", { "mixture-4": 190 }, "not reproduced"],
  ["best-mixture", { "mixture-4": 150, "mixture-8": 120 }, "reproduced"],
  ["best-mixture", { "mixture-4": 150, "mixture-1": 120 }, "not reproduced"],
  ["narrow-near-blundell", { "gaussian-0": 140, "gaussian-4": 180, "gaussian-2": 150, "gaussian-6": 900 }, "reproduced"],
  // as far from it as N(0, 1): narrowing changed nothing
  ["narrow-near-blundell", { "gaussian-0": 150, "gaussian-4": 150, "gaussian-2": 150, "gaussian-6": 150 }, "not reproduced"],
  ["narrow-near-blundell", { "gaussian-0": 182, "gaussian-4": 250, "gaussian-2": 240, "gaussian-6": 900 }, "not reproduced"],
  // 100 images fewer under SGD, none under Adam; then 100 under both
  ["trick-suits-sgd", { "shared-sgd": 300 }, "reproduced"],
  ["trick-suits-sgd", { "shared-sgd": 300, "gaussian-0": 300 }, "not reproduced"],
  ["constant-start-fails", { "constant-start": 800 }, "reproduced"],
  ["constant-start-fails", { "constant-start": 210 }, "not reproduced"],
  ["spikes-from-batches", {}, "not tested at this budget"],
])("%s, %o: %s", (id, wrong, verdict) => expect(verdictOf(id, wrong as Record<string, number>)).toBe(verdict));
