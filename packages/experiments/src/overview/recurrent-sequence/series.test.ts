import { key } from "@credence/tensor";
import { expect, test } from "vitest";
import { horizon, quasiPeriodic, seen, windowsOf } from "./series.ts";

test("a window is followed by its horizon", async () => {
  const steps = Float32Array.from({ length: seen + horizon + 7 }, (_, i) => i);
  const { x, y } = windowsOf(steps, 3);
  expect([x.shape, y.shape]).toEqual([
    [3, seen, 1],
    [3, horizon],
  ]);
  const [given, targets] = [await x.read(), await y.read()];
  for (const window of [0, 1, 2]) {
    expect([given[window * seen], given[window * seen + seen - 1]]).toEqual([3 * window, 3 * window + seen - 1]);
    expect([targets[window * horizon], targets[window * horizon + horizon - 1]]).toEqual([
      3 * window + seen,
      3 * window + seen + horizon - 1,
    ]);
  }
});

test("the series is that of its key, of variance 1 / 2 + 1 / 8 + 0.01", () => {
  const series = quasiPeriodic(20_000, key(1));
  expect(quasiPeriodic(20_000, key(1))).toEqual(series);
  expect(quasiPeriodic(20_000, key(2))).not.toEqual(series);
  const variance = series.reduce((sum, y) => sum + y * y, 0) / series.length;
  expect(Math.abs(variance - 0.635)).toBeLessThan(0.02);
});
