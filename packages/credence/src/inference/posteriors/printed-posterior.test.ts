import { integers, key, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import * as methods from "../methods/index.ts";
import { run } from "../run.ts";
import { ensemblePosterior } from "./ensemble-posterior.ts";

const network = mlp({ inputs: 1, hidden: [60], outputs: 20, dropout: 0.5 });
const classifier = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
const data = { x: tensor([[1]]), y: integers([0]) };

test("a model and its network show their layers and weights", () => {
  const layers = "dense > activation > dropout > dense, 1,340 weights";
  expect(String(network)).toBe(`Network ${layers}`);
  expect(String(classifier)).toBe(`Model ${layers}, prior normal, likelihood categorical`);
});

test("a posterior shows its family and how many weights it has", async () => {
  const problem = { model: classifier, data };
  const once = { epochs: 1, batchSize: 1 };
  const fitted = await Promise.all(
    [methods.map(once), methods.mcDropout(once), methods.bayesByBackprop(once)].map((method) => run(method.fit(problem, key(0)))),
  );
  expect(fitted.map(String)).toEqual([
    "Posterior point, 1,340 weights",
    "Posterior dropout, 1,340 weights",
    "Posterior mean-field, 1,340 weights",
  ]);
  expect(String(await fitted[2]!.keepOnly!(new Map()))).toBe("Posterior pruned, 1,340 weights");
  expect(String(ensemblePosterior(classifier, [fitted[0]!, fitted[0]!]))).toBe("Posterior ensemble, 2 networks of 1,340 weights");
  // whose functions are without number: it would be left out of every prediction
  expect(() => ensemblePosterior(classifier, [fitted[0]!, fitted[2]!])).toThrow(
    "ensemblePosterior: member 1 is Posterior mean-field, 1,340 weights, expected a posterior of one network, as methods.map gives",
  );
});
