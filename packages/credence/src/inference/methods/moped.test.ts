import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { sgd } from "../../optim/sgd.ts";
import { loadPosterior } from "../posteriors/load-posterior.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { run } from "../run.ts";
import { blobs } from "../testing/problems.ts";
import { map } from "./map.ts";
import { moped } from "./moped.ts";

const problem = blobs(60, { dropout: 0 });
const trained = await run(map({ epochs: 20, batchSize: 30, learningRate: 0.01 }).fit(problem, key(1)));
const still = { epochs: 1, batchSize: 60, optimizer: sgd(), learningRate: 1e-30 };
const valuesOf = async (posterior: Posterior, name: string) => [
  ...(await posterior.parameters!.find((array) => array.name === name)!.value.read()),
];
async function arraysOf(posterior: Posterior): Promise<Map<string, number[]>> {
  const { decodeSafetensors } = await import("../../saving/safetensors.ts");
  return new Map([...decodeSafetensors(await posterior.save()).arrays].map(([name, { values }]) => [name, [...values]]));
}

describe.each([0.1, 0.5])("delta %f", (delta) => {
  test("the prior is N(w, (delta |w|)^2) of the trained weights, where the fit starts", async () => {
    const posterior = await run(moped({ ...still, delta }).fit(problem, key(2), { from: trained }));
    const arrays = await arraysOf(posterior);
    for (const { name } of problem.model.network.weights) {
      const weights = await valuesOf(trained, `${name}.mean`);
      expect(arrays.get(`${name}.mean`)).toEqual(weights);
      expect(arrays.get(`${name}.priorMean`)).toEqual(weights);
      for (const [i, w] of weights.entries()) {
        const expected = Math.max(delta * Math.abs(w), 1e-5);
        expect(arrays.get(`${name}.priorStdDev`)![i]! / expected).toBeCloseTo(1, 5);
        // softplus of a rho near -10 in float32
        expect(Math.log1p(Math.exp(arrays.get(`${name}.rho`)![i]!)) / expected).toBeCloseTo(1, 4);
      }
    }
    expect(Math.abs((await posterior.complexity!(key(3))).value)).toBeLessThan(1e-4);
  });

  test("the complexity of what has moved is the sum of divergences of normals", async () => {
    const posterior = await run(moped({ epochs: 10, batchSize: 30, learningRate: 0.01, delta }).fit(problem, key(4), { from: trained }));
    const arrays = await arraysOf(posterior);
    let expected = 0;
    for (const { name } of problem.model.network.weights)
      for (const [i, mean] of arrays.get(`${name}.mean`)!.entries()) {
        const s = Math.log1p(Math.exp(arrays.get(`${name}.rho`)![i]!));
        const [priorMean, prior] = [arrays.get(`${name}.priorMean`)![i]!, arrays.get(`${name}.priorStdDev`)![i]!];
        expected += Math.log(prior / s) + (s ** 2 + (mean - priorMean) ** 2) / (2 * prior ** 2) - 0.5;
      }
    const { value, standardError } = await posterior.complexity!(key(5));
    expect(standardError).toBe(0);
    expect(Math.abs(value / expected - 1)).toBeLessThan(1e-3);
    const loaded = await loadPosterior(await posterior.save());
    expect(await loaded.complexity!(key(5))).toEqual({ value, standardError });
    expect(loaded.kind).toBe("moped");
  });
});

test("without trained weights it is refused", async () => {
  await expect(run(moped({ epochs: 1, batchSize: 30 }).fit(problem, key(6)))).rejects.toThrow(
    "moped: no trained weights, expected fit(problem, key, { from: posterior }), where posterior is that of map",
  );
});
