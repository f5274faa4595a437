import { key, tensor } from "@credence/tensor";
import { expect, expectTypeOf, test } from "vitest";
import { mlp, model, normal, normalLikelihood, pointPosterior, predict, predictiveOf, uncertainty } from "../index.ts";

type Floats = Float32Array<ArrayBuffer>;

test("what predictions and uncertainties read is a Float32Array, without a cast", async () => {
  const network = mlp({ inputs: 1, hidden: [], outputs: 1 });
  const line = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: normalLikelihood({ stdDev: 1 }) });
  const arrays = { "0.weight.mean": [[2]], "0.bias.mean": [1] };
  const posterior = pointPosterior(
    line,
    Object.entries(arrays).map(([name, values]) => ({ name, value: tensor(values) })),
  );
  const { means } = await predict(posterior, tensor([[3]]), { draws: 1 }, key(0));
  const read = await means.read();
  expectTypeOf(read).toEqualTypeOf<Floats>();
  expect(read).toEqual(new Float32Array([7]));
  const doubt = await uncertainty.epistemic(predictiveOf([[[1, 0]], [[0, 1]]])).read();
  expectTypeOf(doubt).toEqualTypeOf<Floats>();
  expect(doubt[0]).toBeCloseTo(Math.LN2, 6);
});
