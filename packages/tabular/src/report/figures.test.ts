import { wilsonInterval } from "@credence/lab/figures";
import { expect, test } from "vitest";
import type { NumberEvaluation } from "../models/evaluation.ts";
import { coverageFigure } from "./figures.ts";
import { measuresTable } from "./tables.ts";

const evaluation: NumberEvaluation = {
  ...{
    task: "regression",
    rows: 40,
    rmse: 1,
    meanAbsoluteError: 1,
    explained: 0.5,
    logDensity: -1,
    level: 0.9,
    meanWidth: 3,
    intervalScore: 4,
  },
  covered: 0.925,
  coverage: [
    { of: "lowest quarter of predicted sd", rows: 20, covered: 1 },
    { of: "highest quarter of predicted sd", rows: 20, covered: 0.85 },
  ],
};

test("a coverage stands with its Wilson interval, also where every row is inside", () => {
  const drawn: Record<string, unknown>[] = [];
  const Plot = new Proxy({}, { get: () => (data: Record<string, unknown>[]) => void drawn.push(...data) });
  const palette = { series: ["black"], muted: "grey" };
  coverageFigure(evaluation).plot!(Plot as never, palette as never, { width: 400 } as never);
  const quietest = drawn.find((one) => one.of === "lowest quarter of predicted sd")!;
  // of 20 of 20: 1 / (1 + 1.96^2 / 20), where a normal interval would be empty
  expect(quietest.low).toBeCloseTo(0.8389, 4);
  expect([quietest.low, quietest.high]).toEqual(wilsonInterval(20, 20));
  const held = measuresTable(evaluation).rows.find(([name]) => String(name).startsWith("share inside"))!;
  expect(held[1]).toBe("0.925 (0.801 to 0.974)");
});
