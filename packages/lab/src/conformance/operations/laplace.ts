import { key, reshape, tensor } from "@credence/tensor";
import {
  type BernoulliPredictive,
  bernoulliLikelihood,
  type Data,
  dense,
  expectBernoulli,
  expectLaplace,
  gaussNewton,
  type LaplacePosterior,
  type Model,
  methods,
  model,
  normal,
  type Predictive,
  pointPosterior,
  predict,
  run,
  sequential,
} from "credence";
import type { Operation } from "../run-suite.ts";
import { numberOf, numbersOf, tensorOf } from "./input.ts";
import { likelihoodOf } from "./likelihood.ts";
import { trainedNetworkOf } from "./trained-network.ts";

/**
 * The mode by Newton's method on log p(y | w) + log p(w), weights and then bias under a prior of precision alpha:
 *
 *   w <- w + t H^-1 (X' (y - sigmoid(X w)) - alpha w),  H = X' diag(p (1 - p)) X + alpha I
 *
 * H^-1 is the covariance of the library's Laplace approximation at w, the gradient is in float64, t the first of 1, 1/2, 1/4, ... that climbs.
 */
async function mode(logistic: Model<BernoulliPredictive>, data: Data, precision: number): Promise<LaplacePosterior> {
  const [rows, inputs] = data.x.shape as [number, number];
  const [x, y] = [await data.x.read(), await data.y.read()];
  const activations = (w: Float64Array) =>
    Float64Array.from({ length: rows }, (_, n) =>
      w.subarray(0, inputs).reduce((sum, one, i) => sum + one * x[n * inputs + i]!, w[inputs]!),
    );
  const logJoint = (w: Float64Array) =>
    activations(w).reduce((sum, a, n) => sum + y[n]! * a - Math.max(a, 0) - Math.log1p(Math.exp(-Math.abs(a))), 0) -
    (precision / 2) * w.reduce((sum, one) => sum + one * one, 0);
  const slope = (w: Float64Array) => {
    const gradient = w.map((one) => -precision * one);
    for (const [n, a] of activations(w).entries()) {
      const residual = y[n]! - 1 / (1 + Math.exp(-a));
      for (let i = 0; i <= inputs; i++) gradient[i]! += residual * (i < inputs ? x[n * inputs + i]! : 1);
    }
    return gradient;
  };
  const laplaceAt = async (w: Float64Array) => {
    const arrays = [
      { name: "0.weight.mean", value: tensor(Float32Array.from(w.subarray(0, inputs)), [inputs, 1]) },
      { name: "0.bias.mean", value: tensor(Float32Array.from(w.subarray(inputs))) },
    ];
    const method = methods.laplace({ weights: "all", curvature: "full" });
    const fit = method.fit({ model: logistic, data }, key(0), { from: pointPosterior(logistic, arrays) });
    return expectLaplace("laplace.logisticRegression", await run(fit));
  };
  let w = new Float64Array(inputs + 1);
  for (let step = 0; step < 200; step++) {
    const posterior = await laplaceAt(w);
    const covariance = posterior.weightCovariance()[0]!.rows;
    const gradient = slope(w);
    const move = covariance.map((row) => row.reduce((sum, one, i) => sum + one * gradient[i]!, 0));
    const before = logJoint(w);
    let share = 1;
    let next = w;
    do {
      next = w.map((one, i) => one + share * move[i]!);
      share /= 2;
    } while (logJoint(next) < before && share > 1e-9);
    if (share <= 1e-9 || next.every((one, i) => Math.abs(one - w[i]!) <= 1e-9 * (1 + Math.abs(one)))) return posterior;
    posterior.dispose();
    w = next;
  }
  throw new Error("laplace.logisticRegression: Newton's method did not converge within 200 steps");
}

export const laplace: Readonly<Record<string, Operation>> = {
  "laplace.logisticRegression": async (input) => {
    const x = tensorOf(input, "x");
    const y = tensor(numbersOf(input, "y"), [x.shape[0]!, 1]);
    const logistic = model({
      network: sequential([dense({ inputs: x.shape[1]!, outputs: 1 })]),
      prior: normal({ mean: 0, stdDev: numberOf(input, "priorPrecision") ** -0.5 }),
      likelihood: bernoulliLikelihood(),
    });
    const posterior = await mode(logistic, { x, y }, numberOf(input, "priorPrecision"));
    const xTest = tensorOf(input, "xTest");
    const atMeans = pointPosterior(logistic, posterior.parameters!);
    const map = await predict(atMeans, xTest, { draws: 1 }, key(0));
    const probit = await predict(posterior, xTest, { draws: 1, predictionType: "glm", linkApproximation: "probit" }, key(0));
    const probabilities = async (of: Predictive) => [...(await reshape(expectBernoulli("probabilities", of).means, [-1]).read())];
    return {
      mean: (await Promise.all(posterior.parameters!.map(async ({ value }) => [...(await value.read())]))).flat(),
      covariance: posterior.weightCovariance()[0]!.rows,
      probabilityMap: await probabilities(map),
      probabilityProbit: await probabilities(probit),
    };
  },
  "laplace.gaussNewton": async (input) => {
    const posterior = trainedNetworkOf(input, likelihoodOf(input).likelihood);
    const x = tensorOf(input, "x");
    const diagonal = await gaussNewton(posterior, x, { curvature: "diagonal" });
    return {
      full: (await gaussNewton(posterior, x)).rows,
      diagonal: diagonal.rows.map((row, i) => row[i]),
      lastLayer: (await gaussNewton(posterior, x, { weights: "last-layer" })).rows,
    };
  },
};
