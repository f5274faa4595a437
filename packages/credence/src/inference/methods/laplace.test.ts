import { integers, key, normals, randomNormal, tensor, zeros } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { bernoulliLikelihood, categoricalLikelihood, normalLikelihood, studentTLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { activation } from "../../nn/activation.ts";
import { conv2d } from "../../nn/conv2d.ts";
import { dense } from "../../nn/dense.ts";
import { flatten } from "../../nn/flatten.ts";
import { mlp } from "../../nn/mlp.ts";
import { sequential } from "../../nn/sequential.ts";
import { recurrent } from "../../nn/testing/recurrent.ts";
import type { Problem } from "../inference.ts";
import { gaussNewton } from "../laplace/gauss-newton.ts";
import { expectLaplace } from "../laplace/laplace-posterior.ts";
import { loadPosterior } from "../posteriors/load-posterior.ts";
import { pointPosterior } from "../posteriors/point-posterior.ts";
import { predict, predictOutputs } from "../predict.ts";
import { run } from "../run.ts";
import { exactLinear } from "../testing/exact-linear.ts";
import { blobs, linearRegression } from "../testing/problems.ts";
import { type LaplaceOptions, laplace } from "./laplace.ts";
import { map } from "./map.ts";

const linear = linearRegression();
const atMean = () => pointPosterior(linear.model, [{ name: "0.weight.mean", value: tensor([...linear.mean], [3, 1]) }]);
const fit = async (problem: Problem, from: Parameters<typeof expectLaplace>[1], options: LaplaceOptions) =>
  expectLaplace("test", await run(laplace(options).fit(problem, key(1), { from })));
/** Arrays of zeros for a network that nobody trains. */
const zerosOf = ({ network: { weights } }: Problem["model"]) =>
  weights.map(({ name, shape }) => ({ name: `${name}.mean`, value: zeros(shape) }));

describe("on Bayesian linear regression the full approximation is the exact posterior", () => {
  test.each(["all", "last-layer"] as const)("%s: covariance, moments and marginal likelihood", async (weights) => {
    const posterior = await fit(linear, atMean(), { weights, curvature: "full" });
    const [block] = posterior.weightCovariance();
    for (const [i, row] of linear.covariance.entries())
      for (const [j, value] of row.entries()) expect(Math.abs(block!.rows[i]![j]! / value - 1)).toBeLessThan(1e-4);
    const exact = exactLinear(linear);
    const x = tensor([
      [1, 0, 0],
      [0.5, -2, 3],
    ]);
    const [ours, theirs] = [posterior.outputMoments(x), exact.outputMoments!(x)];
    for (const part of ["mean", "variance"] as const)
      for (const [i, value] of (await theirs[part].read()).entries()) expect((await ours[part].read())[i]! / value).toBeCloseTo(1, 4);
    expect((await posterior.logMarginalLikelihood()) / (await exact.logMarginalLikelihood!())).toBeCloseTo(1, 4);
  });

  test("diagonal and Kronecker keep its diagonal and, of one output, all of it", async () => {
    const diagonal = await fit(linear, atMean(), { curvature: "diagonal" });
    const kronecker = await fit(linear, atMean(), { curvature: "kronecker" });
    for (const [i, row] of linear.precision.entries()) {
      expect(diagonal.weightCovariance()[0]!.rows[i]![i]! * row[i]!).toBeCloseTo(1, 4);
      for (const [j, value] of linear.covariance[i]!.entries())
        expect(Math.abs(kronecker.weightCovariance()[0]!.rows[i]![j]! / value - 1)).toBeLessThan(1e-4);
    }
  });

  test("the linearised predictive equals drawn networks, within 4 standard errors", async () => {
    const posterior = await fit(linear, atMean(), { curvature: "full" });
    const x = tensor([[0.5, -2, 3]]);
    const draws = 4000;
    const outputs = await predictOutputs(posterior, x, { draws }, key(2)).read();
    const glm = await predict(posterior, x, { draws, predictionType: "glm" }, key(3));
    const linearised = await (glm as unknown as { means: ReturnType<typeof tensor> }).means.read();
    const moments = posterior.outputMoments(x);
    const [mean, variance] = [(await moments.mean.read())[0]!, (await moments.variance.read())[0]!];
    for (const values of [outputs, linearised]) {
      const average = values.reduce((total, value) => total + value, 0) / draws;
      const spread = values.reduce((total, value) => total + (value - average) ** 2, 0) / (draws - 1);
      expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(variance / draws));
      expect(Math.abs(spread / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / draws));
    }
  });

  test("the prior precision of the largest marginal likelihood is that of the evidence around these weights", async () => {
    const options = { curvature: "full", priorPrecision: "marginal-likelihood" } as const;
    const best = await fit(linear, atMean(), options);
    const found = best.priorPrecision["0.weight"]!;
    for (const factor of [0.9, 1.1]) {
      const other = await fit(linear, atMean(), { ...options, priorPrecision: found * factor });
      expect(await other.logMarginalLikelihood()).toBeLessThan(await best.logMarginalLikelihood());
    }
  });
});

test("logistic regression: the curvature is the Hessian of differences in float64", async () => {
  const z = normals(key(4), 60);
  const rows = Array.from({ length: 30 }, (_, i) => [Math.fround(z[2 * i]!), Math.fround(z[2 * i + 1]!)]);
  const weights = [0.7, -1.2, 0.3].map(Math.fround);
  const logistic = model({
    network: sequential([dense({ inputs: 2, outputs: 1 })]),
    prior: normal({ mean: 0, stdDev: 1 }),
    likelihood: bernoulliLikelihood(),
  });
  const posterior = pointPosterior(logistic, [
    { name: "0.weight.mean", value: tensor(weights.slice(0, 2), [2, 1]) },
    { name: "0.bias.mean", value: tensor(weights.slice(2), [1]) },
  ]);
  const { rows: hessian, arrays } = await gaussNewton(posterior, tensor(rows));
  expect(arrays).toEqual(["0.weight", "0.bias"]);
  // y leaves the Hessian: those of zeros
  const loss = (w: readonly number[]) => rows.reduce((total, [a, b]) => total + Math.log1p(Math.exp(a! * w[0]! + b! * w[1]! + w[2]!)), 0);
  const step = 1e-4;
  const moved = (i: number, j: number, a: number, b: number) =>
    loss(weights.map((w, k) => w + (k === i ? a * step : 0) + (k === j ? b * step : 0)));
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      const expected = (moved(i, j, 1, 1) - moved(i, j, 1, -1) - moved(i, j, -1, 1) + moved(i, j, -1, -1)) / (4 * step ** 2);
      expect(Math.abs(hessian[i]![j]! - expected)).toBeLessThan(1e-4);
    }
});

const images = sequential([
  conv2d({ inputs: 1, outputs: 2, size: 2, stride: 2 }),
  activation("tanh"),
  flatten(),
  dense({ inputs: 8, outputs: 3 }),
]);
const pictures: Problem = {
  model: model({ network: images, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() }),
  data: { x: randomNormal(key(5), [12, 1, 4, 4]), y: integers(Int32Array.from({ length: 12 }, (_, i) => i % 3)) },
};
const trainedOn = (problem: Problem) => run(map({ epochs: 20, batchSize: 12, learningRate: 1e-2 }).fit(problem, key(6)));

test.each(["full", "kronecker", "diagonal"] as const)(
  "%s, last layer: drawn logits have the covariance of the linearised ones",
  async (curvature) => {
    const plane = blobs(60, { dropout: 0 });
    const trained = await run(map({ epochs: 20, batchSize: 20, prior: "model" }).fit(plane, key(5)));
    const posterior = await fit(plane, trained, { curvature, priorPrecision: "marginal-likelihood" });
    const x = tensor([[1, -0.5]]);
    const draws = 4000;
    const logits = await predictOutputs(posterior, x, { draws }, key(6)).read();
    const moments = posterior.outputMoments(x);
    const [mean, covariance] = [await moments.mean.read(), await moments.covariance!.read()];
    for (const [i, j] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      let total = 0;
      for (let draw = 0; draw < draws; draw++) total += (logits[2 * draw + i]! - mean[i]!) * (logits[2 * draw + j]! - mean[j]!);
      const [own, other, both] = [covariance[3 * i]!, covariance[3 * j]!, covariance[2 * i + j]!];
      // of a product of Gaussians: (v_i v_j + c^2) / draws
      expect(Math.abs(total / draws - both)).toBeLessThan(4 * Math.sqrt((own * other + both ** 2) / draws));
    }
  },
);

describe("structures of a convolutional classifier", () => {
  test("the diagonal is the full matrix's, and a bias's Kronecker block is its own", async () => {
    const trained = await trainedOn(pictures);
    const of = async (curvature: "full" | "diagonal" | "kronecker") => (await gaussNewton(trained, pictures.data.x, { curvature })).rows;
    const [full, diagonal, kronecker] = [await of("full"), await of("diagonal"), await of("kronecker")];
    expect(full.length).toBe(images.size);
    for (const [i, row] of full.entries()) expect(Math.abs(diagonal[i]![i]! - row[i]!)).toBeLessThan(1e-5 * Math.max(1, row[i]!));
    // the convolution has 8 weights, then 2 biases; the dense layer ends with 3 biases
    for (const [from, size] of [
      [8, 2],
      [images.size - 3, 3],
    ] as const)
      for (let i = from; i < from + size; i++)
        for (let j = from; j < from + size; j++) expect(kronecker[i]![j]).toBeCloseTo(full[i]![j]!, 4);
  });

  test("of one example the Kronecker product of a dense layer is exact, and so is its log determinant", async () => {
    const trained = await trainedOn(pictures);
    const x = randomNormal(key(7), [1, 1, 4, 4]);
    const [full, kronecker] = [
      await gaussNewton(trained, x, { weights: "last-layer" }),
      await gaussNewton(trained, x, { weights: "last-layer", curvature: "kronecker" }),
    ];
    for (let i = 0; i < 24; i++) for (let j = 0; j < 24; j++) expect(kronecker.rows[i]![j]).toBeCloseTo(full.rows[i]![j]!, 5);
    const one = { ...pictures, data: { x, y: integers([1]) } };
    const options = { weights: "last-layer", priorPrecision: 2 } as const;
    const [ofFull, ofKronecker] = [
      await fit(one, trained, { ...options, curvature: "full" }),
      await fit(one, trained, { ...options, curvature: "kronecker" }),
    ];
    // they differ in what Kronecker leaves out, weights against biases
    expect(await ofKronecker.logMarginalLikelihood()).toBeLessThan(await ofFull.logMarginalLikelihood());
    const [weight] = ofKronecker.weightCovariance();
    const logDeterminant = (rows: readonly (readonly number[])[]) => {
      const left = rows.map((row) => [...row]);
      let total = 0;
      for (let i = 0; i < left.length; i++) {
        total += Math.log(left[i]![i]!);
        for (let k = i + 1; k < left.length; k++) {
          const factor = left[k]![i]! / left[i]![i]!;
          for (let j = i; j < left.length; j++) left[k]![j]! -= factor * left[i]![j]!;
        }
      }
      return total;
    };
    const precision = full.rows.slice(0, 24).map((row, i) => row.slice(0, 24).map((value, j) => value + (i === j ? 2 : 0)));
    expect(logDeterminant(weight!.rows)).toBeCloseTo(-logDeterminant(precision), 4);
  });

  test.each(["full", "kronecker", "diagonal"] as const)(
    "%s: marginals are the covariance's diagonal; saved and loaded it is the same",
    async (curvature) => {
      const trained = await trainedOn(pictures);
      for (const hessian of ["ggn", "empirical-fisher"] as const) {
        const posterior = await fit(pictures, trained, { weights: "all", curvature, hessian, priorPrecision: { 0: 3, 3: 0.5 } });
        const variances = posterior.weightCovariance().flatMap(({ rows }) => rows.map((row, i) => row[i]!));
        const stdDevs = (await Promise.all(posterior.weightMarginals!().map(async ({ stdDev }) => [...(await stdDev.read())]))).flat();
        for (const [i, stdDev] of stdDevs.entries()) expect(stdDev ** 2 / variances[i]!).toBeCloseTo(1, 4);
        const again = expectLaplace("test", await loadPosterior(await posterior.save()));
        expect(await again.draw(key(8))(pictures.data.x).read()).toEqual(await posterior.draw(key(8))(pictures.data.x).read());
        expect(await again.logMarginalLikelihood()).toBe(await posterior.logMarginalLikelihood());
        expect(again.priorPrecision).toEqual({ "0.weight": 3, "0.bias": 3, "3.weight": 0.5, "3.bias": 0.5 });
      }
    },
  );

  test.each(["full", "kronecker", "diagonal"] as const)("%s: precisions by layer are a maximum", async (curvature) => {
    const trained = await trainedOn(pictures);
    const best = await fit(pictures, trained, {
      weights: "all",
      curvature,
      priorPrecision: "marginal-likelihood",
      priorStructure: "layerwise",
    });
    const [first, last] = [best.priorPrecision["0.weight"]!, best.priorPrecision["3.bias"]!];
    const at = async (a: number, b: number) =>
      (await fit(pictures, trained, { weights: "all", curvature, priorPrecision: { 0: first * a, 3: last * b } })).logMarginalLikelihood();
    const value = await best.logMarginalLikelihood();
    expect(await at(1, 1)).toBeCloseTo(value, 8);
    for (const [a, b] of [
      [0.9, 1],
      [1.1, 1],
      [1, 0.9],
      [1, 1.1],
    ] as const)
      expect(await at(a, b)).toBeLessThan(value);
    const scalar = await fit(pictures, trained, { weights: "all", curvature, priorPrecision: "marginal-likelihood" });
    expect(await scalar.logMarginalLikelihood()).toBeLessThan(value);
  });
});

describe("what cannot be done is said in a line", () => {
  const classifier = blobs(20);
  test.each<[string, LaplaceOptions, Problem, string]>([
    [
      "a curvature too large for memory",
      { weights: "all", curvature: "full" },
      { ...pictures, model: model({ ...pictures.model, network: mlp({ inputs: 100, hidden: [100], outputs: 3 }) }) },
      'laplace: the full curvature of 10,403 weights takes 3,303 MiB, more than memoryMiB, 1,024; expected curvature: "kronecker" (2 MiB) or curvature: "diagonal" (less than 1 MiB) or weights: "last-layer" (3 MiB)',
    ],
    [
      "an unsupported layer",
      { weights: "all" },
      {
        ...pictures,
        model: model({ ...pictures.model, network: sequential([recurrent({ inputs: 2, units: 4 }), dense({ inputs: 4, outputs: 3 })]) }),
      },
      'laplace: layer 0 is "recurrent", expected weights in dense and conv2d layers only; weights: "last-layer" asks this of the last layer alone',
    ],
    ["no trained weights", {}, classifier, "laplace: no trained weights, expected fit(problem, key, { from: posterior })"],
    [
      "a prior that is not Gaussian",
      { train: map({ epochs: 1, batchSize: 20 }) },
      classifier,
      'the prior of "6.weight" is laplace, expected normal',
    ],
    [
      "a likelihood without a curvature",
      { train: map({ epochs: 1, batchSize: 40 }) },
      { ...linear, model: model({ ...linear.model, likelihood: studentTLikelihood({ degreesOfFreedom: 4, scale: 1 }) }) },
      'the likelihood "studentT" has no hessianFactor',
    ],
    [
      "a layer without a precision",
      { train: map({ epochs: 1, batchSize: 20 }), priorPrecision: { 0: 1 } },
      classifier,
      "priorPrecision has nothing for layer 6",
    ],
  ])("%s", async (_, options, problem, message) => {
    await expect(run(laplace(options).fit(problem, key(1)))).rejects.toThrow(message);
  });

  test("a covariance too large for memory, before any of it is taken", async () => {
    const wide = model({ ...linear.model, network: mlp({ inputs: 3, hidden: [10_000], outputs: 1 }) });
    const trained = pointPosterior(wide, zerosOf(wide));
    const posterior = await fit({ model: wide, data: linear.data }, trained, { weights: "all", curvature: "diagonal" });
    expect(() => posterior.weightCovariance()).toThrow(
      "weightCovariance: the covariance of 50,001 weights takes 16,785 MiB, more than memoryMiB, 1,024; expected weightMarginals() (less than 1 MiB)",
    );
    const small = await fit(linear, atMean(), { curvature: "full" });
    expect(() => small.weightCovariance({ memoryMiB: 1e-6 })).toThrow("more than memoryMiB, less than 1");
    expect(() => small.weightCovariance({ memoryMiB: 0 })).toThrow("weightCovariance: memoryMiB is 0, expected above 0");
  });

  test("a Gaussian prior of arrays, which has no precision of its own for a group", async () => {
    const prior = normal({ mean: 0, stdDev: tensor([[1], [2], [3]]) });
    await expect(fit({ ...linear, model: model({ ...linear.model, prior }) }, atMean(), {})).rejects.toThrow(
      'laplace: the prior of "0.weight" is normal with arrays, expected plain numbers for mean and stdDev',
    );
  });

  test("a Gauss-Newton matrix too large for memory", async () => {
    const wide = model({ ...linear.model, network: mlp({ inputs: 3, hidden: [100, 100], outputs: 1 }) });
    await expect(gaussNewton(pointPosterior(wide, zerosOf(wide)), linear.data.x)).rejects.toThrow(
      'gaussNewton: the matrix of 10,601 weights takes 4,288 MiB, more than memoryMiB, 1,024; expected weights: "last-layer" (less than 1 MiB)',
    );
    await expect(gaussNewton(atMean(), linear.data.x, { memoryMiB: 1e-6 })).rejects.toThrow(
      "gaussNewton: the matrix of 3 weights takes less than 1 MiB, more than memoryMiB, less than 1; expected a larger memoryMiB",
    );
  });

  test("linearised predictions of a family without moments, and probit of a regression", async () => {
    const point = atMean();
    await expect(predict(point, linear.data.x, { draws: 1, predictionType: "glm" }, key(0))).rejects.toThrow(
      'of a posterior of kind "point"',
    );
    const posterior = await fit(linear, point, {});
    const options = { draws: 1, predictionType: "glm", linkApproximation: "probit" } as const;
    await expect(predict(posterior, linear.data.x, options, key(0))).rejects.toThrow("expected one whose outputs are logits");
  });
});

test("a noise that was learned stays learned", async () => {
  const learning = { ...linear, model: model({ ...linear.model, likelihood: normalLikelihood({ stdDev: "learned" }) }) };
  const trained = await run(map({ epochs: 300, batchSize: 40, learningRate: 2e-2 }).fit(learning, key(1)));
  const posterior = await fit(learning, trained, { curvature: "full" });
  const [block] = posterior.weightCovariance();
  // the noise of 0.5 that made the data, as 40 of them tell it
  for (const [i, row] of linear.covariance.entries()) expect(Math.abs(Math.log(block!.rows[i]![i]! / row[i]!))).toBeLessThan(0.7);
  const bytes = await posterior.save();
  expect(await (await loadPosterior(bytes)).save()).toEqual(bytes);
});
