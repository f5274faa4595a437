import { describe, expect, test } from "vitest";
import { integers, matmul, square, sum, tensor, valueAndGradient } from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import { expectClose, spread } from "../testing/numbers.ts";
import type { Shape } from "../types.ts";

const sizeOf = (shape: Shape) => shape.reduce((a, b) => a * b, 1);
const flips = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

/** Products in float64; leading axes of 1 repeat. */
function reference(
  a: Float32Array,
  b: Float32Array,
  {
    batch,
    m,
    n,
    k,
    transposeA,
    transposeB,
    repeatA,
    repeatB,
  }: {
    batch: number;
    m: number;
    n: number;
    k: number;
    transposeA: boolean;
    transposeB: boolean;
    repeatA: boolean;
    repeatB: boolean;
  },
): Float64Array {
  const y = new Float64Array(batch * m * n);
  for (let s = 0; s < batch; s++) {
    const [p, q] = [repeatA ? 0 : s * m * k, repeatB ? 0 : s * k * n];
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let total = 0;
        for (let l = 0; l < k; l++) total += a[p + (transposeA ? l * m + i : i * k + l)]! * b[q + (transposeB ? j * k + l : l * n + j)]!;
        y[(s * m + i) * n + j] = total;
      }
  }
  return y;
}

async function compare(
  m: number,
  n: number,
  k: number,
  { batch = 1, lead = [], repeat = "neither" }: { batch?: number; lead?: Shape; repeat?: "a" | "b" | "neither" } = {},
) {
  for (const [transposeA, transposeB] of flips) {
    const shapeA = [...(repeat === "a" ? [] : lead), ...(transposeA ? [k, m] : [m, k])];
    const shapeB = [...(repeat === "b" ? [] : lead), ...(transposeB ? [n, k] : [k, n])];
    const [a, b] = [spread(sizeOf(shapeA)), spread(sizeOf(shapeB), { shift: 0.4 })];
    const y = matmul(tensor(a, shapeA), tensor(b, shapeB), { transposeA, transposeB });
    expect(y.shape).toEqual([...lead, m, n]);
    const expected = reference(a, b, { batch, m, n, k, transposeA, transposeB, repeatA: repeat === "a", repeatB: repeat === "b" });
    // terms are at most 4, so a float32 sum of k of them is off by at most k 4 k eps / 2; in practice far less
    expectClose(await y.read(), expected, { relative: 1e-5, absolute: 4e-7 * k, label: `${m}x${n}x${k} ${transposeA} ${transposeB}` });
  }
}

describe("matmul", () => {
  test("every small size: the edges of the tiles", async () => {
    for (const m of [1, 2, 3, 4, 5, 7, 8, 12, 13, 23, 28])
      for (const n of [1, 2, 3, 4, 5, 8, 11, 12, 13, 17, 24, 25]) for (const k of [1, 2, 3, 4, 5]) await compare(m, n, k);
  });

  test("sizes past each block: depth 384, 256 rows, many chunks", async () => {
    for (const [m, n, k] of [
      [5, 13, 383],
      [5, 13, 384],
      [5, 13, 385],
      [6, 10, 800],
      [129, 50, 33],
      [321, 30, 20],
      [520, 13, 9],
      [64, 400, 30],
      [33, 97, 400],
      [6, 1300, 400], // a large right side: lines are fetched before they are packed
      [13, 1024, 300], // rows a power of two of bytes apart: panels packed in groups
      [45, 70, 800], // tiles of six rows that are added to
    ] as const)
      await compare(m, n, k);
  });

  test("batches: pairs, one matrix for all on either side, several leading axes", async () => {
    for (const repeat of ["neither", "a", "b"] as const) {
      await compare(5, 14, 9, { batch: 3, lead: [3], repeat });
      await compare(37, 26, 70, { batch: 6, lead: [2, 3], repeat });
    }
  });

  test("nothing: no rows, no columns, no batch, no depth", async () => {
    expect(matmul(tensor(new Float32Array(0), [0, 3]), tensor(spread(6), [3, 2])).shape).toEqual([0, 2]);
    expect(matmul(tensor(spread(6), [2, 3]), tensor(new Float32Array(0), [3, 0])).shape).toEqual([2, 0]);
    expect(matmul(tensor(new Float32Array(0), [0, 2, 3]), tensor(spread(6), [3, 2])).shape).toEqual([0, 2, 2]);
    expect([...(await matmul(tensor(new Float32Array(0), [2, 0]), tensor(new Float32Array(0), [0, 2])).read())]).toEqual([0, 0, 0, 0]);
  });

  test.each(["batch", "m", "n", "k"])("nothing along %s has gradients: zeros, and none for what is not there", async (empty) => {
    const of = (name: string, size: number) => (name === empty ? 0 : size);
    const [m, n, k] = [of("m", 4), of("n", 5), of("k", 3)];
    const zeros = (shape: Shape) => tensor(new Float32Array(sizeOf(shape)), shape);
    for (const [transposeA, transposeB] of flips)
      for (const lead of [[of("batch", 2)], [3, of("batch", 2)]])
        for (const repeat of ["neither", "a", "b"]) {
          const a = zeros([...(repeat === "a" ? [] : lead), ...(transposeA ? [k, m] : [m, k])]);
          const b = zeros([...(repeat === "b" ? [] : lead), ...(transposeB ? [n, k] : [k, n])]);
          const body = () => ({ value: sum(square(matmul(a, b, { transposeA, transposeB }))), extra: null });
          const { gradients } = valueAndGradient([a, b], body);
          for (const [i, x] of [a, b].entries()) {
            expect(gradients[i]!.shape).toEqual(x.shape);
            expect([...(await gradients[i]!.read())]).toEqual([...(await x.read())]);
          }
        }
  });

  test("NaN reaches the rows and columns it belongs to, and no other", async () => {
    const a = spread(35);
    a[8] = Number.NaN; // row 1 of [5, 7]
    const y = await matmul(tensor(a, [5, 7]), tensor(spread(91), [7, 13])).read();
    expect([...y].map(Number.isNaN)).toEqual([...y].map((_, i) => Math.floor(i / 13) === 1));
  });

  test("huge values overflow to Infinity, not to NaN", async () => {
    expect([...(await matmul(tensor([[1e30, 1e30]]), tensor([[1e30], [1e30]])).read())]).toEqual([Infinity]);
  });

  test("has the gradient of its differences, in every transpose and with a repeated matrix", async () => {
    for (const [transposeA, transposeB] of flips) {
      const [p, q]: [Shape, Shape] = [transposeA ? [4, 3] : [3, 4], transposeB ? [2, 4] : [4, 2]];
      await checkGradient((a, b) => matmul(a, b, { transposeA, transposeB }), [p, q]);
      await checkGradient(
        (a, b) => matmul(a, b, { transposeA, transposeB }),
        [
          [2, ...p],
          [2, ...q],
        ],
      );
      await checkGradient((a, b) => matmul(a, b, { transposeA, transposeB }), [[2, ...p], q]);
      await checkGradient((a, b) => matmul(a, b, { transposeA, transposeB }), [p, [2, ...q]]);
      await checkGradient(
        (a, b) => matmul(a, b, { transposeA, transposeB }),
        [
          [1, ...p],
          [3, ...q],
        ],
      );
    }
  });

  test("says what does not fit", () => {
    const of = (shape: Shape) => tensor(spread(sizeOf(shape)), shape);
    expect(() => matmul(of([2, 3]), of([2, 3]))).toThrow("matmul: a is [2, 3], b is [2, 3]: inner sizes 3 and 2 differ");
    expect(() => matmul(of([2, 3]), of([4, 3]), { transposeA: true, transposeB: true })).toThrow(
      "matmul: a is [2, 3] transposed, b is [4, 3] transposed: inner sizes 2 and 3 differ",
    );
    expect(() => matmul(of([3]), of([3, 2]))).toThrow("expected at least two axes each");
    expect(() => matmul(of([2, 2, 3]), of([3, 3, 2]))).toThrow("leading axes differ");
    expect(() => matmul(integers([[1]]), of([1, 1]))).toThrow("matmul: got int32 [1, 1], expected float32");
  });
});

test.each(flips)("one column has the bits of the first of two, over a batch too (transposed: %s, %s)", async (transposeA, transposeB) => {
  for (const [m, k] of [
    [2, 1],
    [500, 32],
    [37, 401],
  ] as const) {
    const a = spread(3 * m * k, { low: -2, high: 2 });
    const b = spread(3 * k * 2, { low: -1, high: 1, shift: 0.3 });
    const [first, both] = [new Float32Array(3 * k), new Float32Array(3 * k * 2)];
    for (let s = 0; s < 3; s++)
      for (let l = 0; l < k; l++)
        for (let j = 0; j < 2; j++) {
          const value = b[(s * k + l) * 2 + j]!;
          both[s * k * 2 + (transposeB ? j * k + l : 2 * l + j)] = value;
          if (j === 0) first[s * k + l] = value;
        }
    const left = tensor(a, [3, ...(transposeA ? [k, m] : [m, k])]);
    const options = { transposeA, transposeB };
    const one = await matmul(left, tensor(first, [3, ...(transposeB ? [1, k] : [k, 1])]), options).read();
    const two = await matmul(left, tensor(both, [3, ...(transposeB ? [2, k] : [k, 2])]), options).read();
    expect(Array.from(one)).toEqual(Array.from({ length: 3 * m }, (_, i) => two[2 * i]!));
  }
});
