import { expect, test } from "vitest";
import { memory } from "../engine/engine.ts";
import {
  convolve2d,
  convolveKept,
  engine,
  full,
  gatherRows,
  gaussianDraw,
  gaussianMoments,
  integers,
  key,
  localNoise,
  lstmSteps,
  matmul,
  scope,
  sum,
  type Tensor,
  topK,
  valueAndGradient,
} from "../index.ts";

const prior = { kind: "normal", mean: 0, stdDev: 1 } as const;
const ones = (...shape: number[]): Tensor => full(shape, 1);
const graded = (inputs: Tensor[], body: () => Tensor) => valueAndGradient(inputs, () => ({ value: sum(body()), extra: null }));

/** Operations that take memory of their own while they work. */
const works: Record<string, () => unknown> = {
  gaussianDraw() {
    const [mean, rho] = [ones(5), ones(5)];
    return graded([mean, rho], () => gaussianDraw(mean, rho, { noise: key(1), draws: 3, prior }).complexity);
  },
  localNoise() {
    const [mean, variance] = [ones(5), ones(5)];
    return graded([mean, variance], () => localNoise(mean, variance, { noise: key(1), draws: 3, repeat: true }));
  },
  gaussianMoments() {
    const [mean, rho] = [ones(5), ones(5)];
    return graded([mean, rho], () => gaussianMoments(mean, rho, prior).complexity);
  },
  convolveKept() {
    const kept = [{ channels: Int32Array.of(0, 2), outputs: Int32Array.of(1) }];
    return convolveKept(ones(2, 3, 6, 6), ones(2, 3, 3, 3), { kept });
  },
  convolve2d() {
    const [x, kernel] = [ones(2, 3, 6, 6), ones(2, 3, 3, 3)];
    return graded([x, kernel], () => convolve2d(x, kernel));
  },
  "convolve2d of stride 2"() {
    const [x, kernel] = [ones(2, 3, 6, 6), ones(2, 3, 3, 3)];
    return graded([x, kernel], () => convolve2d(x, kernel, { stride: 2 }));
  },
  matmul() {
    const [a, b] = [ones(700, 400), ones(400, 300)];
    return graded([a, b], () => matmul(a, b));
  },
  lstmSteps() {
    const [x, weight, mask] = [ones(3, 2, 8), ones(2, 8), ones(2, 2)];
    return graded([x, weight], () => lstmSteps(x, weight, { mask, lengths: integers([3, 2]) }).states);
  },
  "gatherRows of one row, often"() {
    const x = ones(2, 3);
    return graded([x], () => gatherRows(x, integers(new Int32Array(3000))));
  },
  "sum of many values": () => sum(ones(300, 300)),
  topK: () => topK(ones(2, 1000), 3),
};

test.each(Object.keys(works))("%s gives back what it holds, whichever allocation finds no memory", (name) => {
  const { allocate } = memory;
  const held = () => engine.info().memoryMiB.held;
  const before = held();
  let refused = true;
  for (let last = 0; refused; last++) {
    let left = last;
    refused = false;
    memory.allocate = (bytes) => {
      if (left-- > 0) return allocate(bytes);
      refused = true;
      throw new Error("out of memory");
    };
    const attempt = () => scope(() => void works[name]!());
    try {
      if (last > 1000) throw new Error("more allocations than any of these needs");
      attempt();
    } catch (error) {
      if (!refused) throw error;
    } finally {
      memory.allocate = allocate;
    }
    expect(held(), `after ${last} allocations`).toBe(before);
  }
});

test.each(["gaussianDraw", "convolveKept"])("what %s refuses takes no memory", (name) => {
  const [x, kernel, noise, whole] = [ones(2, 3, 6, 6), ones(2, 3, 3, 3), ones(7), integers(new Int32Array(7))];
  const refused: Record<string, (() => unknown)[]> = {
    gaussianDraw: [
      () => gaussianDraw(noise, noise, { noise, draws: 2, prior }),
      () => gaussianDraw(noise, noise, { noise: whole, draws: 1 }),
    ],
    convolveKept: [() => convolveKept(x, kernel, { kept: [{ channels: Int32Array.of(3), outputs: Int32Array.of(0) }] })],
  };
  const before = engine.info().memoryMiB.held;
  for (const one of refused[name]!) expect(one).toThrow(`${name}: `);
  expect(engine.info().memoryMiB.held).toBe(before);
});
