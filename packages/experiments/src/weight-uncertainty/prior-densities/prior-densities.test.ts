import { type Context, judgeAll } from "@credence/lab";
import { key } from "@credence/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { distancesThrough, massesAt } from "./mass.ts";
import { type PriorDensitiesResult, priorDensities } from "./prior-densities.ts";

/** Share of a standard normal beyond 2: tables. */
const normalBeyond2 = 0.0455002638963584;

describe("masses", () => {
  const named = [0.5, 1, 2, 6];
  const distances = distancesThrough(named, { from: 1e-5, to: 12 });
  const at = (distance: number) => distances.indexOf(distance);

  it("have distances at most a tenth apart, the named ones among them", () => {
    expect(named.every((distance) => at(distance) >= 0)).toBe(true);
    expect(Math.max(...distances.slice(1).map((distance, i) => distance / distances[i]))).toBeLessThanOrEqual(1.1 + 1e-12);
  });
});

describe("the figures' priors", () => {
  let result: PriorDensitiesResult;
  beforeAll(async () => {
    const context = { settings: priorDensities.budgets.paper, key: key(0) } as Context<typeof priorDensities.budgets.paper>;
    const running = priorDensities.run(context);
    for (let next = await running.next(); ; next = await running.next())
      if (next.done) {
        result = next.value;
        break;
      }
  });

  it("are the nine mixtures, and the four that are compared", () => {
    expect(result.mixtures.map(({ minusLogStdDevs }) => minusLogStdDevs?.join(""))).toEqual("06 07 08 16 17 18 26 27 28".split(" "));
    expect(result.compared.map(({ id }) => id)).toEqual(["gaussian", "laplace", "mixture-0-7", "mixture-0-6"]);
  });

  it("show at zero what a Gaussian kernel makes of each part", () => {
    const peak = (variance: number) => 1 / Math.sqrt(2 * Math.PI * variance);
    for (const { bandwidth, minusLogStdDevs, peak: measured } of result.mixtures) {
      const [wide, narrow] = minusLogStdDevs!.map((minusLog) => peak(Math.exp(-2 * minusLog) + bandwidth ** 2));
      // the share of draws in the spike has a standard error of 0.3 %, and places a thousandth apart widen the narrowest kernel
      expect(measured.kernel / (0.5 * wide + 0.5 * narrow)).toBeGreaterThan(0.98);
      expect(measured.kernel / (0.5 * wide + 0.5 * narrow)).toBeLessThan(1.02);
    }
  });

  it("settle the captions: which hold, and at which distance from zero", () => {
    const verdicts = Object.fromEntries(
      judgeAll(priorDensities.claims, result, "paper").map(({ id, verdict }) => [id, verdict === "reproduced"]),
    );
    expect(verdicts).toMatchObject({
      "subtle-drawn": true,
      // a factor of e for each step
      "subtle-peak": false,
      "subtle-mass": true,
      "drawn-peak": true,
      // 1 - e^(-0.067) against half and the slab's 0.004
      "laplace-within-0.01-published": false,
      // 1 - 1/e against 0.56
      "laplace-within-0.15-published": true,
      "laplace-beyond-3-stated": true,
      "heavier-than-prior": false,
      "heavier-than-same-variance": true,
    });
    // half of the weights, and of the others those that N(0, 1) has there
    expect(massesAt(result, result.compared[2], 2).beyond).toBeCloseTo(0.5 * normalBeyond2, 7);
  });

  it("fill figures and tables", () => {
    const [figures, tables] = [priorDensities.figures(result), priorDensities.tables(result)];
    expect(figures.map(({ published }) => published)).toEqual(["Figure 2", "Figure 2", "Figure 3", "Figure 3"]);
    expect(tables.map(({ rows }) => rows.length)).toEqual([11, 12]);
    expect(figures[3].finding).toContain("from about 0.12 on");
    expect(() => massesAt(result, result.compared[0], 0.7)).toThrow("massesAt: distance is 0.7");
  });
});
