import { inputs } from "../inputs.ts";
import { dot, inverted, loaded, transposed } from "../linear-algebra.ts";
import { product } from "../mathematics.ts";
import type { Case } from "../suite.ts";

const { values } = inputs(8);

type Basis =
  | { readonly kind: "linear" }
  | { readonly kind: "polynomial"; readonly degree: number }
  | { readonly kind: "gaussian"; readonly centres: readonly number[]; readonly scale: number };

interface RegressionInput {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly basis: Basis;
  readonly priorPrecision: number;
  readonly noisePrecision: number;
  readonly xTest: readonly number[];
}

function featuresOf(basis: Basis, x: number): number[] {
  if (basis.kind === "gaussian") return basis.centres.map((centre) => Math.exp(-(((x - centre) / basis.scale) ** 2) / 2));
  return Array.from({ length: basis.kind === "linear" ? 2 : basis.degree + 1 }, (_, power) => x ** power);
}

function regression(name: string, input: RegressionInput): Case {
  const { x, y, basis, priorPrecision, noisePrecision, xTest } = input;
  const features = x.map((at) => featuresOf(basis, at));
  const columns = transposed(features);
  const { inverse } = inverted(loaded(product(columns, features), { scale: noisePrecision, diagonal: priorPrecision }));
  const mean = inverse.map(
    (row) =>
      noisePrecision *
      dot(
        row,
        columns.map((column) => dot(column, y)),
      ),
  );
  const test = xTest.map((at) => featuresOf(basis, at));
  const marginal = inverted(loaded(product(features, columns), { scale: 1 / priorPrecision, diagonal: 1 / noisePrecision }));
  const distance = dot(
    y,
    marginal.inverse.map((row) => dot(row, y)),
  );
  return {
    name,
    op: "exact.bayesianLinearRegression",
    input: { ...input },
    expected: {
      mean,
      covariance: inverse,
      predictiveMean: test.map((row) => dot(row, mean)),
      predictiveVariance: test.map(
        (row) =>
          1 / noisePrecision +
          dot(
            row,
            inverse.map((column) => dot(row, column)),
          ),
      ),
      logEvidence: -(distance + marginal.logDeterminant + y.length * Math.log(2 * Math.PI)) / 2,
    },
    rtol: 1e-6,
    atol: 1e-8,
    origin:
      "covariance (priorPrecision I + noisePrecision F'F)^-1, mean noisePrecision covariance F'y, predictive variance 1/noisePrecision + f' covariance f, by Gauss-Jordan elimination; logEvidence log N(y; 0, I/noisePrecision + F F'/priorPrecision), nats; features 1, x for linear, 1 to x^degree, exp(-(x - centre)^2/(2 scale^2))",
  };
}

export const exact: readonly Case[] = [
  regression("linear basis, a point far from the data", {
    x: values(8),
    y: values(8),
    basis: { kind: "linear" },
    priorPrecision: 0.5,
    noisePrecision: 4,
    xTest: [-2, 0, 0.75, 50],
  }),
  regression("polynomial basis, fewer data than weights", {
    x: [-1, 0.25, 1.5],
    y: values(3),
    basis: { kind: "polynomial", degree: 3 },
    priorPrecision: 1,
    noisePrecision: 16,
    xTest: [-1.5, 0, 2],
  }),
  regression("gaussian basis, back to the prior far away", {
    x: values(7, { low: 0, high: 1 }),
    y: values(7),
    basis: { kind: "gaussian", centres: [0, 0.5, 1], scale: 0.25 },
    priorPrecision: 0.25,
    noisePrecision: 9,
    xTest: [0.125, 0.5, 30],
  }),
];
