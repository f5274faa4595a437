import { type Key, key, randomNormal, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import { predictOutputs } from "../predict.ts";
import { defaultInitialization, initialParameters } from "../training/initial-parameters.ts";
import { dropoutPosterior } from "./dropout-posterior.ts";
import { heldDraws } from "./held-draws.ts";
import { meanFieldPosterior } from "./mean-field-posterior.ts";
import { pointPosterior } from "./point-posterior.ts";

const network = mlp({ inputs: 9, hidden: [30, 20], outputs: 2, dropout: 0.2 });
const of = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: normalLikelihood({ stdDev: 1 }) });
const initial = (family: "point" | "gaussian") =>
  initialParameters(network, { family, initialization: { ...defaultInitialization, rho: [-1, 0] }, key: key(1) });
const posteriors = {
  "Monte Carlo dropout": () => dropoutPosterior(of, initial("point")),
  "mean field": () => meanFieldPosterior(of, initial("gaussian")),
};

/** The key, and the labels of its descendants that were asked for. */
function noted(own: Key): { key: Key; labels: (string | number)[] } {
  const labels: (string | number)[] = [];
  const noting = (one: Key): Key => ({
    words: one.words,
    child(name) {
      labels.push(name);
      return noting(one.child(name));
    },
  });
  return { key: noting(own), labels };
}

test.each(Object.entries(posteriors))("%s: the bits of drawing anew, whatever the rows; nothing is drawn again", async (_, make) => {
  const posterior = make();
  const held = await heldDraws(posterior, { draws: 12 }, key(2));
  for (const rows of [1, 5, 16, 40]) {
    const x = randomNormal(key(3), [rows, 9]);
    const drawn = await predictOutputs(posterior, x, { draws: 12 }, key(2)).read();
    const { key: own, labels } = noted(key(2));
    expect(await predictOutputs(held, x, { draws: 12 }, own).read()).toEqual(drawn);
    // a key for each draw and, of few rows, none for what is drawn
    expect(labels.length > 12).toBe(rows === 40);
    for (const [draws, other] of [
      [12, key(4)],
      [3, key(2)],
    ] as const)
      expect(await predictOutputs(held, x, { draws }, other).read()).toEqual(await predictOutputs(posterior, x, { draws }, other).read());
  }
  expect(await held.save()).toEqual(await posterior.save());
  held.dispose();
});

test("a posterior of finitely many functions is given back as it is", async () => {
  const point = pointPosterior(of, initial("point"));
  expect(await heldDraws(point, { draws: 5 }, key(2))).toBe(point);
  expect(await predictOutputs(point, tensor([[1, 2, 3, 4, 5, 6, 7, 8, 9]]), { draws: 5 }, key(2)).read()).toHaveLength(2);
});
