import { integers, multiply, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { gradientMasking } from "./index.ts";

test("counts what float32 rounds to nothing: a label of probability 1 has neither loss nor gradient", async () => {
  // outputs are 200 x: of [1, 0] the label's probability is 1 in float32, of [0.01, 0] it is 0.88, of [0, 0.01] 0.12
  const attacked = { functions: [(x: Parameters<typeof multiply>[0]) => multiply(x, tensor([200]))], likelihood: categoricalLikelihood() };
  const x = tensor([
    [1, 0],
    [0.01, 0],
    [0, 0.01],
  ]);
  expect(await gradientMasking(attacked, { x, y: integers([0, 0, 0]) })).toEqual({ examples: 3, zeroLoss: 1, zeroGradient: 1 });
});
