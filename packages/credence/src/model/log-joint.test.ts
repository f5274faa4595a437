import { constant, key, slice, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { boundTerms } from "../inference/methods/bayes-by-backprop.ts";
import { beliefsOf } from "../inference/posteriors/beliefs.ts";
import { blobs } from "../inference/testing/problems.ts";
import { defaultInitialization, initialParameters } from "../inference/training/initial-parameters.ts";
import { type ComplexityWeights, geometricWeights, linearWarmUp, noComplexity, objectiveOf, uniformWeights } from "./log-joint.ts";

const COUNT = 60;
// dropout would draw a mask per example, which differs between ways to cut the data
const { model, data } = blobs(COUNT, { dropout: 0 });
const parameters = initialParameters(model.network, { family: "gaussian", initialization: defaultInitialization, key: key(3) });
const rows = (from: number, size: number) => ({ x: slice(data.x, [from, 0], [size, 2]), y: slice(data.y, [from], [size]) });

// the mean over an epoch's examples of the minibatch objectives, the weights fixed and the same for every minibatch
async function epochObjective(
  sizes: readonly number[],
  { weights, temperature = 1 }: { weights: ComplexityWeights; temperature?: number },
) {
  const beliefs = beliefsOf(model.network, parameters);
  let from = 0;
  let total = 0;
  for (const [batch, size] of sizes.entries()) {
    const terms = boundTerms(model, { ...rows(from, size), beliefs, estimator: "shared", complexity: "monteCarlo", draws: 2, key: key(7) });
    const place = { batch, batches: sizes.length, epoch: 0, batchSize: size, count: COUNT };
    total += ((await objectiveOf(terms, { place, weights, temperature }).objective.read())[0]! * size) / COUNT;
    from += size;
  }
  return total;
}

describe("the objective of an epoch", () => {
  test.each([[[20, 20, 20]], [[1, 59]], [[25, 25, 10]], [Array.from({ length: 60 }, () => 1)]])(
    "is that of the full batch, cut in %j",
    async (sizes) => {
      const whole = await epochObjective([COUNT], { weights: uniformWeights() });
      // float32 sums of 60 terms
      expect(await epochObjective(sizes, { weights: uniformWeights() })).toBeCloseTo(whole, 4);
    },
  );

  test.each(["epoch", "batch"] as const)(
    "is that of the full batch with geometric weights relative to the %s over equal minibatches",
    async (relativeTo) => {
      const whole = await epochObjective([COUNT], { weights: uniformWeights() });
      expect(await epochObjective([20, 20, 20], { weights: geometricWeights({ relativeTo }) })).toBeCloseTo(whole, 4);
    },
  );

  test("temperature multiplies the complexity and nothing else", async () => {
    const at = (temperature: number) => epochObjective([COUNT], { weights: uniformWeights(), temperature });
    const [likelihood, one, tenth] = [await epochObjective([COUNT], { weights: noComplexity() }), await at(1), await at(0.1)];
    expect(one - likelihood).toBeGreaterThan(0.1);
    expect(tenth - likelihood).toBeCloseTo(0.1 * (one - likelihood), 4);
  });
});

test("the reported complexity is KL / N whatever its weight in the minibatch", async () => {
  const terms = { complexity: constant(120), negativeLogProb: tensor([[1, 3]]) };
  const place = { batch: 0, batches: 30, epoch: 0, batchSize: 2, count: 60 };
  const { objective, complexity, negativeLogLikelihood } = objectiveOf(terms, { place, weights: geometricWeights(), temperature: 0.5 });
  expect((await complexity.read())[0]).toBe(2);
  expect((await negativeLogLikelihood.read())[0]).toBe(2);
  // 0.5 * (1/2) * 30 * 120 / 60 + 2
  expect((await objective.read())[0]).toBeCloseTo(17, 5);
});

describe("shares of the complexity over an epoch", () => {
  const shares = (weights: ComplexityWeights, batches: number, epoch = 0) =>
    Array.from({ length: batches }, (_, batch) => weights.share({ batch, batches, epoch, batchSize: 10, count: 10 * batches }));
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

  test.each([1, 2, 10, 1024, 2000])("geometric over %i minibatches sum to 1 and halve", (batches) => {
    const values = shares(geometricWeights(), batches);
    expect(total(values)).toBeCloseTo(1, 12);
    // 2^(M-i) / (2^M - 1), i = 1: where that form does not overflow
    if (batches < 1000) expect(values[0]).toBeCloseTo(2 ** (batches - 1) / (2 ** batches - 1), 12);
    if (batches > 1) expect(values[1]! / values[0]!).toBe(0.5);
  });

  test("uniform ones are one of the number of steps", () => {
    expect(shares(uniformWeights(), 7)).toEqual(new Array(7).fill(1 / 7));
  });

  test("a warm-up of two epochs gives 1/8 + 1/4 + ... of an epoch's quarter, and all of it after", () => {
    expect(shares(linearWarmUp({ epochs: 2 }), 4).map((share) => share * 4)).toEqual([0.125, 0.25, 0.375, 0.5]);
    expect(shares(linearWarmUp({ epochs: 2 }), 4, 2).map((share) => share * 4)).toEqual([1, 1, 1, 1]);
  });
});

describe("a step's complexity per datum, summed over the steps of an epoch", () => {
  // KL 1, no likelihood: the objective is the factor on the complexity
  async function factors(weights: ComplexityWeights, { sizes, count }: { sizes: readonly number[]; count: number }) {
    const terms = { complexity: constant(1), negativeLogProb: tensor([[0]]) };
    const read = sizes.map((batchSize, batch) => {
      const place = { batch, batches: sizes.length, epoch: 0, batchSize, count };
      return objectiveOf(terms, { place, weights }).objective.read();
    });
    return (await Promise.all(read)).map(([factor]) => factor!);
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const cuts = {
    "1001 in 500 + 500 + 1": { sizes: [500, 500, 1], count: 1001 },
    "51 in 25 + 25 + 1": { sizes: [25, 25, 1], count: 51 },
    "57 in 30, the rest dropped": { sizes: [30], count: 57 },
    "100 in 30 + 30 + 30, the rest dropped": { sizes: [30, 30, 30], count: 100 },
    "1001 in 334 + 334 + 333": { sizes: [334, 334, 333], count: 1001 },
  };

  test.each(Object.entries(cuts))("is that of one full batch on average, %s", async (_, cut) => {
    for (const weights of [uniformWeights(), geometricWeights(), linearWarmUp({ epochs: 1e-9 })])
      expect(mean(await factors(weights, cut)) * cut.count, weights.name).toBeCloseTo(1, 5);
  });

  test.each([
    ["1001 in 500 + 500 + 1", (1001 / 3) * (4 / 7 / 500 + 2 / 7 / 500 + 1 / 7)],
    ["51 in 25 + 25 + 1", (51 / 3) * (4 / 7 / 25 + 2 / 7 / 25 + 1 / 7)],
    ["57 in 30, the rest dropped", 57 / 30],
  ] as const)("is more relative to the batch, as published: %s", async (cut, times) => {
    const published = await factors(geometricWeights({ relativeTo: "batch" }), cuts[cut]);
    expect((mean(published) * cuts[cut].count) / times).toBeCloseTo(1, 5);
  });

  test("relative to the batch it is pi / b to the last bit, over the minibatches of the study", async () => {
    for (const { batches, batchSize, count } of [
      { batches: 468, batchSize: 128, count: 60_000 },
      { batches: 8, batchSize: 128, count: 1024 },
    ]) {
      const found = await factors(geometricWeights({ relativeTo: "batch" }), { sizes: new Array(batches).fill(batchSize), count });
      expect(found).toEqual(found.map((_, batch) => Math.fround(2 ** -(batch + 1) / (1 - 2 ** -batches) / batchSize)));
    }
  });
});

test("a word that is none of geometricWeights' is refused", () => {
  expect(() => geometricWeights({ relativeTo: "data" as never })).toThrow(
    'geometricWeights: relativeTo is "data", expected epoch or batch',
  );
});
