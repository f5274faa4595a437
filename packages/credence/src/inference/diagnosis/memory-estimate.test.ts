import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import { unpackFiles } from "../../saving/packed-files.ts";
import { decodeSafetensors } from "../../saving/safetensors.ts";
import type { Inference, Problem } from "../inference.ts";
import { fullGaussian, laplace, map, nuts, sgld, swag } from "../methods/index.ts";
import { blobs, shortFits } from "../testing/problems.ts";
import { keepBest } from "../training/keep-best.ts";
import { settingsOfSteps } from "./diagnosis.ts";
import { fitMiB } from "./memory-estimate.ts";

const { model: assumed, data } = blobs(600);
// weights outnumber what headers and activations take
const network = mlp({ inputs: 2, hidden: [16, 16], outputs: 2, dropout: 0.3 });
const problem: Problem = { data, model: model({ ...assumed, network }) };
const settings = { epochs: 1, batchSize: 10 };

/** Numbers of 4 bytes in the arrays of a file; members are packed as files of their own. */
function numbersIn(bytes: Uint8Array): number {
  const { metadata, arrays } = decodeSafetensors(bytes);
  const sizes =
    "finished" in JSON.parse(metadata.credence!)
      ? unpackFiles("the checkpoint", bytes).files.map(numbersIn)
      : [...arrays.values()].map(({ values }) => values.byteLength / 4);
  return sizes.reduce((total, size) => total + size, 0);
}

describe.each(Object.entries(shortFits))("%s", (_, method) => {
  test("tells what its posterior holds to the number, and of its fit what a checkpoint holds, and at most four times that", async () => {
    const { fit, posterior } = method.memory!(network);
    const steps = method.fit(problem, key(1));
    let checkpoint = 0;
    let next = await steps.next();
    for (; !next.done; next = await steps.next()) checkpoint = Math.max(checkpoint, numbersIn(await next.value.checkpoint()));
    const saved = numbersIn(await next.value.save());
    const held = Math.max(checkpoint, saved);
    expect(saved).toBe(posterior);
    expect(fit).toBeGreaterThanOrEqual(held);
    // beside the arrays of a checkpoint: gradients, what a step draws of each weight, a copy for the posterior, matrices on the way
    expect(fit).toBeLessThan(4 * held);
    next.value.dispose();
  });
});

test("memory grows with what is kept, weight by weight", () => {
  const of = (method: Inference) => fitMiB({ problem, method, settings: settingsOfSteps(method.toJSON()), count: 600 })!;
  const perSample = (of(sgld({ ...settings, samples: 130 })) - of(sgld({ ...settings, samples: 30 }))) / 100;
  // itself and its copy in the posterior
  expect(perSample * 2 ** 20).toBeCloseTo(8 * network.size, 3);
  expect(of(fullGaussian(settings))).toBeGreaterThan((4 * 7 * network.size ** 2) / 2 ** 20);
  expect(of(swag({ ...settings, rank: 40 }))).toBeGreaterThan(of(swag({ ...settings, rank: 20 })));
  expect(of(nuts({ draws: 1000 }))).toBeGreaterThan(of(nuts({ draws: 100 })));
  const training = map({ ...settings, prior: "model" });
  expect(of(laplace({ weights: "all", curvature: "full", train: training }))).toBeGreaterThan(of(training) + network.size ** 2 / 2 ** 15);
  const best = keepBest(training, { score: ({ objective }) => objective, name: "objective" });
  expect((of(best) - of(training)) * 2 ** 20).toBeCloseTo(2 * 4 * network.size, 3);
});

test("a method that tells nothing is not estimated", () => {
  const { memory: _, ...silent } = map(settings);
  expect(fitMiB({ problem, method: silent, settings: silent.toJSON(), count: 600 })).toBeUndefined();
});
