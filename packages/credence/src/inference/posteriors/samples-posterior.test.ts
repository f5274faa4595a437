import { engine, keep, key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import type { TrainingProgress } from "../inference.ts";
import { sgld } from "../methods/sgld.ts";
import { predictOutputs } from "../predict.ts";
import { run } from "../run.ts";
import { blobs, inverse, linearRegression } from "../testing/problems.ts";
import { loadPosterior } from "./load-posterior.ts";
import { samplesPosterior } from "./samples-posterior.ts";
import { openSaved } from "./saved.ts";

const { model, data, mean, precision } = linearRegression();
const weights = [
  [1, 0, 0],
  [0, 2, 0],
  [0, 0, 3],
];
const made = () =>
  samplesPosterior(
    model,
    weights.map((sample) => [{ name: "0.weight.mean", value: keep(tensor(sample, [3, 1])) }]),
  );
const x = tensor([
  [1, 1, 1],
  [1, 10, 100],
]);

describe("finitely many samples", () => {
  test("predictions use each once, a draw is one of them", async () => {
    const posterior = made();
    expect([...(await predictOutputs(posterior, x, { draws: 7 }, key(1)).read())]).toEqual([1, 1, 2, 20, 3, 300]);
    const drawn = new Set<string>();
    for (let seed = 0; seed < 40; seed++) drawn.add([...(await posterior.draw(key(seed))(x).read())].join());
    expect([...drawn].toSorted()).toEqual(["1,1", "2,20", "3,300"]);
  });

  test("come back from a file, which is refused where one is missing", async () => {
    const bytes = await made().save();
    const loaded = await loadPosterior(bytes);
    expect(loaded.kind).toBe("samples");
    expect(openSaved(bytes).header.samples).toBe(3);
    expect(await loaded.save()).toEqual(bytes);
    expect(() => samplesPosterior(model, [])).toThrow("samplesPosterior: got no sample, expected 1 or more");
  });

  test("are given back", () => {
    const round = () => made().dispose();
    round();
    const { held } = engine.info().memoryMiB;
    for (let i = 0; i < 3; i++) round();
    expect(engine.info().memoryMiB.held).toBe(held);
  });
});

describe("a method that keeps samples", () => {
  test("finds the exact posterior of a linear model, within 4 standard errors", async () => {
    const [samples, count, learningRate] = [250, 40, 0.1];
    const thinned = { burnIn: 200, thin: 12, samples };
    const method = sgld({ epochs: 200 + 12 * (samples - 1), batchSize: count, learningRate, ...thinned });
    const found = openSaved(await (await run(method.fit({ model, data }, key(2)))).save()).arrays;
    expect(found.length).toBe(samples);
    const chain = await Promise.all(found.map(({ value }) => value.read()));
    // steps of this size widen the posterior's covariance P^-1 to (P - rate P P / (2 N))^-1, exactly
    const widened = inverse(
      precision.map((row) =>
        row.map((value, j) => value - (learningRate / (2 * count)) * row.reduce((total, one, k) => total + one * precision[k]![j]!, 0)),
      ),
    );
    for (const [i, expected] of mean.entries()) {
      const values = chain.map((sample) => sample[i]!);
      const average = values.reduce((total, value) => total + value, 0) / samples;
      const away = values.map((value) => value - average);
      const variance = away.reduce((total, value) => total + value ** 2, 0) / (samples - 1);
      // neighbours in the chain are correlated: fewer samples than are counted
      const lag = away.slice(1).reduce((total, value, t) => total + value * away[t]!, 0) / (samples - 1) / variance;
      const effective = (samples * (1 - Math.max(0, lag))) / (1 + Math.max(0, lag));
      expect(effective).toBeGreaterThan(100);
      expect(Math.abs(average - expected)).toBeLessThan(4 * Math.sqrt(widened[i]![i]! / effective));
      expect(Math.abs(variance / widened[i]![i]! - 1)).toBeLessThan(4 * Math.sqrt(2 / effective));
    }
  });

  test("goes on from a checkpoint of any step with the same samples, and gives its arrays back", async () => {
    const problem = blobs(60);
    const method = sgld({ epochs: 3, batchSize: 20, burnIn: 3, thin: 2, samples: 3 });
    const checkpoints: Uint8Array[] = [];
    const kept: number[] = [];
    const fit = method.fit(problem, key(3));
    let next = await fit.next();
    for (; !next.done; next = await fit.next()) {
      checkpoints.push(await (next.value as TrainingProgress).checkpoint());
      kept.push(next.value.metrics!.samples!);
    }
    expect(kept).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 3]);
    const alone = await next.value.save();
    expect(openSaved(alone).header.samples).toBe(3);
    const rounds = async () => {
      for (const resume of checkpoints) {
        const posterior = await run(method.fit(problem, key(3), { resume }));
        expect(await posterior.save()).toEqual(alone);
        posterior.dispose();
      }
    };
    await rounds();
    const { held } = engine.info().memoryMiB;
    await rounds();
    expect(engine.info().memoryMiB.held).toBe(held);
  });
});
