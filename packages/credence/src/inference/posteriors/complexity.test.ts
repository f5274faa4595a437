import { add, engine, keep, key, normals, sum, tensor, valueAndGradient } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { laplace } from "../../distributions/laplace.ts";
import { normal } from "../../distributions/normal.ts";
import { scaleMixture } from "../../distributions/scale-mixture.ts";
import { studentT } from "../../distributions/student-t.ts";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { priorOf } from "../../model/priors.ts";
import { dense } from "../../nn/dense.ts";
import { sequential } from "../../nn/sequential.ts";
import { boundTerms } from "../methods/bayes-by-backprop.ts";
import { beliefsOf } from "./beliefs.ts";
import { meanFieldPosterior } from "./mean-field-posterior.ts";

// the same 12 weights as one layer [2, 6] or as two [2, 3] and [3, 2]
const means = normals(key(1), 12).map((z) => 0.4 * z);
const rhos = normals(key(2), 12).map((z) => -2 + 0.5 * z);
const layouts = {
  one: [[2, 6]],
  two: [
    [2, 3],
    [3, 2],
  ],
} as const;
const priors = {
  normal: normal({ mean: 0.1, stdDev: 0.7 }),
  laplace: laplace({ mean: 0, scale: 0.3 }),
  scaleMixture: scaleMixture({ weight: 0.25, stdDev1: 1, stdDev2: 0.05 }),
  studentT: studentT({ degreesOfFreedom: 4, mean: 0, scale: 0.5 }),
};

function build(layout: keyof typeof layouts, prior: keyof typeof priors) {
  let at = 0;
  const arrays = layouts[layout].flatMap(([inputs, outputs], index) => {
    const [from, to] = [at, (at += inputs * outputs)];
    return [
      { name: `${index}.weight.mean`, value: keep(tensor(means.slice(from, to), [inputs, outputs])) },
      { name: `${index}.weight.rho`, value: keep(tensor(rhos.slice(from, to), [inputs, outputs])) },
    ];
  });
  const network = sequential(layouts[layout].map(([inputs, outputs]) => dense({ inputs, outputs, bias: false })));
  return { arrays, own: model({ network, prior: priors[prior], likelihood: categoricalLikelihood() }) };
}

async function complexityOf(
  layout: keyof typeof layouts,
  prior: keyof typeof priors,
  { estimate, draws = 1 }: { estimate: "closed" | "monteCarlo"; draws?: number },
) {
  const { arrays, own } = build(layout, prior);
  const input = { x: tensor([[0, 0]]), y: tensor([[0, 0]]), beliefs: beliefsOf(own.network, arrays) };
  const { complexity } = boundTerms(
    { ...own, likelihood: { ...own.likelihood, negativeLogProb: (outputs) => sum(outputs, { axis: -1 }) } },
    { ...input, estimator: "shared", complexity: estimate, draws, key: key(4) },
  );
  return complexity.read();
}

describe("KL over all weights, once", () => {
  test("splitting a layer in two leaves the closed form unchanged", async () => {
    for (const prior of ["normal", "laplace"] as const) {
      const [one] = await complexityOf("one", prior, { estimate: "closed" });
      expect((await complexityOf("two", prior, { estimate: "closed" }))[0]! / one!).toBeCloseTo(1, 5);
    }
  });

  test("it is the sum over weights in float64, normal prior", async () => {
    const expected = means.reduce((total, m, i) => {
      const s = Math.log1p(Math.exp(rhos[i]!));
      return total + Math.log(0.7 / s) + (s * s + (m - 0.1) ** 2) / (2 * 0.49) - 0.5;
    }, 0);
    expect((await complexityOf("two", "normal", { estimate: "closed" }))[0]! / expected).toBeCloseTo(1, 5);
  });

  test.each(["normal", "laplace"] as const)(
    "its Monte Carlo estimate meets the closed form within 4 standard errors: %s",
    async (prior) => {
      const draws = 4000;
      const [closed] = await complexityOf("two", prior, { estimate: "closed" });
      const drawn = [...(await complexityOf("two", prior, { estimate: "monteCarlo", draws }))];
      const mean = drawn.reduce((total, c) => total + c, 0) / draws;
      const variance = drawn.reduce((total, c) => total + (c - mean) ** 2, 0) / (draws - 1);
      expect(Math.abs(mean - closed!)).toBeLessThan(4 * Math.sqrt(variance / draws));
    },
  );

  test("priors without a fused kernel or a closed form take log q - log p of draws of their own", async () => {
    const { arrays, own } = build("one", "normal");
    const { fused: _, ...plain } = priorOf(own.prior, own.network.weights[0]!);
    const unfused = boundTerms(
      { ...own, prior: plain, likelihood: { ...own.likelihood, negativeLogProb: (outputs) => sum(outputs, { axis: -1 }) } },
      {
        x: tensor([[0, 0]]),
        y: tensor([[0, 0]]),
        beliefs: beliefsOf(own.network, arrays),
        estimator: "shared",
        complexity: "monteCarlo",
        draws: 4000,
        key: key(4),
      },
    );
    const [closed] = await complexityOf("one", "normal", { estimate: "closed" });
    // its standard error is about 0.04
    expect(Math.abs((await unfused.complexity.read())[0]! - closed!)).toBeLessThan(0.16);
    await expect(complexityOf("one", "studentT", { estimate: "closed" })).rejects.toThrow(
      'the prior is studentT for "0.weight", expected normal or laplace',
    );
  });
});

test("with local noise the closed form comes with the variances, for normal priors, and gradients are those of the two apart", async () => {
  const { arrays, own } = build("two", "normal");
  const inputs = arrays.map(({ value }) => value);
  const bound = (prior: typeof own.prior) =>
    valueAndGradient(inputs, () => {
      const { complexity, negativeLogProb } = boundTerms(
        { ...own, prior, likelihood: { ...own.likelihood, negativeLogProb: (outputs) => sum(outputs, { axis: -1 }) } },
        {
          x: tensor([[0.5, -2]]),
          y: tensor([[0, 0]]),
          beliefs: beliefsOf(own.network, arrays),
          estimator: "local",
          complexity: "closed",
          draws: 2,
          key: key(4),
        },
      );
      return { value: add(complexity, sum(negativeLogProb)), extra: null };
    });
  const { fused: _, ...plain } = priorOf(own.prior, own.network.weights[0]!);
  const [together, apart] = [bound(own.prior), bound(plain)];
  expect((await together.value.read())[0]! / (await apart.value.read())[0]!).toBeCloseTo(1, 5);
  for (const [i, gradient] of together.gradients.entries()) {
    const expected = await apart.gradients[i]!.read();
    for (const [j, value] of (await gradient.read()).entries()) expect(value).toBeCloseTo(expected[j]!, 4);
  }
});

test("a posterior reports the closed form where there is one, whatever the key", async () => {
  for (const prior of ["normal", "laplace"] as const) {
    const { arrays, own } = build("two", prior);
    const posterior = meanFieldPosterior(own, arrays);
    const [closed] = await complexityOf("two", prior, { estimate: "closed" });
    for (const seed of [1, 2]) expect(await posterior.complexity!(key(seed), { draws: 3 })).toEqual({ value: closed, standardError: 0 });
  }
  const { arrays, own } = build("two", "scaleMixture");
  const drawn = meanFieldPosterior(own, arrays);
  expect((await drawn.complexity!(key(1))).value).not.toBe((await drawn.complexity!(key(2))).value);
});

describe("without a closed form a posterior averages draws, 20 unless told, and says their standard error", () => {
  test.each(["scaleMixture", "studentT"] as const)("%s", async (prior) => {
    const { arrays, own } = build("two", prior);
    const posterior = meanFieldPosterior(own, arrays);
    const many = await posterior.complexity!(key(1), { draws: 40_000 });
    const estimates = await Promise.all(Array.from({ length: 300 }, (_, seed) => posterior.complexity!(key(seed + 2))));
    const z = estimates.map(({ value, standardError }) => (value - many.value) / Math.hypot(standardError, many.standardError));
    // Student's t of 19 degrees of freedom: mean 0, variance 19/17
    const [mean, square] = [z, z.map((one) => one ** 2)].map((ones) => ones.reduce((sum, one) => sum + one, 0) / ones.length);
    expect(Math.abs(mean!)).toBeLessThan(4 / Math.sqrt(300));
    expect(Math.abs(square! / (19 / 17) - 1)).toBeLessThan(4 * Math.sqrt(2.4 / 300));
    // 2,000 times the draws
    expect(many.standardError / estimates[0]!.standardError).toBeGreaterThan(0.5 / Math.sqrt(2000));
    expect(many.standardError / estimates[0]!.standardError).toBeLessThan(2 / Math.sqrt(2000));
    expect(await posterior.complexity!(key(2), { draws: 20 })).toEqual(estimates[0]);
  });

  test("one draw has no standard error; a number of draws that is none is refused; memory comes back", async () => {
    const { arrays, own } = build("two", "scaleMixture");
    const posterior = meanFieldPosterior(own, arrays);
    expect((await posterior.complexity!(key(1), { draws: 1 })).standardError).toBeNaN();
    await expect(posterior.complexity!(key(1), { draws: 0 })).rejects.toThrow("complexity: draws is 0, expected a whole number from 1");
    const { held } = engine.info().memoryMiB;
    await posterior.complexity!(key(1), { draws: 50 });
    expect(engine.info().memoryMiB.held).toBe(held);
    const weights = own.network.weights.map(({ name, shape }) => [name, new Uint8Array(shape[0]! * shape[1]!).fill(1)] as const);
    const whole = await posterior.keepOnly!(new Map(weights));
    const pruned = await whole.complexity!(key(1), { draws: 50 });
    expect(pruned.value).toBeCloseTo((await posterior.complexity!(key(1), { draws: 50 })).value, 3);
  });
});
