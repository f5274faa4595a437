import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import type { Inference } from "../inference.ts";
import { sghmc } from "../methods/sghmc.ts";
import { sgld } from "../methods/sgld.ts";
import { openSaved } from "../posteriors/saved.ts";
import { run } from "../run.ts";
import { inverse, linearRegression } from "../testing/problems.ts";

const outputs = 200;
const problem = linearRegression({ outputs });
const { precision } = problem;
const count = 40;
const product = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((total, value, k) => total + value * b[k]![j]!, 0)));

/** Covariance of the weights over samples and outputs, about the exact mean. */
async function covarianceOf(method: Inference): Promise<number[][]> {
  const posterior = await run(method.fit(problem, key(1)));
  const { arrays } = openSaved(await posterior.save());
  const total = problem.covariance.map((row) => row.map(() => 0));
  for (const { value } of arrays) {
    const weights = await value.read();
    for (let output = 0; output < outputs; output++) {
      const away = problem.mean.map((mean, i) => weights[i * outputs + output]! - mean);
      for (const [i, a] of away.entries()) for (const [j, b] of away.entries()) total[i]![j]! += (a * b) / outputs / arrays.length;
    }
    value.dispose();
  }
  posterior.dispose();
  return total;
}

/** Of a chain of full gradients at a constant rate: P^-1 (I - rate P / (2 (2 - a) N))^-1, whose variances are 1 / (1 - h / (2 (2 - a))) times the exact ones. */
function stationary(rate: number, friction: number): number[][] {
  const squared = product(precision, precision);
  return inverse(precision.map((row, i) => row.map((value, j) => value - (rate * squared[i]![j]!) / (2 * (2 - friction) * count))));
}

describe("at a constant rate chains have the covariance that the step size makes, not the posterior's", () => {
  // h = rate x curvature is up to 0.9: far too large a step, so that what it does is seen
  test.each([
    ["sgld", 0.14, 1],
    ["sghmc, friction 0.5", 0.14, 0.5],
    ["sghmc, friction 0.1", 0.03, 0.1],
  ])("%s", async (_, learningRate, friction) => {
    const settings = { epochs: 1600, batchSize: count, learningRate, burnIn: 100, thin: 50, samples: 30 };
    const found = await covarianceOf(friction === 1 ? sgld(settings) : sghmc({ ...settings, friction }));
    const expected = stationary(learningRate, friction);
    // 30 x 200 draws: a variance to 1.8 %, four of its standard errors
    for (const [i, row] of expected.entries()) expect(Math.abs(found[i]![i]! / row[i]! - 1), `variance ${i}`).toBeLessThan(0.08);
    if (friction === 1) expect(expected[1]![1]! / problem.covariance[1]![1]!).toBeGreaterThan(1.1);
  });
});

test("minibatches widen the chain further, by less than rate N s^2 / 2 of the variance, s^2 that of their gradient along a weight", async () => {
  const [rate, batchSize] = [0.02, 10];
  const settings = { epochs: 500, learningRate: rate, burnIn: 200, thin: 20, samples: 80 };
  const found = await covarianceOf(sgld({ ...settings, batchSize }));
  // of a model that holds, the gradients of the data have the covariance of the curvature, and minibatches without replacement a share of it
  const curvature = Math.max(...precision.map((row, i) => row[i]! / count));
  const widening = ((rate * curvature * count) / (2 * batchSize)) * (1 - batchSize / count);
  for (const [i, row] of stationary(rate, 1).entries()) {
    expect(found[i]![i]! / row[i]!, `variance ${i}`).toBeGreaterThan(0.95);
    expect(found[i]![i]! / row[i]!, `variance ${i}`).toBeLessThan(1.05 + widening);
  }
});
