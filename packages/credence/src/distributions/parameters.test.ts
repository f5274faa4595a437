import { tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { bernoulli, categorical, distributionFromJSON, laplace, normal, scaleMixture, studentT } from "./index.ts";

describe("a parameter out of range is named with what was expected", () => {
  test.each([
    [() => normal({ mean: 0, stdDev: -1 }), "normal: stdDev is -1, expected above 0"],
    [() => normal({ mean: 0, stdDev: 0 }), "normal: stdDev is 0, expected above 0"],
    [() => normal({ mean: Number.NaN, stdDev: 1 }), "normal: mean is NaN, expected a finite number"],
    [() => scaleMixture({ weight: 1.5, stdDev1: 1, stdDev2: 0.1 }), "scaleMixture: weight is 1.5, expected 0 to 1"],
    [() => scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: Number.NaN }), "scaleMixture: stdDev2 is NaN, expected above 0"],
    [() => laplace({ mean: 0, scale: 0 }), "laplace: scale is 0, expected above 0"],
    [() => studentT({ degreesOfFreedom: 0, mean: 0, scale: 1 }), "studentT: degreesOfFreedom is 0, expected above 0"],
    [
      () => categorical({ probabilities: [0.5, 0.6] }),
      "categorical: probabilities are [0.5, 0.6] with sum 1.1, expected 0 or more with sum 1",
    ],
    [
      () => categorical({ probabilities: [1.5, -0.5] }),
      "categorical: probabilities are [1.5, -0.5] with sum 1, expected 0 or more with sum 1",
    ],
    [() => categorical({ logits: [0, Infinity] }), "categorical: logits are [0, Infinity], expected finite numbers"],
    [() => categorical({ logits: [] }), "categorical: parameters are [0], expected [..., classes]"],
    [() => categorical({ logits: [0, 0] }).logProb(tensor([1])), "categorical: x is float32 [1], expected int32 classes"],
    [() => bernoulli({ probability: 2 }), "bernoulli: probability is 2, expected 0 to 1"],
    [() => bernoulli({ logit: Infinity }), "bernoulli: logit is Infinity, expected a finite number"],
  ])("%#", (make, message) => {
    expect(make).toThrow(new Error(message));
  });
});

describe("descriptions", () => {
  test.each([
    normal({ mean: 0.5, stdDev: 2 }),
    scaleMixture({ weight: 0.25, stdDev1: 1, stdDev2: 0.001 }),
    laplace({ mean: -1, scale: 0.15 }),
    studentT({ degreesOfFreedom: 3, mean: 0, scale: 1 }),
    categorical({ probabilities: [0.25, 0.75] }),
    categorical({ logits: [0, 1, 2] }),
    bernoulli({ probability: 1 }),
    bernoulli({ logit: -2 }),
  ])("$kind survives JSON", (distribution) => {
    const text = JSON.stringify(distribution);
    const again = distributionFromJSON(JSON.parse(text));
    expect(again.kind).toBe(distribution.kind);
    expect(again.fused).toEqual(distribution.fused);
    expect(JSON.stringify(again)).toBe(text);
  });

  test("an unknown kind lists the known ones", () => {
    const unknown = { kind: "cauchy" } as never;
    expect(() => distributionFromJSON(unknown)).toThrow(
      'distributionFromJSON: kind is "cauchy", expected normal, ardNormal, scaleMixture, laplace',
    );
    expect(() => distributionFromJSON({ kind: "constructor" } as never)).toThrow("expected normal");
  });

  test("arrays are refused", () => {
    const mean = tensor([0, 1]);
    expect(() => normal({ mean, stdDev: 1 }).toJSON()).toThrow(
      "normal: a parameter is an array [2], expected plain numbers in a description",
    );
    expect(() => categorical({ logits: mean }).toJSON()).toThrow("categorical: parameters are an array [2]");
    expect(() => bernoulli({ logit: mean }).toJSON()).toThrow("bernoulli: logit is an array [2]");
  });
});
