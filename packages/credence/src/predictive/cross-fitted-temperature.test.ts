import { gatherRows, integers, key, randomCategorical, randomNormal, softmax, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { crossFittedTemperature, fitTemperature } from "./index.ts";

test("each half is scored at the other half's temperature", async () => {
  const [batch, classes] = [2001, 4];
  const calibrated = randomNormal(key(1), [batch, classes], { stdDev: 2 });
  const labels = randomCategorical(key(2), calibrated);
  // even places are twice too sure, odd ones half as sure as they may be
  const values = Float32Array.from(await calibrated.read(), (value, i) => value * (Math.floor(i / classes) % 2 === 0 ? 2 : 0.5));
  const logits = tensor(values, [batch, classes]);
  const { scaled, temperatures } = await crossFittedTemperature({ logits }, labels);
  const halves = [0, 1].map((first) => integers(Int32Array.from({ length: Math.ceil((batch - first) / 2) }, (_, i) => 2 * i + first)));
  for (const [half, places] of halves.entries()) {
    const own = await fitTemperature({ logits: gatherRows(logits, places) }, gatherRows(labels, places));
    expect(temperatures[half]).toBe(own.temperature);
  }
  expect(temperatures[0]).toBeGreaterThan(1.5);
  expect(temperatures[1]).toBeLessThan(0.75);
  const got = await scaled.read();
  for (const row of [0, 1, 1000, 2000]) {
    const other = temperatures[row % 2 === 0 ? 1 : 0]!;
    const wanted = await softmax(
      tensor([Array.from(values.subarray(row * classes, (row + 1) * classes), (value) => value / other)]),
    ).read();
    for (const [c, p] of Array.from(wanted).entries()) expect(got[row * classes + c]).toBeCloseTo(p, 6);
  }
});
