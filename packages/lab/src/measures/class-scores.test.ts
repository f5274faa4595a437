import { integers, keep, key, tensor } from "@credence/tensor";
import { categoricalLikelihood, mlp, model, normal, pointPosterior } from "credence";
import { expect, test } from "vitest";
import { classScores } from "./class-scores.ts";

const classifier = model({
  network: mlp({ inputs: 1, hidden: [], outputs: 2 }),
  prior: normal({ mean: 0, stdDev: 1 }),
  likelihood: categoricalLikelihood(),
});

test("a network whose probabilities are known by hand", async () => {
  // logits [0, x]: class 1 has probability 1 / (1 + e^-x)
  const posterior = pointPosterior(classifier, [
    { name: "0.weight.mean", value: keep(tensor([[0, 1]])) },
    { name: "0.bias.mean", value: keep(tensor([0, 0])) },
  ]);
  const data = { x: tensor([[Math.log(3)], [-Math.log(4)]]), y: integers([1, 1]) };
  const { accuracyByLabel, ...scores } = await classScores(posterior, data, { draws: 1, key: key(0) });
  expect(accuracyByLabel).toEqual([null, 0.5]);
  const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  const expected = {
    ...{ accuracy: 0.5, accuracyOfDraws: 0.5, nll: -(Math.log(0.75) + Math.log(0.2)) / 2, mutualInformation: 0 },
    ...{ entropy: (entropy(0.75) + entropy(0.2)) / 2, calibrationError: (0.25 + 0.8) / 2 },
  };
  for (const [name, value] of Object.entries(expected)) expect(scores[name as keyof typeof scores], name).toBeCloseTo(value, 6);
  posterior.dispose();
});
