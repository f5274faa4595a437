import { inputs } from "../inputs.ts";
import { dot, inverted, loaded } from "../linear-algebra.ts";
import { differences, logSumExp, sigmoid, sum } from "../mathematics.ts";
import type { Case } from "../suite.ts";
import { type Classifier, logitsOf } from "./classifier.ts";

const { matrix, values } = inputs(9);

interface LogisticInput {
  readonly x: number[][];
  readonly y: number[];
  readonly priorPrecision: number;
  readonly xTest: number[][];
}

const newtonSteps = 30;

/** Newton's method on the sum of -log p(y | x, w) + priorPrecision w'w/2; the covariance is the inverse Hessian at its end. */
function logisticRegression(name: string, input: LogisticInput): Case {
  const { x, y, priorPrecision, xTest } = input;
  const features = x.map((row) => [...row, 1]);
  const probabilityAt = (row: readonly number[], w: readonly number[]) => sigmoid(dot(row, w));
  const covarianceAt = (w: readonly number[]): number[][] => {
    const curvature = w.map((_, i) => w.map((_, j) => sum(features.map((row) => varianceOf(probabilityAt(row, w)) * row[i] * row[j]))));
    return inverted(loaded(curvature, { scale: 1, diagonal: priorPrecision })).inverse;
  };
  let w = features[0].map(() => 0);
  for (let step = 0; step < newtonSteps; step++) {
    const slope = w.map((weight, i) => priorPrecision * weight + sum(features.map((row, n) => (probabilityAt(row, w) - y[n]) * row[i])));
    const covariance = covarianceAt(w);
    w = w.map((weight, i) => weight - dot(covariance[i], slope));
  }
  const covariance = covarianceAt(w);
  const tests = xTest.map((row) => [...row, 1]);
  const spread = (row: readonly number[]) =>
    dot(
      row,
      covariance.map((column) => dot(row, column)),
    );
  return {
    name,
    op: "laplace.logisticRegression",
    input: { ...input },
    expected: {
      mean: w,
      covariance,
      probabilityMap: tests.map((row) => probabilityAt(row, w)),
      probabilityProbit: tests.map((row) => sigmoid(dot(row, w) / Math.sqrt(1 + (Math.PI / 8) * spread(row)))),
    },
    // the library descends to the mode in float32
    rtol: 1e-3,
    atol: 1e-4,
    origin: `${newtonSteps} steps of Newton from 0; weights x1, x2, bias, the prior precision on all; covariance: inverse Hessian; probit: sigmoid(f' mean / sqrt(1 + pi/8 f' covariance f))`,
  };
}

const varianceOf = (p: number): number => p * (1 - p);

interface CurvatureInput extends Classifier {
  readonly x: number[][];
  readonly likelihood: { readonly kind: "categorical" };
}

/** The sum over x of J' (diag p - p p') J, with the Jacobian J [classes, parameters] of the logits by differences. */
function gaussNewton(name: string, input: CurvatureInput): Case {
  const { layers, x } = input;
  const parts = x.map((row) => {
    const logits = () => logitsOf(input, [row])[0];
    const p = logits().map((logit) => Math.exp(logit - logSumExp(logits())));
    const jacobian = p.map((_, c) => {
      const slopes = differences(layers, () => logits()[c]);
      return slopes.flatMap(({ weight, bias = [] }) => [...weight.flat(), ...bias]);
    });
    const curved = p.map((own, c) => p.map((other, k) => (c === k ? own : 0) - own * other));
    return { jacobian, curved };
  });
  const parameters = [...parts[0].jacobian[0].keys()];
  const entry = (i: number, j: number) =>
    sum(
      parts.flatMap(({ jacobian, curved }) => curved.flatMap((row, c) => row.map((value, k) => jacobian[c][i] * value * jacobian[k][j]))),
    );
  const full = parameters.map((i) => parameters.map((j) => entry(i, j)));
  const { weight, bias = [] } = layers.at(-1)!;
  const last = weight.flat().length + bias.length;
  return {
    name,
    op: "laplace.gaussNewton",
    input: { ...input },
    expected: { full, diagonal: full.map((row, i) => row[i]), lastLayer: full.slice(-last).map((row) => row.slice(-last)) },
    rtol: 1e-4,
    atol: 1e-5,
    origin:
      "sum over x of J' (diag p - p p') J; parameters layer by layer, weight row by row [inputs, outputs], then bias; Jacobians of the logits by central differences of fourth order",
  };
}

const x = matrix(16, 2);

export const laplace: readonly Case[] = [
  logisticRegression("logistic regression, a test point far away", {
    x,
    y: x.map(([first, second], n) => (first - second / 2 + (n % 3) - 1 > 0 ? 1 : 0)),
    priorPrecision: 0.5,
    xTest: [...matrix(3, 2), [0, 0], [12, 8]],
  }),
  gaussNewton("generalised Gauss-Newton of a tanh classifier", {
    layers: [
      { weight: matrix(2, 2), bias: values(2) },
      { weight: matrix(2, 3), bias: values(3) },
    ],
    activation: "tanh",
    x: matrix(5, 2),
    likelihood: { kind: "categorical" },
  }),
];
