import { describe, expect, test } from "vitest";
import { adamStep, integers, keep, sgdStep, tensor, zeros } from "../index.ts";
import { expectClose, spread } from "../testing/numbers.ts";

const gradientAt = (step: number, size: number) => spread(size, { shift: step * 0.13 });
const SIZES = [1, 3, 5, 4097, 16385];

describe("adamStep", () => {
  test.each([
    ["plain", { weightDecay: 0, decoupledWeightDecay: 0, beta2: 0.999 }],
    ["weight decay in the gradient", { weightDecay: 0.1, decoupledWeightDecay: 0, beta2: 0.999 }],
    ["decoupled weight decay", { weightDecay: 0, decoupledWeightDecay: 0.1, beta2: 0.999 }],
    ["beta2 near 1", { weightDecay: 0, decoupledWeightDecay: 0, beta2: 0.99999 }],
  ])("%s: thirty steps agree with a float64 loop", async (_, { beta2, ...decay }) => {
    const rates = { learningRate: 0.01, beta1: 0.9, beta2, epsilon: 1e-8 };
    for (const size of SIZES) {
      const [w, m, v] = [Float64Array.from(spread(size)), new Float64Array(size), new Float64Array(size)];
      const parameter = keep(tensor(spread(size)));
      const [firstMoment, secondMoment] = [keep(zeros([size])), keep(zeros([size]))];
      for (let step = 1; step <= 30; step++) {
        const gradient = gradientAt(step, size);
        adamStep(parameter, tensor(gradient), { firstMoment, secondMoment, step, ...rates, ...decay });
        for (let i = 0; i < size; i++) {
          const g = gradient[i]! + decay.weightDecay * w[i]!;
          m[i] = rates.beta1 * m[i]! + (1 - rates.beta1) * g;
          v[i] = rates.beta2 * v[i]! + (1 - rates.beta2) * g * g;
          const move = m[i]! / (1 - rates.beta1 ** step) / (Math.sqrt(v[i]! / (1 - rates.beta2 ** step)) + rates.epsilon);
          w[i] = w[i]! * (1 - rates.learningRate * decay.decoupledWeightDecay) - rates.learningRate * move;
        }
      }
      // thirty roundings of up to 6e-8 in each moment reach a step of 0.01 as 3e-6 of it or less, thirty times
      expectClose(await parameter.read(), w, { relative: 1e-6, absolute: 30 * 0.01 * 3e-6 });
      expectClose(await firstMoment.read(), m, { relative: 1e-5, absolute: 1e-6 });
    }
  });

  test("a first step is the learning rate, whatever the gradient's size", async () => {
    const parameter = tensor([0, 0, 0]);
    adamStep(parameter, tensor([1e-6, -5, 1e8]), {
      firstMoment: zeros([3]),
      secondMoment: zeros([3]),
      step: 1,
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-12,
      weightDecay: 0,
      decoupledWeightDecay: 0,
    });
    expectClose(await parameter.read(), [-0.1, 0.1, -0.1], { relative: 1e-4 });
  });

  test("refuses arrays of another shape", () => {
    const options = {
      firstMoment: zeros([2]),
      secondMoment: zeros([2]),
      step: 1,
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
      decoupledWeightDecay: 0,
    };
    expect(() => adamStep(tensor([1, 2]), tensor([1]), options)).toThrow("adam: gradient is [1], the parameter [2]");
    expect(() => adamStep(tensor([1]), tensor([1]), options)).toThrow("adam: firstMoment is [2], the parameter [1]");
    expect(() => adamStep(tensor([1, 2]), tensor([1, 2]), { ...options, step: 0 })).toThrow("adam: step is 0, expected 1 for the first");
  });
});

describe("sgdStep", () => {
  test.each([
    ["plain", 0, 0],
    ["momentum", 0.9, 0],
    ["momentum and weight decay", 0.9, 0.05],
  ])("%s: twenty steps agree with a float64 loop", async (_, momentum, weightDecay) => {
    for (const size of SIZES) {
      const [w, v] = [Float64Array.from(spread(size)), new Float64Array(size)];
      const parameter = keep(tensor(spread(size)));
      const velocity = momentum ? keep(zeros([size])) : null;
      for (let step = 1; step <= 20; step++) {
        const gradient = gradientAt(step, size);
        sgdStep(parameter, tensor(gradient), { velocity, learningRate: 0.01, momentum, weightDecay });
        for (let i = 0; i < size; i++) {
          v[i] = momentum * v[i]! + gradient[i]! + weightDecay * w[i]!;
          w[i] = w[i]! - 0.01 * v[i]!;
        }
      }
      expectClose(await parameter.read(), w, { relative: 1e-5, absolute: 2e-6 });
    }
  });

  test("refuses arrays of another shape or type", () => {
    const options = { velocity: null, learningRate: 0.1, momentum: 0, weightDecay: 0 };
    expect(() => sgdStep(tensor([1, 2]), tensor([1]), options)).toThrow("sgd: gradient is [1], the parameter [2]");
    expect(() => sgdStep(integers([1]), tensor([1]), options)).toThrow("sgd: got int32 [1], expected float32");
    expect(() => sgdStep(tensor([1]), tensor([1]), { ...options, velocity: zeros([2]) })).toThrow(
      "sgd: velocity is [2], the parameter [1]",
    );
  });
});
