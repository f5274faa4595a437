import { describe, expect, test } from "vitest";
import {
  integers,
  logSoftmax,
  multiply,
  mutualInformation,
  softmax,
  softmaxCrossEntropy,
  sum,
  tensor,
  valueAndGradient,
} from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import { expectClose, spread } from "../testing/numbers.ts";

const logSumExp = (row: readonly number[]) => {
  const largest = Math.max(...row);
  return largest + Math.log(row.reduce((total, x) => total + Math.exp(x - largest), 0));
};
const logProbabilities = (row: readonly number[]) => {
  const normaliser = logSumExp(row);
  return row.map((x) => x - normaliser);
};
const rowsOf = (values: ArrayLike<number>, classes: number) =>
  Array.from({ length: values.length / classes }, (_, row) => Array.from({ length: classes }, (_, c) => values[row * classes + c]!));

describe("softmax and logSoftmax", () => {
  test.each([1, 2, 3, 4, 5, 10, 17, 1000])("rows of %i classes agree with float64", async (classes) => {
    const values = spread(classes * 7, { low: -8, high: 8 });
    const expected = rowsOf(values, classes).flatMap(logProbabilities);
    expectClose(await logSoftmax(tensor(values, [7, classes])).read(), expected, { relative: 1e-6, absolute: 1e-6 });
    expectClose(await softmax(tensor(values, [7, classes])).read(), expected.map(Math.exp), { relative: 3e-6 });
  });

  test.each([1, 2, 3, 4, 10, 17, 256, 257])("eight rows of %i classes at once have the bits of a row alone", async (classes) => {
    const rows = 21;
    const values = spread(rows * classes, { low: -90, high: 90 });
    for (const [i, special] of [Number.NaN, Infinity, -Infinity, 1e30, -1e30].entries()) values[3 * i * classes + (i % classes)] = special;
    values.fill(-Infinity, 16 * classes, 17 * classes);
    for (const f of [softmax, logSoftmax]) {
      const together = await f(tensor(values, [rows, classes])).read();
      for (let row = 0; row < rows; row++) {
        const [from, to] = [row * classes, (row + 1) * classes];
        expect([...together.slice(from, to)]).toEqual([...(await f(tensor(values.slice(from, to), [1, classes])).read())]);
      }
    }
  });

  test("work along any axis", async () => {
    const values = spread(24);
    const x = tensor(values, [2, 3, 4]);
    for (const axis of [0, 1, 2, -1, -2]) {
      const y = await softmax(x, axis).read();
      const at = axis < 0 ? axis + 3 : axis;
      const [stride, length] = [
        [12, 2],
        [4, 3],
        [1, 4],
      ][at] as [number, number];
      for (let i = 0; i < 24; i++) {
        const base = i - (Math.floor(i / stride) % length) * stride;
        const row = Array.from({ length }, (_, j) => values[base + j * stride]!);
        expect(y[i]).toBeCloseTo(Math.exp(values[i]! - logSumExp(row)), 6);
      }
    }
    expect(() => softmax(x, 3)).toThrow("softmax: axis 3, expected -3 to 2");
  });

  test("huge logits neither overflow nor lose their differences; NaN stays in its row", async () => {
    const x = tensor([
      [1e30, 1e30, -1e30],
      [1000, 999, -1000],
      [Number.NaN, 0, 0],
      [0, -Infinity, 0],
    ]);
    expectClose((await softmax(x).read()).slice(0, 6), [0.5, 0.5, 0, 1 / (1 + Math.exp(-1)), 1 / (1 + Math.E), 0], { relative: 1e-5 });
    expect([...(await softmax(x).read())].slice(6, 9).every(Number.isNaN)).toBe(true);
    expectClose((await softmax(x).read()).slice(9), [0.5, 0, 0.5]);
  });

  test("have the gradient of their differences", async () => {
    for (const f of [softmax, logSoftmax]) for (const axis of [0, 1]) await checkGradient((x) => f(x, axis), [[4, 5]]);
  });

  test("the gradient of a near-certain log-probability is small, not 0", async () => {
    const total = Math.exp(20) + 1 + Math.E;
    const shares = [(1 + Math.E) / total, -1 / total, -Math.E / total];
    for (const shape of [
      [1, 3],
      [3, 1],
    ]) {
      const [x, label] = [tensor(Float32Array.of(20, 0, 1), shape), tensor(Float32Array.of(1, 0, 0), shape)];
      const axis = shape.indexOf(3);
      const { gradients } = valueAndGradient([x], () => ({ value: sum(multiply(logSoftmax(x, axis), label)), extra: null }));
      expectClose(await gradients[0]!.read(), shares, { relative: 1e-6 });
    }
  });

  test("accept no rows", () => expect(softmax(tensor(new Float32Array(0), [0, 5])).shape).toEqual([0, 5]));
});

describe("softmaxCrossEntropy", () => {
  test("is minus the log-probability of the label, also over leading draws", async () => {
    const values = spread(3 * 4 * 5, { low: -6, high: 6 });
    const labels = [0, 4, 2, 1];
    const expected = rowsOf(values, 5).map((row, i) => logSumExp(row) - row[labels[i % 4]!]!);
    expectClose(await softmaxCrossEntropy(tensor(values, [3, 4, 5]), integers(labels)).read(), expected, {
      relative: 1e-6,
      absolute: 1e-6,
    });
  });

  test("has the gradient of its differences", async () => {
    const labels = integers([1, 0, 6]);
    await checkGradient((x) => softmaxCrossEntropy(x, labels), [[2, 3, 7]]);
  });

  test("the gradient of a certain and right row is small, not 0, and sums to 0", async () => {
    const logits = tensor([[20, 0, 1]]);
    const { gradients } = valueAndGradient([logits], () => ({ value: sum(softmaxCrossEntropy(logits, integers([0]))), extra: null }));
    const [others, total] = [[1, Math.E], Math.exp(20) + 1 + Math.E];
    expectClose(await gradients[0]!.read(), [-(1 + Math.E) / total, ...others.map((p) => p / total)], { relative: 1e-6 });
  });

  test("stays finite for certain and for absurd logits", async () => {
    const loss = await softmaxCrossEntropy(
      tensor([
        [2000, 0],
        [2000, 0],
        [-1e30, 1e30],
      ]),
      integers([0, 1, 1]),
    ).read();
    expect([...loss]).toEqual([0, 2000, 0]);
  });

  test("refuses labels that are no classes", () => {
    const logits = tensor(spread(6), [2, 3]);
    expect(() => softmaxCrossEntropy(logits, integers([0, 3]))).toThrow("softmaxCrossEntropy: label 3 at 1, expected 0 to 2");
    expect(() => softmaxCrossEntropy(logits, integers([0, -1]))).toThrow("label -1 at 1");
    expect(() => softmaxCrossEntropy(logits, integers([0]))).toThrow(
      "softmaxCrossEntropy: labels are int32 [1], expected int32 [batch] for logits [2, 3]",
    );
    expect(() => softmaxCrossEntropy(logits, tensor([0, 1]))).toThrow("labels are float32 [2]");
  });
});

describe("mutualInformation", () => {
  const entropy = (p: readonly number[]) => -p.reduce((total, x) => total + (x > 0 ? x * Math.log(x) : 0), 0);

  test.each([
    [2, 3, 4],
    [5, 9, 10],
    [20, 300, 3],
    [3, 4, 1500],
  ])("%i draws, %i rows, %i classes agree with float64", async (draws, batch, classes) => {
    const raw = rowsOf(spread(draws * batch * classes, { low: -4, high: 4 }), classes).map((row) =>
      logProbabilities(row).map((x) => Math.fround(Math.exp(x))),
    );
    const expected = Array.from({ length: batch }, (_, i) => {
      const own = Array.from({ length: draws }, (_, d) => raw[d * batch + i]!);
      const average = own[0]!.map((_, c) => own.reduce((total, row) => total + row[c]!, 0) / draws);
      return entropy(average) - own.reduce((total, row) => total + entropy(row), 0) / draws;
    });
    // entropies of up to log(classes) cancel: the error is absolute
    expectClose(await mutualInformation(tensor(new Float32Array(raw.flat()), [draws, batch, classes])).read(), expected, {
      relative: 0,
      absolute: 3e-6,
    });
  });

  test("0 log 0 is 0: disagreement without doubt is log 2, agreement is 0", async () => {
    const y = await mutualInformation(
      tensor([
        [
          [1, 0],
          [1, 0],
          [0.5, 0.5],
        ],
        [
          [0, 1],
          [1, 0],
          [0.5, 0.5],
        ],
      ]),
    ).read();
    expectClose(y, [Math.log(2), 0, 0], { absolute: 1e-7 });
  });

  test("its gradient agrees with differences, through a softmax too", async () => {
    const interior = Float32Array.from(spread(5 * 3 * 4, { low: 0.2, high: 0.9 }));
    await checkGradient((p) => mutualInformation(p), [[5, 3, 4]], { at: [interior] });
    await checkGradient((logits) => mutualInformation(softmax(logits)), [[5, 3, 4]]);
  });

  test("its gradient is finite where a probability is 0, and 0 where all draws agree", async () => {
    const p = tensor([
      [
        [1, 0],
        [1, 0],
      ],
      [
        [0, 1],
        [1, 0],
      ],
    ]);
    const { gradients } = valueAndGradient([p], () => ({ value: sum(mutualInformation(p)), extra: null }));
    const [surely, never] = [Math.log(2) / 2, (-126 * Math.LN2 + Math.LN2) / 2];
    expectClose(await gradients[0]!.read(), [surely, never, 0, 0, never, surely, 0, 0], { relative: 1e-6 });
  });

  test("a thousand equal draws do not disagree", async () => {
    const rows = rowsOf(spread(20 * 10, { low: -4, high: 4 }), 10).flatMap((row) => logProbabilities(row).map(Math.exp));
    const y = await mutualInformation(
      tensor(
        Float32Array.from({ length: 1000 * 200 }, (_, i) => rows[i % 200]!),
        [1000, 20, 10],
      ),
    ).read();
    // 32 additions in a block and 32 of blocks, each off by 6e-8 of log 10 or less, signs at random: sqrt(64) 6e-8 log 10
    expectClose(y, new Array(20).fill(0), { absolute: 1e-6 });
  });

  test("keeps NaN and says which shape it wants", async () => {
    expect([...(await mutualInformation(tensor([[[Number.NaN, 1]], [[0.5, 0.5]]])).read())]).toEqual([Number.NaN]);
    expect(() => mutualInformation(tensor([[1, 0]]))).toThrow(
      "mutualInformation: probabilities are [1, 2], expected [draws, batch, classes]",
    );
  });
});
