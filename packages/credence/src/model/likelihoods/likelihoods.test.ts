import { full, integers, multiply, sum as sumOf, type Tensor, tensor, valueAndGradient } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import {
  bernoulliLikelihood,
  categoricalLikelihood,
  heteroscedasticNormalLikelihood,
  likelihoodFromJSON,
  normalLikelihood,
  studentTLikelihood,
} from "./index.ts";
import type * as kinds from "./kinds.ts";
import type { Likelihood } from "./likelihood.ts";

const values = async (x: Tensor) => Array.from(await x.read());
const bound = (likelihood: Likelihood, name: string, value: number) => likelihood.learned!.bind({ [name]: full([], value) });

/** Of every likelihood: outputs of two draws of three examples, targets, and all that a target may be where it can be listed. */
const three = (last: number) =>
  tensor(
    Float32Array.from({ length: 6 * last }, (_, i) => Math.sin(3 * i + 1)),
    [2, 3, last],
  );
interface Case {
  readonly likelihood: Likelihood;
  readonly outputs: Tensor<"float32">;
  readonly y: Tensor;
  /** Targets of the first example: all of them, or a grid with the width of its cells. */
  readonly support: { readonly targets: readonly number[]; readonly width: number; readonly dtype: "int32" | "float32" };
}
const grid = { targets: Array.from({ length: 40_001 }, (_, i) => (i - 20_000) / 100), width: 0.01, dtype: "float32" } as const;
const real = { y: tensor([[0.5], [-1], [2]]), support: grid };
const cases: Readonly<Record<keyof typeof kinds, readonly Case[]>> = {
  categorical: [
    {
      likelihood: categoricalLikelihood(),
      outputs: three(3),
      y: integers([0, 2, 1]),
      support: { targets: [0, 1, 2], width: 1, dtype: "int32" },
    },
  ],
  bernoulli: [
    {
      likelihood: bernoulliLikelihood(),
      outputs: three(1),
      y: tensor([[0], [1], [1]]),
      support: { targets: [0, 1], width: 1, dtype: "float32" },
    },
  ],
  normal: [
    { likelihood: normalLikelihood({ stdDev: 0.4 }), outputs: three(1), ...real },
    { likelihood: bound(normalLikelihood({ stdDev: "learned" }), "logStdDev", -0.3), outputs: three(1), ...real },
  ],
  heteroscedasticNormal: [{ likelihood: heteroscedasticNormalLikelihood(), outputs: three(2), ...real }],
  // a grid of 400 leaves 1e-6 of four degrees of freedom outside
  studentT: [
    { likelihood: studentTLikelihood({ degreesOfFreedom: 4, scale: 0.6 }), outputs: three(1), ...real },
    { likelihood: bound(studentTLikelihood({ degreesOfFreedom: 4, scale: "learned" }), "logScale", 0.2), outputs: three(1), ...real },
  ],
};

describe.each(Object.entries(cases).flatMap(([kind, own]) => own.map((one, i) => [`${kind} ${i}`, one] as const)))(
  "%s",
  (_, { likelihood, outputs, y, support }) => {
    test("is a distribution: probabilities of all targets sum to 1", async () => {
      const { targets, width, dtype } = support;
      const rows = tensor(
        Float32Array.from({ length: targets.length * outputs.shape[2]! }, (_, i) => Math.sin(3 * (i % outputs.shape[2]!) + 1)),
        [1, targets.length, outputs.shape[2]!],
      );
      const list = dtype === "int32" ? integers(targets) : tensor(targets, [targets.length, 1]);
      const total = (await values(likelihood.negativeLogProb(rows, list))).reduce((sum, nll) => sum + Math.exp(-nll) * width, 0);
      // float32 exponents, and what the grid leaves out
      expect(total).toBeCloseTo(1, 4);
    });

    test("its gradient by the outputs is that of differences", async () => {
      const weights = [0.3, -1, 0.7, 1.1, -0.2, 0.5];
      const sum = (given: Tensor) =>
        values(likelihood.negativeLogProb(given, y)).then((nll) => nll.reduce((s, v, i) => s + weights[i]! * v, 0));
      const { gradients } = valueAndGradient([outputs], () => {
        const nll = likelihood.negativeLogProb(outputs, y);
        return { value: weighted(nll, weights), extra: {} };
      });
      const [gradient, at] = [await values(gradients[0]!), await values(outputs)];
      for (let i = 0; i < at.length; i++) {
        const moved = (by: number) => sum(tensor(at.with(i, at[i]! + by), outputs.shape));
        // central differences of float32 values near 1
        expect(gradient[i]).toBeCloseTo(((await moved(0.01)) - (await moved(-0.01))) / 0.02, 2);
      }
    });

    test("the factor of its curvature is that of differences of the gradient, in expectation over the target", async () => {
      if (!likelihood.hessianFactor) return expect(likelihood.kind).toBe("studentT");
      const last = outputs.shape[2]!;
      const at = (await values(outputs)).slice(0, last);
      const factor = await values(likelihood.hessianFactor(tensor(at, [1, last])));
      const { targets, width, dtype } = support;
      const list = dtype === "int32" ? integers(targets) : tensor(targets, [targets.length, 1]);
      const repeated = (row: readonly number[]) =>
        tensor(
          targets.flatMap(() => row),
          [1, targets.length, last],
        );
      const gradients = async (row: readonly number[]) => {
        const rows = repeated(row);
        const { gradients: found } = valueAndGradient([rows], () => ({ value: sumOf(likelihood.negativeLogProb(rows, list)), extra: {} }));
        return values(found[0]!);
      };
      const density = (await values(likelihood.negativeLogProb(repeated(at), list))).map((nll) => Math.exp(-nll) * width);
      const step = 1e-2;
      for (let i = 0; i < last; i++) {
        const [up, down] = [await gradients(at.with(i, at[i]! + step)), await gradients(at.with(i, at[i]! - step))];
        for (let j = 0; j < last; j++) {
          const product = Array.from({ length: last }, (_, k) => factor[i * last + k]! * factor[j * last + k]!).reduce((a, b) => a + b);
          const expected = density.reduce((total, p, n) => {
            const slope = (up[n * last + j]! - down[n * last + j]!) / (2 * step);
            // targets that never come have slopes that float32 does not hold
            return p > 1e-12 ? total + p * slope : total;
          }, 0);
          // central differences of float32 gradients
          expect(Math.abs(product - expected), `${i}, ${j}`).toBeLessThan(3e-3 * Math.max(1, Math.abs(expected)));
        }
      }
    });

    test("the densities of its predictive are its own", async () => {
      const predictive = likelihood.predictive(outputs);
      const { draws, batch, logDensity } = await predictive.readLogDensities(y, { where: "test" });
      expect([draws, batch]).toEqual([2, 3]);
      const nll = await values(likelihood.negativeLogProb(outputs, y));
      for (const [i, value] of nll.entries()) expect(logDensity(Math.floor(i / 3), i % 3)).toBeCloseTo(-value, 5);
    });

    test("its description builds it again, and it comes without an axis of draws too", async () => {
      const again = likelihoodFromJSON(JSON.parse(JSON.stringify(likelihood.toJSON())));
      expect(again.kind).toBe(likelihood.kind);
      expect(again.toJSON()).toEqual(likelihood.toJSON());
      const one = likelihood.negativeLogProb(tensor((await values(outputs)).slice(0, outputs.size / 2), outputs.shape.slice(1)), y);
      expect(one.shape).toEqual([3]);
      expect(await values(one)).toEqual((await values(likelihood.negativeLogProb(outputs, y))).slice(0, 3));
    });
  },
);

const weighted = (nll: Tensor, weights: readonly number[]): Tensor => sumOf(multiply(nll, tensor(weights, nll.shape)));

test("normal: the density summed over outputs, per draw and example", async () => {
  const outputs = tensor([
    [
      [0, 1],
      [2, 2],
    ],
    [
      [1, 1],
      [0, 0],
    ],
  ]);
  const y = tensor([
    [0, 0],
    [1, 2],
  ]);
  const got = normalLikelihood({ stdDev: 0.5 }).negativeLogProb(outputs, y);
  const constant = 2 * (Math.log(0.5) + 0.5 * Math.log(2 * Math.PI));
  expect(got.shape).toEqual([2, 2]);
  for (const [i, squares] of [1, 1, 2, 5].entries()) expect((await got.read())[i]).toBeCloseTo(squares * 2 + constant, 5);
});

test("categorical: logSumExp(f) - f_y, and probabilities of logits", async () => {
  const likelihood = categoricalLikelihood();
  const logits = tensor([
    [1, 3],
    [-200, 200],
  ]);
  const got = await likelihood.negativeLogProb(logits, integers([0, 0])).read();
  expect(got[0]).toBeCloseTo(2 + Math.log1p(Math.exp(-2)), 5);
  expect(got[1]).toBeCloseTo(400, 3);
  expect((await likelihood.probabilities(logits).read())[0]).toBeCloseTo(1 / (1 + Math.exp(2)), 6);
});

test("Bernoulli: the categorical one of logits [0, f], far out too, from labels of either type", async () => {
  const logits = [-100, -20, -0.5, 0, 3, 20, 100];
  for (const label of [0, 1]) {
    const pairs = tensor(logits.map((f) => [0, f]));
    const expected = await values(categoricalLikelihood().negativeLogProb(pairs, integers(logits.map(() => label))));
    const column = tensor(logits.map((f) => [f]));
    const got = await values(bernoulliLikelihood().negativeLogProb(column, tensor(logits.map(() => [label]))));
    expect(await values(bernoulliLikelihood().negativeLogProb(column, integers(logits.map(() => label))))).toEqual(got);
    for (const [i, value] of got.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-6 * Math.max(1, value));
  }
  // log(1 + e^-20), which 1 - p rounds to 0
  const [tail] = await values(bernoulliLikelihood().negativeLogProb(tensor([[20]]), tensor([[1]])));
  expect(tail! / 2.061153620314381e-9).toBeCloseTo(1, 5);
});

test("Student-t: scipy.stats.t.logpdf(1.3, 3, 0.2, 0.7)", async () => {
  const nll = studentTLikelihood({ degreesOfFreedom: 3, scale: 0.7 }).negativeLogProb(tensor([[0.2]]), tensor([[1.3]]));
  expect((await values(nll))[0]).toBeCloseTo(1.8453226931490185, 6);
});

test("a learned scale is that scale, and its gradient pulls it to the size of the residuals", async () => {
  const outputs = three(2);
  const y = tensor(
    Float32Array.from({ length: 6 }, (_, i) => Math.cos(i)),
    [3, 2],
  );
  const learned = normalLikelihood({ stdDev: "learned" });
  const logStdDev = full([], Math.log(0.7));
  const own = learned.learned!.bind({ logStdDev });
  const known = await values(normalLikelihood({ stdDev: 0.7 }).negativeLogProb(outputs, y));
  for (const [i, value] of (await values(own.negativeLogProb(outputs, y))).entries()) expect(value).toBeCloseTo(known[i]!, 5);
  const { gradients } = valueAndGradient([logStdDev], () => ({ value: sumOf(own.negativeLogProb(outputs, y)), extra: {} }));
  const [means, targets] = [await values(outputs), await values(y)];
  const squares = means.reduce((sum, mean, i) => sum + (mean - targets[i % 6]!) ** 2, 0);
  // d/dl sum (r^2 e^(-2l) / 2 + l) = n - sum r^2 / sd^2
  expect((await values(gradients[0]!))[0]).toBeCloseTo(12 - squares / 0.49, 4);
});

test("a scale of each draw's own: each draw is under its own", async () => {
  const outputs = three(1);
  const y = tensor([[0.5], [-1], [2]]);
  const logs = [-1, 0.5];
  const together = normalLikelihood({ stdDev: "learned" }).learned!.bind({ logStdDev: tensor(logs, [2, 1, 1]) });
  const nll = await values(together.negativeLogProb(outputs, y));
  const expected = await Promise.all(logs.map((log) => values(normalLikelihood({ stdDev: Math.exp(log) }).negativeLogProb(outputs, y))));
  for (const [i, value] of nll.entries()) expect(value).toBeCloseTo(expected[i < 3 ? 0 : 1]![i]!, 5);
});

test("what is learned and not known yet is refused by name", () => {
  for (const [likelihood, name] of [
    [normalLikelihood({ stdDev: "learned" }), "normalLikelihood: logStdDev"],
    [studentTLikelihood({ degreesOfFreedom: 3, scale: "learned" }), "studentTLikelihood: logScale"],
  ] as const) {
    expect(() => likelihood.negativeLogProb(three(1), tensor([1, 2, 3]))).toThrow(`${name} is learned and not bound`);
    expect(() => likelihood.predictive(three(1))).toThrow(`${name} is learned and not bound`);
  }
});

test.each([
  [[2, 1], "y is [2, 1], expected [2, 2] for outputs [3, 2, 2]"],
  [[2], "y is [2], expected [2, 2]"],
  [[1, 2], "y is [1, 2], expected [2, 2]"],
])("targets %j that would broadcast over outputs are refused", (shape, message) => {
  const size = shape.reduce((a, b) => a * b);
  const outputs = tensor(new Float32Array(12), [3, 2, 2]);
  const y = tensor(new Float32Array(size), shape);
  for (const likelihood of [normalLikelihood({ stdDev: 1 }), studentTLikelihood({ degreesOfFreedom: 3, scale: 1 }), bernoulliLikelihood()])
    expect(() => likelihood.negativeLogProb(outputs, y)).toThrow(message);
});

test("settings out of range, heads that do not pair and unknown kinds are named", () => {
  expect(() => normalLikelihood({ stdDev: 0 })).toThrow("stdDev is 0, expected above 0");
  expect(() => studentTLikelihood({ degreesOfFreedom: 0, scale: 1 })).toThrow("degreesOfFreedom is 0, expected above 0");
  expect(() => studentTLikelihood({ degreesOfFreedom: 3, scale: -1 })).toThrow("scale is -1, expected above 0");
  expect(() => heteroscedasticNormalLikelihood().negativeLogProb(three(3), tensor([1, 2, 3]))).toThrow(
    "heteroscedasticNormalLikelihood: outputs are [2, 3, 3], expected an even number: means, then log variances",
  );
  expect(() => likelihoodFromJSON({ kind: "poisson" })).toThrow(
    'likelihood: the kind is "poisson", expected one of bernoulli, categorical, heteroscedasticNormal, normal, studentT',
  );
});
