import { keep, key, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import * as methods from "../methods/index.ts";
import { run } from "../run.ts";
import { meanFieldPosterior } from "./mean-field-posterior.ts";
import { readMarginals } from "./read-marginals.ts";

const line = model({
  network: mlp({ inputs: 2, hidden: [], outputs: 1 }),
  prior: normal({ mean: 0, stdDev: 1 }),
  likelihood: normalLikelihood({ stdDev: 1 }),
});

test("means and standard deviations by array, the posterior's own arrays left alone", async () => {
  const array = (name: string, values: number[], shape: number[]) => ({ name, value: keep(tensor(values, shape)) });
  const posterior = meanFieldPosterior(line, [
    ...[array("0.weight.mean", [1, 2], [2, 1]), array("0.weight.rho", [0, 0], [2, 1])],
    ...[array("0.bias.mean", [3], [1]), array("0.bias.rho", [-1], [1])],
  ]);
  for (let time = 0; time < 2; time++) {
    const [weight, bias] = await readMarginals(posterior);
    expect([weight!.name, bias!.name, [...weight!.mean], [...bias!.mean]]).toEqual(["0.weight", "0.bias", [1, 2], [3]]);
    // softplus
    for (const sd of weight!.stdDev) expect(sd).toBeCloseTo(Math.log(2), 6);
    expect(bias!.stdDev[0]).toBeCloseTo(Math.log1p(Math.exp(-1)), 6);
  }
  posterior.dispose();
});

test("a posterior of drawn networks has none", async () => {
  const data = { x: tensor([[1, 2]]), y: tensor([[1]]) };
  const posterior = await run(
    methods.deepEnsemble({ epochs: 1, batchSize: 1, members: 2, prior: "model" }).fit({ model: line, data }, key(0)),
  );
  await expect(readMarginals(posterior)).rejects.toThrow("has no marginals of its weights");
  posterior.dispose();
});
