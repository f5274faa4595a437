import { describe, expect, test } from "vitest";
import * as tensors from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import * as reference from "../testing/numbers.ts";
import { expectClose, spread } from "../testing/numbers.ts";
import type { Tensor } from "../types.ts";

const { tensor, integers, valueAndGradient, sum } = tensors;

interface Case {
  readonly f: (x: number) => number;
  /** Where values and gradients are compared. */
  readonly low: number;
  readonly high: number;
  readonly relative?: number;
  readonly smooth?: false;
}

const unary: Record<string, Case> = {
  negate: { f: (x) => -x, low: -1e30, high: 1e30 },
  exp: { f: Math.exp, low: -87, high: 88 },
  log: { f: Math.log, low: 1e-30, high: 1e30 },
  sqrt: { f: Math.sqrt, low: 0, high: 1e30 },
  abs: { f: Math.abs, low: -1e30, high: 1e30 },
  sign: { f: Math.sign, low: -10, high: 10, smooth: false },
  relu: { f: (x) => Math.max(x, 0), low: -1e30, high: 1e30 },
  tanh: { f: Math.tanh, low: -12, high: 12 },
  sigmoid: { f: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))), low: -87, high: 100 },
  softplus: { f: reference.softplus, low: -87, high: 1e6 },
  softplusSquared: { f: (x) => reference.softplus(x) ** 2, low: -40, high: 1e15 },
  gelu: { f: (x) => x * reference.normalCdf(x), low: -4.5, high: 1e3 },
  sin: { f: Math.sin, low: -8192, high: 8192 },
  cos: { f: Math.cos, low: -8192, high: 8192 },
  square: { f: (x) => x * x, low: -1e15, high: 1e15 },
  reciprocal: { f: (x) => 1 / x, low: 1e-30, high: 1e30 },
  erf: { f: reference.erf, low: -6, high: 6 },
};
const apply = (name: string, x: Tensor): Tensor => (tensors as unknown as Record<string, (x: Tensor) => Tensor>)[name]!(x);

describe.each(Object.entries(unary))("%s", (name, { f, low, high, relative = 2e-6, smooth }) => {
  test("agrees with float64 over its range and near 0", async () => {
    const wide = spread(9999, { low, high });
    const near = spread(9999, { low: Math.max(low, -4), high: Math.min(high, 4), shift: 0.3 }).map((x, i) => (i % 3 === 0 ? x * 1e-6 : x));
    for (const points of [wide, near])
      expectClose(await apply(name, tensor(points)).read(), Float64Array.from(points, f), { relative, label: name });
  });

  test("keeps NaN, to every place of a vector and its tail", async () => {
    for (let size = 1; size <= 6; size++) {
      const values = await apply(name, tensor(new Float32Array(size).fill(Number.NaN))).read();
      expect([...values]).toEqual(new Array(size).fill(Number.NaN));
    }
  });

  test("accepts no values and refuses integers", async () => {
    const nothing = apply(name, tensor(new Float32Array(0), [0, 3]));
    expect(nothing.shape).toEqual([0, 3]);
    expect(await nothing.read()).toHaveLength(0);
    expect(() => apply(name, integers([1, 2]))).toThrow(`${name}: got int32 [2], expected float32`);
  });

  test("has the gradient of its differences", async () => {
    if (smooth === false) {
      const x = tensor([-1, 2]);
      expect([...(await valueAndGradient([x], () => ({ value: sum(apply(name, x)), extra: null })).gradients[0]!.read())]).toEqual([0, 0]);
      return;
    }
    const [from, to] = [Math.max(low, -3), Math.min(high, 3)];
    const at = spread(23, { low: low >= 0 ? 0.3 : from, high: to });
    // |x| and max(x, 0) have a corner at 0
    const away = at.map((x) => (Math.abs(x) < 0.1 ? x + 0.2 : x));
    await checkGradient((x) => apply(name, x), [[23]], { at: [away] });
  });
});

test("tails and special values", async () => {
  const of = async (name: string, values: number[]) => [...(await apply(name, tensor(values)).read())];
  const huge = 1e30;
  expect(await of("exp", [89, huge, -104, -huge, 0])).toEqual([Infinity, Infinity, 0, 0, 1]);
  expect(await of("log", [0, -1, Infinity, 1])).toEqual([-Infinity, Number.NaN, Infinity, 0]);
  expect(await of("tanh", [huge, -huge, 0])).toEqual([1, -1, 0]);
  expect(await of("sigmoid", [huge, -huge, 0])).toEqual([1, 0, 0.5]);
  expect(await of("softplus", [89, 1000, huge, -huge])).toEqual([89, 1000, Math.fround(huge), 0]);
  expect(await of("gelu", [huge, -huge, 0])).toEqual([Math.fround(huge), -0, 0]);
  expect(await of("erf", [huge, -huge])).toEqual([1, -1]);
  expect(await of("relu", [-Infinity, Infinity, -0.5])).toEqual([0, Infinity, 0]);
  expect(await of("sign", [-3, -0, 0, 5])).toEqual([-1, -0, 0, 1]);
  // exp and log in the denormals, where float32 holds fewer digits
  expectClose(await apply("exp", tensor([-90, -95])).read(), [Math.exp(-90), Math.exp(-95)], { relative: 0, absolute: 2 ** -149 });
  expectClose(await apply("log", tensor([2 ** -149, 1e-40])).read(), [-149 * Math.log(2), Math.log(Math.fround(1e-40))]);
  // the rounding of x^2 / 2 grows in gelu's lower tail: 6e-8 x^2 relative
  const tail = spread(999, { low: -13, high: -4.5 });
  expectClose(await apply("gelu", tensor(tail)).read(), Float64Array.from(tail, unary.gelu!.f), { relative: 169 * 1.5e-7 });
});

test("gradients stay finite and right in both tails of softplus, sigmoid, tanh", async () => {
  const gradient = async (name: string, values: number[]) => {
    const x = tensor(values);
    return [...(await valueAndGradient([x], () => ({ value: sum(apply(name, x)), extra: null })).gradients[0]!.read())];
  };
  expectClose(await gradient("softplus", [100, -100, -50]), [1, Math.exp(-100), Math.exp(-50)], { absolute: 2 ** -149 });
  expect(await gradient("sigmoid", [200, -200])).toEqual([0, 0]);
  expect(await gradient("tanh", [50, -50])).toEqual([0, 0]);
  expect(await gradient("abs", [-2, 0, 3])).toEqual([-1, 0, 1]);
  expect(await gradient("relu", [-2, 0, 3])).toEqual([0, 0, 1]);
});

describe("affine and clamp", () => {
  test("values", async () => {
    expect([...(await tensors.affine(tensor([1, 2, 3]), { scale: 2, shift: -1 }).read())]).toEqual([1, 3, 5]);
    expect([...(await tensors.clamp(tensor([-5, 0.5, 5, Number.NaN]), { low: -1, high: 1 }).read())]).toEqual([-1, 0.5, 1, Number.NaN]);
    expect([...(await tensors.clamp(tensor([-5, 5]), { low: 0 }).read())]).toEqual([0, 5]);
  });
  test("gradients", async () => {
    await checkGradient((x) => tensors.affine(x, { scale: -1.7, shift: 3 }), [[3, 2]]);
    await checkGradient((x) => tensors.clamp(x, { low: -1, high: 1.2 }), [[5]], { at: [Float32Array.of(-1.5, -0.4, 0.3, 1, 1.9)] });
  });
});
