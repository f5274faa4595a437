import { key, normals } from "@credence/tensor";
import { metrics } from "credence";
import { expect, test } from "vitest";
import { keptCurve } from "./compared.ts";

type Line = Awaited<ReturnType<typeof keptCurve>>;

/** How far a point lies from a line: the nearest of many places on each stretch. */
function away({ recall, precision }: Line, [x, y]: readonly [number, number]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < recall.length; i++)
    for (let share = 0; share <= 1; share += 1 / 64) {
      const [dx, dy] = [recall, precision].map((of) => of[i - 1] + share * (of[i] - of[i - 1]));
      nearest = Math.min(nearest, Math.hypot(x - dx, y - dy));
    }
  return nearest;
}

test.each([
  ["few errors among many images, most of them found early", 10_000, 90, 3],
  ["as many outside as inside", 4000, 2000, 2],
])("%s: the curve that is kept is drawn where the whole one lies", async (_, count, positives, shift) => {
  const noise = normals(key(1), count);
  const positive = Uint8Array.from({ length: count }, (_, i) => Number(i < positives));
  const scores = Float32Array.from(noise, (one, i) => one + (i < positives ? shift : 0));
  const whole = await metrics.precisionRecallCurve(scores, positive);
  const kept = await keptCurve(scores, positive);
  expect(kept.recall.length).toBeLessThan(400);
  const farthest = Math.max(...whole.filter((_, i) => i % 7 === 0).map(({ recall, precision }) => away(kept, [recall, precision])));
  // its tolerance, and half the way between two places of the oracle
  expect(farthest).toBeLessThan(0.003 + 0.5 / 64);
  // and what a reader takes its area for is the average precision
  const area = kept.recall.reduce(
    (total, recall, i) => (i === 0 ? total : total + ((recall - kept.recall[i - 1]) * (kept.precision[i] + kept.precision[i - 1])) / 2),
    0,
  );
  expect(Math.abs(area - (await metrics.averagePrecision(scores, positive)))).toBeLessThan(0.02);
});
