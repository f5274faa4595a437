import { describe, expect, test } from "vitest";
import { add, exp, integers, keep, matmul, multiply, relu, scope, square, sum, tensor, valueAndGradient } from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";

describe("valueAndGradient", () => {
  test("a value used more than once gathers the gradients of all its uses", async () => {
    const x = tensor([3]);
    const { value, gradients } = valueAndGradient([x], () => ({
      value: sum(add(multiply(x, x), multiply(x, exp(multiply(x, 0))))),
      extra: null,
    }));
    expect([...(await value.read()), ...(await gradients[0]!.read())]).toEqual([12, 7]);
    await checkGradient((a, b) => multiply(add(a, b), multiply(a, add(square(a), b))), [[5], [5]]);
  });

  test("a network of two layers, against differences", async () => {
    await checkGradient(
      (x, w1, w2) => matmul(relu(matmul(x, w1)), w2),
      [
        [4, 3],
        [3, 5],
        [5, 2],
      ],
      { step: 2e-3, tolerance: 3e-3 },
    );
  });

  test("what the value does not depend on has gradient 0", async () => {
    const [x, y] = [tensor([1, 2]), tensor([3, 4])];
    const { gradients } = valueAndGradient([x, y], () => ({ value: sum(x), extra: null }));
    expect([...(await gradients[1]!.read())]).toEqual([0, 0]);
    const nothing = valueAndGradient([x], () => ({ value: tensor([5], []), extra: null }));
    expect([...(await nothing.value.read()), ...(await nothing.gradients[0]!.read())]).toEqual([5, 0, 0]);
  });

  test("runs again and again on the same parameters without leaving traces", async () => {
    const w = keep(tensor([1, 2]));
    const once = async () => [...(await valueAndGradient([w], () => ({ value: sum(square(w)), extra: null })).gradients[0]!.read())];
    expect(await once()).toEqual([2, 4]);
    expect(() =>
      valueAndGradient([w], () => {
        throw new Error("in the body");
      }),
    ).toThrow("in the body");
    expect(await once()).toEqual([2, 4]);
    w.dispose();
  });

  test("the extra result survives, everything else is freed", async () => {
    const x = tensor([1, 2]);
    let inner = x;
    const { extra } = valueAndGradient([x], () => {
      inner = exp(x);
      const y = multiply(inner, inner);
      return { value: sum(y), extra: { y } };
    });
    expect((await extra.y.read())[0]).toBeCloseTo(Math.exp(2), 4);
    await expect(inner.read()).rejects.toThrow("was disposed");
  });

  test("a scope inside the body leaves to the recording what the gradient needs, and no longer", async () => {
    const x = tensor([1, 2]);
    const w = keep(tensor([3, 5]));
    let [drawn, unused] = [x, x];
    const { gradients } = valueAndGradient([x], () => {
      const y = scope(() => {
        unused = square(w);
        drawn = exp(w);
        return square(multiply(square(x), drawn));
      });
      return { value: sum(y), extra: null };
    });
    // d x^4 e^2w = 4 x^3 e^2w
    const gradient = await gradients[0]!.read();
    for (const [i, expected] of [4 * Math.exp(6), 32 * Math.exp(10)].entries()) expect(gradient[i]! / expected).toBeCloseTo(1, 5);
    await expect(drawn.read()).rejects.toThrow("was disposed");
    await expect(unused.read()).rejects.toThrow("was disposed");
    w.dispose();
  });

  test("refuses a value that is no single number, and a recording inside a recording", () => {
    const x = tensor([1, 2]);
    expect(() => valueAndGradient([x], () => ({ value: square(x), extra: null }))).toThrow(
      "valueAndGradient: the objective is [2], expected a single value",
    );
    const nested = () =>
      valueAndGradient([x], () => ({ value: sum(x), extra: valueAndGradient([x], () => ({ value: sum(x), extra: null })) }));
    expect(nested).toThrow("second derivatives are not supported");
    expect(() => scope(() => valueAndGradient([x], () => ({ value: sum(integers([1])), extra: null })))).toThrow(
      "sum: got int32 [1], expected float32",
    );
  });
});
