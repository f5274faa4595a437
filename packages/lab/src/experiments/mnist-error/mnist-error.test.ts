import { key } from "@credence/tensor";
import { expect, it } from "vitest";
import { imageTensors } from "../../datasets/image-tensors.ts";
import { type MnistTraining, mnistFit, mnistModel, mnistNetworkNames, mnistTraining, type TableNetworkName } from "../mnist/networks.ts";
import { mnistError } from "./mnist-error.ts";
import type { MnistErrorNetwork, MnistErrorResult } from "./result.ts";

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** A network with these wrong images of 10,000, whose traced error falls along `trace`, ten epochs a row. */
const network = (name: TableNetworkName, wrong: readonly number[], trace: readonly number[]): MnistErrorNetwork => ({
  network: name,
  units: 400,
  epochs: 600,
  errorStated: wrong.length / 100,
  errorPublished: wrong.length / 100,
  nllPerDatum: 0.05,
  complexityPerWeight: null,
  weights: 478_410,
  untrainedComplexity: null,
  wrong,
  trace: trace.map((errorPercent, i) => ({ epoch: 10 * (i + 1), errorPercent, objective: 1, nll: 1, complexity: null })),
});

const result: MnistErrorResult = {
  trainImages: 60_000,
  testImages: 10_000,
  batchSize: 128,
  learningRate: 1e-4,
  schedule: "constant",
  networks: [
    network("bnn-gaussian", range(0, 131), [8, 3, 2, 1.3]),
    network("bnn-mixture", range(0, 170), [8, 3, 2, 1.7]),
    network("dnn", range(50, 245), [3, 2, 2, 2]),
    network("dnn-dropout", range(0, 153), [9, 4, 2, 1.5]),
  ],
};

it.each([
  ["bnn-gaussian-400-stated", "reproduced"],
  ["bnn-gaussian-800-stated", "not tested at this budget"],
  // 1.70 against 1.42
  ["bnn-mixture-400-published", "not reproduced"],
  // 1.53 is the stored run, but the table says 1.27
  ["dnn-dropout-400-published", "reproduced"],
  ["dnn-dropout-400-stated", "not reproduced"],
  // 50 images wrong for one only, 114 for the other: 0.64 points, 5 standard errors
  ["bnn-beats-plain-400", "reproduced"],
  // 22 against 0: 4.7 standard errors
  ["bnn-equals-dropout-400", "not reproduced"],
  ["bnn-beats-dropout-400", "reproduced"],
  // within a tenth of 2.0 at epoch 20, of 1.7 at epoch 40
  ["plain-converges-sooner-400", "reproduced"],
])("claim %s is %s", (id, verdict) => {
  const claims = mnistError.claims(result, "paper");
  expect(claims.find((claim) => claim.id === id)?.verdict).toBe(verdict);
  expect(new Set(claims.map((claim) => claim.id)).size).toBe(claims.length);
});

it("leaves the numbers of Table 3 open below the budget of the paper, and everything at smoke", () => {
  const tested = (budget: "default" | "smoke") =>
    mnistError
      .claims(result, budget)
      .filter(({ verdict }) => verdict !== "not tested at this budget")
      .map(({ id }) => id);
  expect(tested("default")).toEqual(["bnn-beats-plain-400", "bnn-equals-dropout-400"]);
  expect(tested("smoke")).toEqual([]);
});

it("draws published errors beside ours", () => {
  const { tables, figures } = mnistError.report(result);
  expect(tables[0].rows[0]).toEqual(["BNN, Gaussian prior", 400, 600, 1.31, 1.31, 0.05, null, 1.31, 1.31, 1.82]);
  expect(figures.map(({ name }) => name)).toEqual(["learning-curves", "last-batch-objective", "free-energy"]);
});

it("has the source's settings at the budget of the paper", () => {
  expect(mnistError.budgets.paper).toMatchObject({
    batchSize: 128,
    learningRate: 1e-4,
    schedule: "constant",
    trainingDraws: 2,
    units: [400, 800, 1200],
  });
  expect(mnistError.budgets.paper.epochs).toMatchObject({ "bnn-mixture": [600, 600, 600], dnn: [300, 300, 600] });
  expect(mnistModel("bnn-mixture", 400).prior.toJSON()).toEqual({ kind: "scaleMixture", weight: 0.5, stdDev1: 1, stdDev2: Math.exp(-7) });
  expect(mnistModel("dnn-dropout", 400).network.layers.filter(({ drops }) => drops).length).toBe(2);
  expect(mnistModel("bnn-gaussian", 400).network.size).toBe(478_410);
});

// Two classes a bright half of the image apart.
const images = (count: number) => ({
  count,
  height: 28,
  width: 28,
  pixels: Uint8Array.from({ length: count * 784 }, (_, i) => (Math.floor((i % 784) / 392) === Math.floor(i / 784) % 2 ? 255 : 0)),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
});
const epochs: MnistTraining["epochs"] = { "bnn-gaussian": [5], "bnn-mixture": [5], "bnn-laplace": [5], dnn: [5], "dnn-dropout": [5] };
const tiny: MnistTraining = {
  ...mnistTraining.smoke,
  units: [32],
  epochs,
  batchSize: 8,
  traceEvery: 2,
  learningRate: 1e-2,
  trainImages: 64,
  testImages: 10,
};
const options = { training: tiny, train: imageTensors(images(64)), test: imageTensors(images(10)), key: key(0) };

it.each(mnistNetworkNames)("%s learns, and is traced after the first, every second and the last epoch", async (name) => {
  const { method, problem, key: own, afterEpoch } = mnistFit(name, 32, options);
  const training = method.fit(problem, own);
  const trace: [number, number][] = [];
  let epoch = 0;
  for (let next = await training.next(); !next.done; next = await training.next()) {
    if (next.value.epoch === epoch) continue;
    epoch = next.value.epoch;
    const row = await afterEpoch!(epoch, next.value.posterior);
    if (row) trace.push([epoch, row.errorPercent]);
  }
  expect(trace.map(([at]) => at)).toEqual([1, 2, 4, 5]);
  expect(trace.at(-1)![1]).toBe(0);
});

it("refuses a size that is not trained", () => {
  expect(() => mnistFit("dnn", 9, options)).toThrow("mnistFit: units are 9, expected one of 32");
});
