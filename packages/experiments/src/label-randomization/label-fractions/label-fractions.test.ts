import { judgeAll } from "@credence/lab";
import { key } from "@credence/tensor";
import { expect, test } from "vitest";
import { caseData, noisyData } from "../mnist/cases.ts";
import type { NoisyForm } from "./findings.ts";
import { type LabelFractionsResult, labelFractions, type Trained } from "./label-fractions.ts";

const digits = (count: number) => ({
  ...{ count, height: 28, width: 28, pixels: Uint8Array.from({ length: count * 784 }, (_, i) => Math.floor(i / 784) % 251) },
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
});
const images = { train: digits(3000), test: digits(500) };

test("a fraction of the labels is one of ten at random, the others and the images are as they were", async () => {
  const share = async (fraction: number) => {
    const { train } = noisyData({ count: 3000, fraction }, { images, testImages: 100, key: key(3) });
    const labels = Array.from(await train.y.read());
    return labels.filter((label, i) => label !== i % 10).length / labels.length;
  };
  expect(await share(0)).toBe(0);
  // nine of ten replaced labels differ; four binomial standard errors
  for (const fraction of [0.25, 1]) expect(Math.abs((await share(fraction)) - 0.9 * fraction)).toBeLessThan(0.035);
});

test("cases hold the images that they name, and case (v) coins in both sets", async () => {
  const counts = { trainImages: 3000, testImages: 500 };
  const of = (name: "iii" | "iv" | "v") => caseData(name, { images, counts, key: key(4) });
  const [first, all, coins] = [of("iii"), of("iv"), of("v")];
  expect(first.train.x.shape).toEqual([200, 1, 28, 28]);
  expect(all.train.y.shape).toEqual([600]);
  expect(new Set(await all.test.y.read())).toEqual(new Set([3, 8]));
  for (const { y } of [coins.train, coins.test]) {
    const labels = Array.from(await y.read());
    expect(new Set(labels)).toEqual(new Set([0, 1]));
    expect(Math.abs(labels.filter((label) => label === 1).length / labels.length - 0.5)).toBeLessThan(0.15);
  }
  // the images of (iii) are those of 3s and 8s in their order: bytes 3, 8, 13, 18, ...
  const x = await first.train.x.read();
  expect(x[784]! - x[0]!).toBeCloseTo(5 / 255 / 0.3015, 4);
});

const training = (form: NoisyForm, fraction: number, numbers: Partial<Trained>): Trained => ({
  ...{ form, examples: 200, fraction, seed: 1, kl: 1000, error: { training: 0, test: 0.1 }, noisyTestError: 0.1, bound: 0.5 },
  ...{ trainAccuracy: 100, testAccuracy: 90, entropy: 1, ece: 0.1, mutualInformation: 0.1, ...numbers },
});
const verdicts = (result: LabelFractionsResult) =>
  Object.fromEntries(judgeAll(labelFractions.claims, result, "paper").map(({ id, verdict }) => [id, verdict]));

test("a gap that grows and a bound that holds are reproduced; a gap that shrinks and a bound that is passed are not", () => {
  const good = verdicts({
    trainings: [training("bound", 0, {}), training("bound", 1, { testAccuracy: 10, kl: 2000, noisyTestError: 0.4 })],
  });
  for (const id of ["gap-rises-bound-200", "kl-tells-bound-200", "bound-holds-bound-200"]) expect(good[id], id).toBe("reproduced");
  expect(good["gap-rises-bound-10000"]).toBeUndefined();
  const bad = verdicts({ trainings: [training("bound", 0, { testAccuracy: 10 }), training("bound", 1, { noisyTestError: 0.6 })] });
  for (const id of ["gap-rises-bound-200", "kl-tells-bound-200", "bound-holds-bound-200"]) expect(bad[id], id).toBe("not reproduced");
});
