import { dataSets } from "@credence/lab";
import { type Grid, gridPlaces } from "@credence/lab/figures";
import { integers, type Key, keep, normals, tensor, uniforms } from "@credence/tensor";
import { bernoulliLikelihood, type Data, type Model, mlp, model, normal, normalLikelihood, priors } from "credence";

export const problemNames = ["regression", "moons"] as const;
export type ProblemName = (typeof problemNames)[number];

/** A network small enough for a long reference, its data, and the places where functions are compared. */
export interface ComparedProblem {
  readonly model: Model;
  /** The same with dropout behind each hidden layer, for the method that needs it. */
  readonly withDropout: Model;
  readonly data: Data;
  readonly test: Data;
  readonly places: readonly (readonly number[])[];
  /** The function that is compared, of an output: itself, or the probability of class 1. */
  ofOutput(output: number): number;
}

/** Noise of the targets: known to the model. */
const noise = 0.1;
/** The dropout rate of both networks. */
const rate = 0.1;

/** The function behind the regression. */
export const truth = (x: number): number => 0.7 * Math.sin(4 * x) + 0.3 * x;
/** Inputs of the regression at which functions are compared: the data lie in [-1, -0.3] and [0.3, 1]. */
export const line: readonly number[] = Array.from({ length: 41 }, (_, i) => -2 + i / 10);
/** Places of the plane at which probabilities are compared. */
export const plane: Grid = { x: [-2.5, 3.5], y: [-2, 2.5], columns: 20, rows: 15 };

const regressionData = (count: number, key: Key): Data => {
  const [u, e] = [uniforms(key.child("x"), count), normals(key.child("noise"), count)];
  const x = Float32Array.from(u, (value) => (value < 0.5 ? -1 : -0.4) + 1.4 * value);
  const y = x.map((at, i) => truth(at) + noise * e[i]);
  return { x: keep(tensor(x, [count, 1])), y: keep(tensor(y, [count, 1])) };
};

/** Labels as the likelihood takes them, or as measures of classes do. */
const moonsData = (count: number, key: Key, labelled: "numbers" | "classes"): Data => {
  const { points, labels } = dataSets.twoMoons.generate({ count, noise: 0.25 }, key);
  const y = labelled === "classes" ? integers(Int32Array.from(labels)) : tensor(Float32Array.from(labels), [count, 1]);
  return { x: keep(tensor(points, [count, 2])), y: keep(y) };
};

/** A network of 1-50-1 units on two clusters of inputs. */
function regression(key: Key): ComparedProblem {
  const of = (dropout: number) =>
    model({
      network: mlp({ inputs: 1, hidden: [50], outputs: 1, activation: "tanh", dropout }),
      // the last layer's weights shrink with the width, so that functions are of the size of 1
      prior: priors({
        weight: normal({ mean: 0, stdDev: 2 }),
        layers: {
          [dropout > 0 ? 3 : 2]: { weight: normal({ mean: 0, stdDev: 1 / Math.sqrt(50) }), bias: normal({ mean: 0, stdDev: 1 }) },
        },
      }),
      likelihood: normalLikelihood({ stdDev: noise }),
    });
  return {
    ...{ model: of(0), withDropout: of(rate), places: line.map((x) => [x]), ofOutput: (output) => output },
    ...{ data: regressionData(60, key.child("train")), test: regressionData(500, key.child("test")) },
  };
}

/** A network of 2-32-32-1 units on two moons. */
function moons(key: Key): ComparedProblem {
  const of = (dropout: number) =>
    model({
      network: mlp({ inputs: 2, hidden: [32, 32], outputs: 1, dropout }),
      prior: normal({ mean: 0, stdDev: 0.5 }),
      likelihood: bernoulliLikelihood(),
    });
  return {
    ...{ model: of(0), withDropout: of(rate), places: gridPlaces(plane), ofOutput: (output) => 1 / (1 + Math.exp(-output)) },
    ...{ data: moonsData(200, key.child("train"), "numbers"), test: moonsData(1000, key.child("test"), "classes") },
  };
}

export const comparedProblems = (key: Key) => ({ regression: regression(key.child("regression")), moons: moons(key.child("moons")) });
