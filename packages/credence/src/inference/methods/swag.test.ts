import { key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { sgd } from "../../optim/sgd.ts";
import type { TrainingProgress } from "../inference.ts";
import { loadPosterior } from "../posteriors/load-posterior.ts";
import { multiSwagPosterior } from "../posteriors/multi-swag-posterior.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { predictOutputs } from "../predict.ts";
import { run } from "../run.ts";
import { blobs, inverse, linearRegression } from "../testing/problems.ts";
import { langevin } from "../training/langevin.ts";
import { map } from "./map.ts";
import { multiSwag } from "./multi-swag.ts";
import { swag } from "./swag.ts";

const problem = linearRegression();
const valuesOf = async (posterior: Posterior, name: string) => [
  ...(await posterior.parameters!.find((array) => array.name === name)!.value.read()),
];

/** (D + L L' / (K - 1)) / 2 of a posterior of three weights, float64. */
async function covarianceOf(posterior: Posterior): Promise<number[][]> {
  const variance = await valuesOf(posterior, "0.weight.variance");
  const deviations = await valuesOf(posterior, "0.weight.deviations");
  const columns = deviations.length / 3;
  const at = (i: number, j: number) =>
    Array.from({ length: columns }, (_, k) => deviations[3 * k + i]! * deviations[3 * k + j]!).reduce((sum, one) => sum + one, 0);
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? variance[i]! / 2 : 0) + at(i, j) / (2 * (columns - 1))));
}

describe("on a quadratic loss", () => {
  test("mean and covariance are those of the stationary distribution", async () => {
    // w <- w - r (H w - b) + sqrt(2 r / N) e has the stationary covariance (2 / N) (2 H - r H^2)^-1, N H the precision of the posterior
    const [rate, count, iterates, rank] = [0.1, 40, 300, 200];
    const hessian = problem.precision.map((row) => row.map((value) => value / count));
    const twice = hessian.map((row) =>
      row.map((value, j) => 2 * value - rate * hessian.reduce((sum, other, k) => sum + row[k]! * other[j]!, 0)),
    );
    const stationary = inverse(twice).map((row) => row.map((value) => (2 / count) * value));
    const thin = 12;
    const method = swag({
      ...{ epochs: 300 + thin * iterates, batchSize: count, learningRate: rate, burnIn: 300, thin, rank },
      optimizer: langevin({ temperature: 1, friction: 1 }),
    });
    const posterior = await run(method.fit(problem, key(1)));
    const mean = await valuesOf(posterior, "0.weight.mean");
    const covariance = await covarianceOf(posterior);
    // weights 12 steps apart still depend on each other: a third of them count as independent
    const independent = iterates / 3;
    for (let i = 0; i < 3; i++) {
      const stdDev = Math.sqrt(stationary[i]![i]!);
      expect(Math.abs(mean[i]! - problem.mean[i]!) / stdDev, `mean ${i}`).toBeLessThan(4 / Math.sqrt(independent));
      expect(Math.abs(covariance[i]![i]! / stdDev ** 2 - 1), `variance ${i}`).toBeLessThan(4 * Math.sqrt(2 / (rank / 3)));
      // off the diagonal stands the part of low rank, half of it
      for (let j = 0; j < i; j++) {
        const scale = stdDev * Math.sqrt(stationary[j]![j]!);
        expect(Math.abs(covariance[i]![j]! - stationary[i]![j]! / 2) / scale, `covariance ${i}, ${j}`).toBeLessThan(
          2 * Math.sqrt(2 / (rank / 3)),
        );
      }
    }
    expect(Math.abs(stationary[1]![0]!) / Math.sqrt(stationary[0]![0]! * stationary[1]![1]!)).toBeGreaterThan(0.3);
  });

  test("moments are those of the weights that the same descent passes through", async () => {
    const settings = { epochs: 6, batchSize: 10, learningRate: 0.05, optimizer: sgd({ momentum: 0.5 }) };
    const path: number[][] = [];
    const fit = map({ ...settings, prior: "model" }).fit(problem, key(2));
    for (let next = await fit.next(); !next.done; next = await fit.next())
      path.push(await valuesOf((next.value as TrainingProgress).posterior(), "0.weight.mean"));
    const [burnIn, thin, rank] = [3, 2, 4];
    const posterior = await run(swag({ ...settings, burnIn, thin, rank }).fit(problem, key(2)));
    const counted = path.filter((_, i) => i + 1 > burnIn && (i + 1 - burnIn) % thin === 0);
    expect(counted.length).toBe(10);
    const meanOf = (weights: number[][]) => [0, 1, 2].map((i) => weights.reduce((sum, w) => sum + w[i]!, 0) / weights.length);
    const mean = meanOf(counted);
    const variance = mean.map((one, i) => counted.reduce((sum, w) => sum + (w[i]! - one) ** 2, 0) / counted.length);
    for (const [i, value] of (await valuesOf(posterior, "0.weight.mean")).entries()) expect(value).toBeCloseTo(mean[i]!, 5);
    for (const [i, value] of (await valuesOf(posterior, "0.weight.variance")).entries())
      expect(Math.abs(value / variance[i]! - 1)).toBeLessThan(1e-4);
    const last = counted.slice(-rank).map((w, k) => {
      const soFar = meanOf(counted.slice(0, counted.length - rank + k + 1));
      return w.map((value, i) => value - soFar[i]!);
    });
    const kept = await valuesOf(posterior, "0.weight.deviations");
    // the ring of four columns begins with the ninth of ten
    const order = [2, 3, 0, 1];
    for (const [column, from] of order.entries()) for (let i = 0; i < 3; i++) expect(kept[3 * column + i]).toBeCloseTo(last[from]![i]!, 5);
  });

  test("draws have its mean and its covariance, within 4 standard errors, and marginals its diagonal", async () => {
    const posterior = await run(swag({ epochs: 40, batchSize: 8, learningRate: 0.1, burnIn: 20, thin: 4, rank: 5 }).fit(problem, key(3)));
    const covariance = await covarianceOf(posterior);
    const draws = 4000;
    const units = tensor([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const weights = await predictOutputs(posterior, units, { draws }, key(4)).read();
    const centre = await valuesOf(posterior, "0.weight.mean");
    const [marginal] = posterior.weightMarginals!();
    const stdDevs = await marginal!.stdDev.read();
    for (let i = 0; i < 3; i++) {
      expect(stdDevs[i]! ** 2 / covariance[i]![i]!).toBeCloseTo(1, 4);
      for (let j = 0; j <= i; j++) {
        let total = 0;
        for (let draw = 0; draw < draws; draw++) total += (weights[3 * draw + i]! - centre[i]!) * (weights[3 * draw + j]! - centre[j]!);
        const error = Math.sqrt((covariance[i]![i]! * covariance[j]![j]! + covariance[i]![j]! ** 2) / draws);
        expect(Math.abs(total / draws - covariance[i]![j]!)).toBeLessThan(4 * error);
      }
    }
  });
});

test("from a trained network it begins there, and before the first weights count it is a point", async () => {
  const trained = await run(map({ epochs: 200, batchSize: 40, learningRate: 0.02 }).fit(problem, key(5)));
  const posterior = await run(swag({ epochs: 1, batchSize: 40, learningRate: 1e-9 }).fit(problem, key(6), { from: trained }));
  expect(await valuesOf(posterior, "0.weight.mean")).toEqual(await valuesOf(trained, "0.weight.mean"));
  const outputs = await predictOutputs(posterior, problem.data.x, { draws: 2 }, key(7)).read();
  expect(outputs.slice(0, 40)).toEqual(outputs.slice(40));
});

test("a noise that is learned is averaged, in a mixture over the members too", async () => {
  const learning = { ...problem, model: model({ ...problem.model, likelihood: normalLikelihood({ stdDev: "learned" }) }) };
  const settings = { epochs: 60, batchSize: 20, learningRate: 0.02, burnIn: 60, thin: 5 };
  const mixture = await run(multiSwag({ ...settings, members: 2 }).fit(learning, key(8)));
  const again = await loadPosterior(await mixture.save());
  for (const posterior of [mixture, again]) {
    const { likelihood } = posterior.model;
    const outputs = predictOutputs(posterior, problem.data.x, { draws: 4 }, key(9));
    const nats = Array.from(await likelihood.negativeLogProb(outputs, problem.data.y).read());
    // the noise of 0.5 that made the data: log 0.5 + log(2 pi e) / 2 = 0.73
    expect(Math.abs(nats.reduce((sum, value) => sum + value, 0) / nats.length - 0.73)).toBeLessThan(0.3);
  }
});

test("a mixture draws from every member, and each draw is one of theirs", async () => {
  const { model: assumed, data } = blobs(60, { dropout: 0 });
  const fit = (i: number) => run(swag({ epochs: 2, batchSize: 20, thin: 2 }).fit({ model: assumed, data }, key(i)));
  const members = await Promise.all([1, 2, 3].map(fit));
  const mixture = multiSwagPosterior(assumed, members);
  const used = new Set<number>();
  for (let draw = 0; draw < 30; draw++) {
    const own = key(10).child(draw);
    const outputs = await mixture.draw(own)(data.x).read();
    const theirs = await Promise.all(members.map((member) => member.draw(own)(data.x).read()));
    const equal = theirs.flatMap((values, member) => (values.every((value, i) => value === outputs[i]) ? [member] : []));
    expect(equal).toHaveLength(1);
    used.add(equal[0]!);
  }
  expect([...used].sort()).toEqual([0, 1, 2]);
});
