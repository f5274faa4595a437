import { describe, expect, test } from "vitest";
import { concat, integers, sequenceLengths, stack, sum, tensor, unstack, valueAndGradient } from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import { spread } from "../testing/numbers.ts";

describe("unstack", () => {
  test.each([0, 1, 2, -1])("axis %i: the parts are the slices, stacked they are x", async (axis) => {
    const shape = [2, 3, 4];
    const x = tensor(spread(24), shape);
    const parts = unstack(x, axis);
    const at = axis < 0 ? axis + 3 : axis;
    expect(parts.map((part) => part.shape)).toEqual(Array(shape[at]).fill(shape.filter((_, i) => i !== at)));
    const values = await x.read();
    for (const [index, part] of parts.entries()) {
      const expected = [...values].filter((_, flat) => [Math.floor(flat / 12), Math.floor(flat / 4) % 3, flat % 4][at] === index);
      expect([...(await part.read())]).toEqual(expected);
    }
  });

  test("gradients of all parts, and of some", async () => {
    for (const axis of [0, 1, 2])
      await checkGradient((x) => stack(unstack(x!, axis).map((part, i) => (i === 0 ? part : concat([part])))), [[2, 3, 4]]);
    const x = tensor(spread(6), [2, 3]);
    const { gradients } = valueAndGradient([x], () => ({ value: sum(unstack(x, 1)[1]!), extra: null }));
    expect([...(await gradients[0]!.read())]).toEqual([0, 1, 0, 0, 1, 0]);
  });

  test("integers, and an axis of no parts", async () => {
    const [first] = unstack(integers([[1, 2]]));
    expect([...(await first!.read())]).toEqual([1, 2]);
    expect(unstack(tensor([], [0, 3]))).toEqual([]);
    expect(() => unstack(tensor([1]), 1)).toThrow("unstack: axis 1, expected -1 to 0");
  });
});

describe("sequenceLengths", () => {
  test("steps up to the last one with any other value", () => {
    const x = tensor([
      [
        [1, 0],
        [0, 0],
        [0, 2],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      [
        [3, 3],
        [3, 3],
        [3, 3],
        [0, 3],
      ],
    ]);
    expect([...sequenceLengths(x, 0)]).toEqual([3, 0, 4]);
    expect([...sequenceLengths(x, 3)]).toEqual([4, 4, 4]);
    expect([...sequenceLengths(tensor([[[0.1], [0.1]]]), 0.1)]).toEqual([0]);
    expect([...sequenceLengths(integers([[[5], [7]]]), 7)]).toEqual([1]);
  });

  test("a row of no steps has length 0, and a single axis is refused", () => {
    expect([...sequenceLengths(tensor([], [2, 0, 3]), 0)]).toEqual([0, 0]);
    expect(() => sequenceLengths(tensor([1]), 0)).toThrow("sequenceLengths: x is [1], expected [..., steps, inputs]");
  });
});
