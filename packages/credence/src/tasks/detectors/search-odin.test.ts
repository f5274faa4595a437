import { integers, key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import { auroc } from "../../metrics/ranking.ts";
import { smallClassifier, trainedArrays } from "../testing/small-classifier.ts";
import { odin } from "./odin.ts";
import { scoredSets } from "./scored-sets.ts";
import { searchOdin } from "./search-odin.ts";

const classifier = smallClassifier({ dropout: 0.25 });
const posterior = pointPosterior(classifier, trainedArrays(classifier, 3));
const places = (count: number, at: (i: number) => number[]) => tensor(Array.from({ length: count }, (_, i) => at(i)));
const inside = places(9, (i) => [Math.sin(i), Math.cos(3 * i)]);
const outside = places(7, (i) => [1.4 * Math.cos(2 * i), 0.3 * i - 1]);
const told = { draws: 1, batchSize: 4 };
const settings = { temperatures: [1, 5, 100], epsilons: [0, 0.1, 0.6] };

test("chooses what the detectors, one setting at a time, part best; of those that tie the first", async () => {
  const tried: { temperature: number; epsilon: number; found: number }[] = [];
  for (const temperature of settings.temperatures)
    for (const epsilon of settings.epsilons) {
      const training = { x: inside, y: integers(new Int32Array(9)) };
      const prepared = await odin({ temperature, epsilon, divisor: 0.5 }).prepare(posterior, { training, ...told }, key(1));
      const { scores, outside: positive } = await scoredSets(prepared, { inside, outside });
      tried.push({ temperature, epsilon, found: await auroc(scores, positive) });
    }
  const best = tried.find(({ found }) => found === Math.max(...tried.map((one) => one.found)))!;
  // settings differ, so that the search has something to find
  expect(new Set(tried.map(({ found }) => found)).size).toBeGreaterThan(2);
  const { options, auroc: reached } = await searchOdin(posterior, { inside, outside, ...settings, divisor: 0.5, ...told }, key(1));
  expect(reached).toBe(best.found);
  expect(options).toEqual({ temperature: best.temperature, epsilon: best.epsilon, divisor: 0.5 });
});

describe("what cannot be searched is named", () => {
  const search = (given: object) => searchOdin(posterior, { inside, outside, ...told, ...given }, key(1));

  test("an outside set of another shape, and one with labels", async () => {
    await expect(search({ outside: tensor([[1, 2, 3]]) })).rejects.toThrow(
      "searchOdin: the outside set is [1, 3], expected [batch, 2], the shape of the inside set",
    );
    await expect(search({ outside: { x: outside, y: integers([0]) } })).rejects.toThrow("searchOdin: the outside set has labels");
  });

  test("temperatures of 0, steps below 0, and nothing to choose from", async () => {
    await expect(search({ temperatures: [1, 0] })).rejects.toThrow("searchOdin: temperatures[1] is 0");
    await expect(search({ epsilons: [-0.1] })).rejects.toThrow("searchOdin: epsilons[0] is -0.1");
    await expect(search({ epsilons: [] })).rejects.toThrow("searchOdin: temperatures and epsilons give nothing to choose from");
  });
});
