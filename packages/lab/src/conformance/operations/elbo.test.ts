import { describe, expect, test } from "vitest";
import { elbo } from "./elbo.ts";

const softplus = (x: number) => Math.log1p(Math.exp(x));
const layer = { weightMean: [[0.4]], weightRho: [[-1]], biasMean: [-0.2], biasRho: [-2] };
const input = {
  layers: [layer],
  x: [[2], [-1]],
  y: [[0.5], [0.1]],
  likelihood: { kind: "normal", stdDev: 0.5 },
  prior: { kind: "normal", stdDev: 1.5 },
  complexityWeight: 0.25,
};
const noise = {
  "elbo.shared": [[{ weight: [[0.7]], bias: [-1.1] }], [{ weight: [[-0.3]], bias: [0.2] }]],
  "elbo.local": [[{ preactivation: [[0.7], [-1.1]] }], [{ preactivation: [[-0.3], [0.2]] }]],
  "elbo.flipout": [
    [{ weight: [[0.7]], bias: [-1.1], inputSign: [[1], [-1]], outputSign: [[-1], [-1]] }],
    [{ weight: [[-0.3]], bias: [0.2], inputSign: [[-1], [1]], outputSign: [[1], [-1]] }],
  ],
};
const [s, t] = [softplus(-1), softplus(-2)];

// one weight, one bias: each estimator's output of draw and example by hand
const outputs: Record<string, (draw: number, example: number) => number> = {
  "elbo.shared": (draw, example) => {
    const { weight, bias } = noise["elbo.shared"][draw]![0]!;
    return (0.4 + s * weight[0]![0]!) * input.x[example]![0]! - 0.2 + t * bias[0]!;
  },
  "elbo.local": (draw, example) => {
    const x = input.x[example]![0]!;
    return 0.4 * x - 0.2 + Math.sqrt(x * x * s * s + t * t) * noise["elbo.local"][draw]![0]!.preactivation[example]![0]!;
  },
  "elbo.flipout": (draw, example) => {
    const { weight, bias, inputSign, outputSign } = noise["elbo.flipout"][draw]![0]!;
    const x = input.x[example]![0]!;
    return 0.4 * x + outputSign[example]![0]! * inputSign[example]![0]! * x * s * weight[0]![0]! - 0.2 + t * bias[0]!;
  },
};

const kl = (mean: number, stdDev: number) => Math.log(1.5 / stdDev) + (stdDev ** 2 + mean ** 2) / (2 * 1.5 ** 2) - 0.5;
const drawn = (mean: number, stdDev: number, e: number) =>
  -0.5 * e * e - Math.log(stdDev) + 0.5 * ((mean + stdDev * e) / 1.5) ** 2 + Math.log(1.5);

describe.each(Object.keys(noise) as (keyof typeof noise)[])("%s", (op) => {
  test.each([[[0]], [[1]], [[0, 1]]])("terms and outputs of draws %j by hand", async (draws) => {
    const got = (await elbo[op]!({ ...input, noise: draws.map((draw) => noise[op][draw]) })) as Record<string, number> & {
      outputs: number[][][];
    };
    const constant = Math.log(0.5) + 0.5 * Math.log(2 * Math.PI);
    const surprise = (draw: number) =>
      [0, 1].reduce((total, i) => total + (input.y[i]![0]! - outputs[op]!(draw, i)) ** 2 / 0.5 + constant, 0);
    const mean = (f: (draw: number) => number) => draws.reduce((total, draw) => total + f(draw), 0) / draws.length;
    const complexity =
      op === "elbo.shared"
        ? mean(
            (draw) =>
              drawn(0.4, s, noise["elbo.shared"][draw]![0]!.weight[0]![0]!) + drawn(-0.2, t, noise["elbo.shared"][draw]![0]!.bias[0]!),
          )
        : kl(0.4, s) + kl(-0.2, t);
    for (const [row, draw] of draws.entries())
      for (const i of [0, 1]) expect(got.outputs[row]![i]![0]).toBeCloseTo(outputs[op]!(draw, i), 5);
    expect(got.complexity).toBeCloseTo(complexity, 5);
    expect(got.negativeLogLikelihood).toBeCloseTo(mean(surprise), 4);
    expect(got.loss).toBeCloseTo(0.25 * complexity + mean(surprise), 4);
  });

  test("gradients agree with differences of the loss", async () => {
    const given = { ...input, noise: noise[op] };
    const { gradients } = (await elbo[op]!(given)) as { gradients: Record<string, never>[] };
    for (const name of ["weightMean", "weightRho", "biasMean", "biasRho"] as const) {
      const moved = async (step: number) => {
        const values = layer[name];
        const next = Array.isArray(values[0]) ? [[values[0][0]! + step]] : [(values[0] as number) + step];
        return (await elbo[op]!({ ...given, layers: [{ ...layer, [name]: next }] })).loss as number;
      };
      const difference = ((await moved(1e-2)) - (await moved(-1e-2))) / 2e-2;
      // a float32 loss near 10 leaves 1e-4 in the difference
      expect(Number([gradients[0]![name]].flat(2)[0])).toBeCloseTo(difference, 2);
    }
  });
});

test("layers without bias, Laplace priors and shifted normal ones are taken; what is missing is named", async () => {
  const { biasMean: _, biasRho: __, ...bare } = layer;
  const got = await elbo["elbo.local"]!({ ...input, layers: [bare], noise: noise["elbo.local"], prior: { kind: "laplace", scale: 0.3 } });
  expect(Object.keys((got.gradients as object[])[0]!)).toEqual(["weightMean", "weightRho"]);
  const shifted = await elbo["elbo.local"]!({ ...input, noise: noise["elbo.local"], prior: { kind: "normal", mean: 0.4, stdDev: 1.5 } });
  expect(shifted.complexity).toBeCloseTo(kl(0, s) + kl(-0.6, t), 5);
  await expect(elbo["elbo.flipout"]!({ ...input, noise: noise["elbo.shared"] })).rejects.toThrow("noise[0][0].inputSign is missing");
  await expect(elbo["elbo.shared"]!({ ...input, noise: noise["elbo.shared"], likelihood: { kind: "poisson" } })).rejects.toThrow(
    'of kind "poisson"',
  );
});

test("a scale mixture prior, which has no mean, against the mixture's density by hand", async () => {
  const prior = { kind: "scaleMixture", weight: 0.25, stdDev1: 1, stdDev2: 0.1 };
  const { weight, bias } = noise["elbo.shared"][0]![0]!;
  const got = await elbo["elbo.shared"]!({ ...input, prior, noise: noise["elbo.shared"].slice(0, 1) });
  const density = (x: number, stdDev: number) => Math.exp(-0.5 * (x / stdDev) ** 2) / (stdDev * Math.sqrt(2 * Math.PI));
  const ratio = (mean: number, stdDev: number, e: number) =>
    Math.log(density(e, 1) / stdDev) - Math.log(0.25 * density(mean + stdDev * e, 1) + 0.75 * density(mean + stdDev * e, 0.1));
  expect(got.complexity).toBeCloseTo(ratio(0.4, s, weight[0]![0]!) + ratio(-0.2, t, bias[0]!), 4);
});
