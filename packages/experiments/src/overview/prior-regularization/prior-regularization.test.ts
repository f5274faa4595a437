import { judgeAll } from "@credence/lab";
import { expect, test } from "vitest";
import { priorRegularization, type PriorRegularizationResult as Result } from "./prior-regularization.ts";

/** Cells whose test loss is as told, at two widths. */
const result = (losses: Readonly<Record<string, number>>): Result => ({
  cells: [50, 200].flatMap((width) =>
    Object.entries(losses).map(([prior, nll]) => ({
      ...{ prior: prior as never, width, stdDev: 0.1, grid: [{ stdDev: 0.1, nll }] },
      trainings: [{ training: { nll: 0.01, error: 0 }, test: { nll, error: 20 * nll } }],
    })),
  ),
});
const verdicts = (of: Result) =>
  Object.fromEntries(judgeAll(priorRegularization.claims, of, "paper").map(({ id, verdict }) => [id, verdict]));

test("a prior that lowers the loss at every width is reproduced, one that raises it is not, and a missing one is not tested", () => {
  const found = verdicts(result({ none: 0.5, l2: 0.4, l1: 0.6 }));
  for (const measure of ["below-none", "gap", "error"]) {
    expect(found[`l2-${measure}`], measure).toBe("reproduced");
    expect(found[`l1-${measure}`], measure).toBe("not reproduced");
  }
  expect(found["spike-below-none"]).toBe("not tested at this budget");
});

test("its figures tell the lowest loss at the largest width", () => {
  const [loss] = priorRegularization.figures(result({ none: 0.5, l2: 0.4, l1: 0.45, spike: 0.42 }));
  expect(loss!.finding).toBe(
    "The lowest test loss at 200 units is 0.400 nats (L2, Gaussian), then 0.420 (spike and slab), 0.450 (L1, Laplace), 0.500 (none).",
  );
});
