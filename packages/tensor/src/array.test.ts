import { describe, expect, test } from "vitest";
import {
  adamStep,
  add,
  assign,
  engine,
  exp,
  integers,
  keep,
  key,
  matmul,
  multiply,
  randomNormal,
  relu,
  reshape,
  scope,
  square,
  sum,
  type Tensor,
  tensor,
  trackKept,
  valueAndGradient,
  zeros,
} from "./index.ts";

const held = () => engine.info().memoryMiB.held;

describe("scope", () => {
  test("a thousand training steps hold no more memory than the first", () => {
    const [x, y] = [keep(randomNormal(key(1), [32, 20])), keep(randomNormal(key(2), [32, 5]))];
    const parameters = [keep(randomNormal(key(3), [20, 16])), keep(randomNormal(key(4), [16, 5]))] as const;
    const moments = parameters.map((p) => [keep(zeros(p.shape)), keep(zeros(p.shape))] as const);
    const losses: number[] = [];
    const step = (count: number) =>
      scope(() => {
        const { gradients, value } = valueAndGradient(parameters, () => {
          const outputs = matmul(relu(matmul(x, parameters[0])), parameters[1]);
          return { value: sum(square(add(outputs, multiply(y, -1)))), extra: null };
        });
        for (const [i, p] of parameters.entries())
          adamStep(p, gradients[i]!, {
            firstMoment: moments[i]![0],
            secondMoment: moments[i]![1],
            step: count,
            learningRate: 0.01,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            weightDecay: 0,
            decoupledWeightDecay: 0,
          });
        losses.push((value as unknown as { values(): Float32Array }).values()[0]!);
      });
    step(1);
    const after = held();
    for (let count = 2; count <= 1000; count++) step(count);
    expect(held()).toBe(after);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
  });

  test("returned arrays survive, also in objects, lists and maps; the others do not", async () => {
    let lost = zeros([1]);
    const before = held();
    const result = scope(() => {
      lost = tensor([0]);
      return { a: tensor([1]), list: [tensor([2])], map: new Map([["c", tensor([3])]]), n: 4 };
    });
    expect([...(await result.a.read()), ...(await result.list[0]!.read()), ...(await result.map.get("c")!.read())]).toEqual([1, 2, 3]);
    await expect(lost.read()).rejects.toThrow("tensor [1] was disposed; return it from its scope or keep() it");
    for (const array of [result.a, result.list[0]!, result.map.get("c")!]) array.dispose();
    expect(held()).toBe(before);
  });

  test("what holds itself, and a chain of any length, is looked through once; nothing is left behind", async () => {
    interface Holder {
      readonly own: Tensor;
      next?: unknown;
    }
    const cyclic: Record<string, (own: Tensor) => Holder> = {
      object: (own) => {
        const holder: Holder = { own };
        holder.next = { list: [holder] };
        return holder;
      },
      "list and map and set": (own) => {
        const [list, map, set]: [unknown[], Map<string, unknown>, Set<unknown>] = [[], new Map(), new Set()];
        list.push(list, map);
        map.set("set", set);
        set.add(list).add(map).add(own);
        return { own: zeros([2]), next: list };
      },
      chain: (own) => {
        let holder: Holder = { own };
        for (let i = 0; i < 200_000; i++) holder = { own, next: holder };
        return holder;
      },
    };
    for (const [name, holding] of Object.entries(cyclic)) {
      const before = held();
      let deep: Tensor | undefined;
      const holder = scope(() => {
        deep = tensor([5]);
        zeros([1000]);
        return holding(deep);
      });
      expect([...(await deep!.read())], name).toEqual([5]);
      deep!.dispose();
      holder.own.dispose();
      expect(held(), name).toBe(before);
    }
  });

  test("a result that cannot be looked through leaves nothing behind", () => {
    const before = held();
    const body = () => ({
      own: zeros([1000]),
      get broken(): Tensor {
        throw new Error("no value");
      },
    });
    expect(() => scope(body)).toThrow("no value");
    expect(held()).toBe(before);
    // and no scope stays open
    const later = scope(() => tensor([1]));
    expect(() => later.dispose()).not.toThrow();
    expect(held()).toBe(before);
  });

  test("what an inner scope returns belongs to the outer one", () => {
    const before = held();
    scope(() => {
      const inner = scope(() => exp(tensor([1, 2, 3])));
      expect(inner.shape).toEqual([3]);
    });
    expect(held()).toBe(before);
  });

  test("kept arrays outlive every scope until they are disposed", async () => {
    const kept = scope(() => scope(() => keep(tensor([1, 2]))));
    expect([...(await kept.read())]).toEqual([1, 2]);
    let inside = kept;
    scope(() => {
      inside = keep(tensor([7]));
    });
    expect([...(await inside.read())]).toEqual([7]);
    const before = held();
    inside.dispose();
    inside.dispose();
    expect(held()).toBeLessThan(before);
    kept.dispose();
  });

  test("arrays that share their values share their memory: the last one frees it", async () => {
    const before = held();
    const view = scope(() => reshape(tensor([1, 2, 3, 4]), [2, 2]));
    expect([...(await view.read())]).toEqual([1, 2, 3, 4]);
    view.dispose();
    expect(held()).toBe(before);
  });

  test("a body that throws frees what it made; a promise is refused", () => {
    const before = held();
    expect(() =>
      scope(() => {
        tensor([1]);
        throw new Error("in the body");
      }),
    ).toThrow("in the body");
    expect(() => scope(async () => tensor([1]))).toThrow("scope: the body returned a promise; read values after the scope instead");
    expect(held()).toBe(before);
  });

  test("use after dispose throws, in operations as in reads", async () => {
    const x = tensor([1]);
    x.dispose();
    expect(() => exp(x)).toThrow("tensor [1] was disposed");
    expect(() => reshape(x, [1, 1])).toThrow("tensor [1] was disposed");
    await expect(x.read()).rejects.toThrow("tensor [1] was disposed");
  });
});

describe("trackKept", () => {
  test("gives back what was kept since, and nothing else", async () => {
    const earlier = keep(tensor([1]));
    const before = held();
    const kept = trackKept();
    keep(earlier);
    keep(tensor([2])).dispose();
    const later = scope(() => keep(tensor([3])));
    expect([...(await later.read())]).toEqual([3]);
    kept.release();
    await expect(later.read()).rejects.toThrow("tensor [1] was disposed");
    expect([...(await earlier.read())]).toEqual([1]);
    expect(held()).toBe(before);
    const afterwards = keep(tensor([4]));
    kept.release();
    expect([...(await afterwards.read())]).toEqual([4]);
    for (const array of [earlier, afterwards]) array.dispose();
  });

  test("stretches that overlap are released together, with the last of them", async () => {
    const before = held();
    const first = trackKept();
    const second = trackKept();
    const shared = keep(tensor([1]));
    first.release();
    first.release();
    expect([...(await shared.read())]).toEqual([1]);
    second.release();
    await expect(shared.read()).rejects.toThrow("was disposed");
    expect(held()).toBe(before);
  });
});

describe("tensor and integers", () => {
  test("take numbers, nested arrays and typed arrays", async () => {
    expect(tensor(5).shape).toEqual([]);
    expect(
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]).shape,
    ).toEqual([3, 2]);
    expect([...(await tensor(new Float64Array([0.5, 1]), [2, 1]).read())]).toEqual([0.5, 1]);
    expect([...(await integers(new Uint8Array([1, 255])).read())]).toEqual([1, 255]);
    expect([...(await tensor([true, false]).read())]).toEqual([1, 0]);
    expect(tensor([]).shape).toEqual([0]);
  });
  test("refuse ragged values and shapes of another size", () => {
    expect(() => tensor([[1, 2], [3]])).toThrow("tensor: ragged values, expected 2 entries at depth 1 of [2, 2]");
    expect(() => tensor([1, 2, 3], [2])).toThrow("tensor: 3 values for shape [2], which holds 2");
    expect(() => tensor([[1], [[2]]] as never)).toThrow("tensor: value 1 is nested deeper than [2, 1], expected a number");
  });
  test("refuse values that hold themselves", () => {
    const values: unknown[] = [];
    values.push(values);
    expect(() => tensor(values as never)).toThrow("tensor: values are nested more than 32 deep, or hold themselves");
  });
  test("a read is a copy", async () => {
    const x = tensor([1, 2]);
    const values = await x.read();
    values[0] = 99;
    expect([...(await x.read())]).toEqual([1, 2]);
  });
  test("a part is read alone, at both ends too, and one beyond the array is refused", async () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([...(await x.read({ from: 2, count: 3 }))]).toEqual([3, 4, 5]);
    expect([...(await x.read({ from: 5, count: 1 }))]).toEqual([6]);
    expect([...(await x.read({ from: 6, count: 0 }))]).toEqual([]);
    expect([...(await integers([7, 8]).read({ from: 1, count: 1 }))]).toEqual([8]);
    await expect(x.read({ from: 4, count: 3 })).rejects.toThrow("read: 3 values from 4 on, expected at most 6, those of the array");
    await expect(x.read({ from: -1, count: 1 })).rejects.toThrow("read: from is -1, expected a whole number from 0");
    await expect(x.read({ from: 0, count: 0.5 })).rejects.toThrow("read: count is 0.5, expected a whole number from 0");
  });
  test("assign fills a part and leaves the rest", async () => {
    const x = tensor([1, 2, 3, 4]);
    assign(x, new Float32Array([8, 9]), { from: 2 });
    assign(x, tensor([7]), { from: 0 });
    expect([...(await x.read())]).toEqual([7, 2, 8, 9]);
    expect(() => assign(x, new Float32Array(2), { from: 3 })).toThrow("assign: 2 values from 3 on, expected at most 4, those of the array");
    expect(() => assign(x, new Float32Array(2), { from: -1 })).toThrow("assign: from is -1, expected a whole number from 0");
    expect(() => assign(x, integers([1]), { from: 0 })).toThrow("assign: got int32 values, expected float32");
  });
  test("assign overwrites in place", async () => {
    const x = tensor([1, 2]);
    assign(x, new Float32Array([3, 4]));
    expect([...(await x.read())]).toEqual([3, 4]);
    expect(() => assign(x, new Float32Array(3))).toThrow("assign: 3 values for shape [2]");
  });
  test("assign takes the values of another array, which keeps its own", async () => {
    const [x, y] = [tensor([1, 2]), tensor([[3], [4]])];
    assign(x, y);
    assign(y, new Float32Array([5, 6]));
    expect([...(await x.read())]).toEqual([3, 4]);
    expect(() => assign(x, tensor([1, 2, 3]))).toThrow("assign: values of shape [3] for shape [2]");
    expect(() => assign(x, integers([1, 2]))).toThrow("assign: got int32 values, expected float32");
    y.dispose();
    expect(() => assign(x, y)).toThrow("was disposed");
  });
});
