import { describe, expect, test } from "vitest";
import {
  add,
  convolve2d,
  engine,
  full,
  gaussianDraw,
  integers,
  key,
  matmul,
  maxPool2d,
  multiply,
  normals,
  relu,
  repeatedGradient,
  reshape,
  type Shape,
  sequenceLengths,
  softmaxCrossEntropy,
  square,
  stack,
  sum,
  type Tensor,
  tanh,
  tensor,
  topK,
  valueAndGradient,
} from "../index.ts";

const held = () => engine.info().memoryMiB.held;
const valuesAt = (shapes: readonly Shape[], seed: number) =>
  shapes.map((shape, i) =>
    normals(
      key(seed).child(i),
      shape.reduce((n, size) => n * size, 1),
    ),
  );

/** Value and gradients at inputs, as plain numbers. */
async function numbersOf({ value, gradients }: { value: Tensor; gradients: readonly Tensor[] }) {
  return [[...(await value.read())], ...(await Promise.all(gradients.map(async (gradient) => [...(await gradient.read())])))];
}

/** Repeats `body` at three sets of inputs, each beside `valueAndGradient` of the same. */
async function compare(shapes: readonly Shape[], body: (inputs: readonly Tensor<"float32">[]) => Tensor) {
  const own = (inputs: readonly Tensor<"float32">[]) => ({ value: body(inputs), extra: null });
  const repeated = repeatedGradient(shapes, own, () => []);
  for (const seed of [1, 2, 3, 1]) {
    const values = valuesAt(shapes, seed);
    const inputs = values.map((one, i) => tensor(one, shapes[i]!));
    expect(await numbersOf(repeated.at(values))).toEqual(await numbersOf(valueAndGradient(inputs, () => own(inputs))));
  }
  repeated.dispose();
}

describe("repeatedGradient gives the bits of valueAndGradient", () => {
  test("of a dense network under a drawn weight, with labels", async () => {
    const x = tensor(normals(key(9), 40 * 6), [40, 6]);
    const labels = integers(Array.from({ length: 40 }, (_, i) => i % 3));
    const shapes = [
      [6, 5],
      [6, 5],
      [2, 5, 3],
    ];
    await compare(shapes, ([mean, rho, output]) => {
      const { weights } = gaussianDraw(mean!, rho!, { noise: key(4), draws: 2, prior: { kind: "normal", mean: 0, stdDev: 1 } });
      return sum(softmaxCrossEntropy(matmul(tanh(matmul(x, weights)), output!), labels));
    });
  });

  test("of a convolution with pooling", async () => {
    const x = tensor(normals(key(8), 2 * 8 * 8), [2, 1, 8, 8]);
    await compare([[3, 1, 3, 3]], ([kernel]) => sum(square(maxPool2d(convolve2d(x, kernel!), { size: 2 }))));
  });

  test("where an input is the value's only part, is unused, or is laid beside another", async () => {
    await compare([[1]], ([x]) => reshape(x!, []));
    await compare([[2], [3]], ([x]) => sum(square(x!)));
    await compare([[2], [2]], ([x, y]) => sum(square(stack([x!, multiply(y!, 3), x!]))));
  });

  test("where the body looks at values, which calls it each time", async () => {
    const largest = ([x]: readonly Tensor<"float32">[]) => sum(multiply(x!, topK(x!, 1).values[0]!));
    await compare([[5]], largest);
    const steps = (x: Tensor) => sequenceLengths(relu(x), 0).reduce((all, length) => all + length, 0);
    await compare([[8, 3, 1]], ([x]) => sum(multiply(x!, steps(x!))));
  });

  test("where what lies between is too much to hold, which calls it each time", async () => {
    let calls = 0;
    const rows = full([3000, 1], 1);
    const body = ([x]: readonly Tensor<"float32">[]) => {
      calls++;
      return { value: sum(square(square(multiply(rows, x!)))), extra: null };
    };
    const wide = repeatedGradient([[1, 4000]], body, () => []);
    const before = held();
    for (const seed of [1, 2]) wide.at(valuesAt([[1, 4000]], seed));
    expect(calls).toBe(2);
    expect(held() - before).toBeLessThan(1);
    wide.dispose();
  });
});

test("the body is called once, and results are arrays that hold the latest", async () => {
  let calls = 0;
  const body = ([x]: readonly Tensor<"float32">[]) => {
    calls++;
    const y = add(x!, 1);
    return { value: sum(square(y)), extra: { y } };
  };
  const repeated = repeatedGradient([[2]], body, ({ y }) => [y]);
  const first = repeated.at([new Float32Array([1, 2])]);
  expect([...(await first.extra.y.read())]).toEqual([2, 3]);
  const second = repeated.at([new Float32Array([3, 4])]);
  expect(second).toBe(first);
  expect([...(await first.extra.y.read())]).toEqual([4, 5]);
  expect([...(await first.gradients[0]!.read())]).toEqual([8, 10]);
  expect(calls).toBe(1);
  repeated.dispose();
  await expect(first.value.read()).rejects.toThrow("was disposed");
});

test("dispose gives back all memory, and so does a body that throws", () => {
  const before = held();
  const repeated = repeatedGradient(
    [[64, 64]],
    ([x]) => ({ value: sum(matmul(x!, tanh(x!))), extra: null }),
    () => [],
  );
  for (const seed of [1, 2, 3]) repeated.at(valuesAt([[64, 64]], seed));
  expect(held()).toBeGreaterThan(before);
  repeated.dispose();
  expect(held()).toBe(before);
  const failing = repeatedGradient(
    [[64]],
    ([x]) => {
      tanh(x!);
      throw new Error("in the body");
    },
    () => [],
  );
  expect(() => failing.at(valuesAt([[64]], 1))).toThrow("in the body");
  failing.dispose();
  expect(held()).toBe(before);
});

test("inputs of another number or size are refused", () => {
  const repeated = repeatedGradient(
    [[2]],
    ([x]) => ({ value: sum(x!), extra: null }),
    () => [],
  );
  expect(() => repeated.at([])).toThrow("repeatedGradient: 0 inputs, expected 1");
  expect(() => repeated.at([new Float32Array(3)])).toThrow("assign: 3 values for shape [2]");
  repeated.dispose();
});
