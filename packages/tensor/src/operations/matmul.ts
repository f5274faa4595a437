import { allocate, type DenseArray, floats } from "../array.ts";
import { record } from "../autodiff/tape.ts";
import { engine, launch, memory } from "../engine/engine.ts";
import { expectOptions } from "../options.ts";
import { expectBoolean } from "../plain-arguments.ts";
import { showShape, sizeOf } from "../shape.ts";
import type { Tensor } from "../types.ts";
import { chunksOf } from "./elementwise.ts";

/** Operands may be read with their last two axes swapped, without a copy. */
export interface MatmulOptions {
  /** Takes the last two axes of a in the other order. @default false */
  readonly transposeA?: boolean;
  /** Takes the last two axes of b in the other order. @default false */
  readonly transposeB?: boolean;
}

/** A product of `batch` pairs; a stride of 0 repeats one matrix for all. Strides and leading sizes in floats. */
export interface Product {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly batch: number;
  readonly strideA: number;
  readonly strideB: number;
  readonly strideC: number;
}

const upTo = (n: number, multiple: number): number => Math.ceil(n / multiple) * multiple;

// About eight chunks or more for a product worth sharing, four of a narrow one, and no chunk so thin that packing shows; never a function of the number of threads.
// All of about one size: a chunk that is left over would keep one thread waiting for another.
function cut(m: number, n: number, batch: number): { rows: number; columnChunks: number } {
  const rows = m <= 320 ? upTo(m, 4) : upTo(Math.ceil(m / Math.ceil(m / 256)), 4);
  const rowChunks = Math.ceil(m / rows) * batch;
  const wanted = Math.max(1, Math.ceil(8 / rowChunks));
  const columnChunks = Math.min(wanted, Math.ceil(n / 48));
  const inRow = batch * columnChunks;
  return inRow < 4 ? { rows: Math.min(rows, Math.max(64, upTo(Math.ceil((m * inRow) / 4), 4))), columnChunks } : { rows, columnChunks };
}

// With BLAS every chunk packs both operands again: two chunks of 128 x 1200 x 1200 run at 97 % of one whole product's rate, four at 88 %.
// So: two, and more only where each is still as large as that product.
function cutForBlas(m: number, n: number, k: number, batch: number): { rows: number; columns: number } {
  const inAll = 2 * Math.max(1, Math.round((m * n * k * batch) / (2 * 128 * 1200 * 1200)));
  const wanted = Math.ceil(inAll / batch);
  if (n >= m) return { rows: m, columns: Math.max(64, upTo(Math.ceil(n / wanted), 16)) };
  return { rows: Math.max(64, upTo(Math.ceil(m / wanted), 16)), columns: n };
}

const SMALL = 2 ** 15;

// A chunk of the product packs its own rows of A where no more than two chunks meet the same ones, or all is done before a launch of its own would pay.
const BRIEF = 2 ** 22;
/** Depth of one pass, and floats of packed rows that stay in a second-level cache beside the panels: assembly/matmul.ts. */
const DEPTH = 384;
const MOST_PACKED = 320 * DEPTH;

// One column: C is B' A' as a row as well, to the same bits, and a row leaves fewer lanes of a tile empty than a column does.
const asRow = (p: Product): Product => ({
  ...p,
  ...{ a: p.b, b: p.a, m: 1, n: p.m, strideA: p.strideB, strideB: p.strideA },
  ...{ transposeA: !p.transposeB, transposeB: !p.transposeA },
});

/** C = A B over the batch, by BLAS where one is in use and the product is not tiny; zeros where there is nothing to add up. */
export function multiplyMatrices(given: Product): void {
  const p = given.n === 1 && given.m > 1 ? asRow(given) : given;
  const work = p.m * p.n * p.k;
  if (p.m === 0 || p.n === 0 || p.batch === 0) return;
  if (p.k === 0) {
    const size = (p.batch - 1) * p.strideC + p.m * p.n;
    launch("fill", chunksOf(size), [p.c, size], [0]);
    return;
  }
  const lda = p.transposeA ? p.m : p.k;
  const ldb = p.transposeB ? p.k : p.n;
  if (engine.hasBlas() && work > SMALL) {
    const { rows, columns } = work * p.batch < 2 ** 21 ? { rows: p.m, columns: p.n } : cutForBlas(p.m, p.n, p.k, p.batch);
    const rowChunks = Math.ceil(p.m / rows);
    const columnChunks = Math.ceil(p.n / columns);
    launch("blasMultiply", p.batch * rowChunks * columnChunks, [
      p.a,
      p.b,
      p.c,
      p.m,
      p.n,
      p.k,
      lda,
      ldb,
      p.n,
      Number(p.transposeA),
      Number(p.transposeB),
      p.strideA,
      p.strideB,
      p.strideC,
      rows,
      columns,
      rowChunks,
      columnChunks,
      0,
    ]);
    return;
  }
  const { rows, columnChunks } = work < 2 ** 18 ? { rows: upTo(p.m, 4), columnChunks: 1 } : cut(p.m, p.n, p.batch);
  const rowChunks = Math.ceil(p.m / rows);
  const multiply = (a: number, given: number, strideA: number) =>
    launch("multiply", p.batch * rowChunks * columnChunks, [
      a,
      p.b,
      p.c,
      p.m,
      p.n,
      p.k,
      ldb,
      p.n,
      Number(p.transposeB),
      strideA,
      p.strideB,
      p.strideC,
      rows,
      rowChunks,
      columnChunks,
      0,
      given,
      lda,
    ]);
  if (rows * Math.min(p.k, DEPTH) <= MOST_PACKED && (columnChunks <= 2 || work * p.batch < BRIEF)) {
    multiply(p.a, p.transposeA ? 2 : 1, p.strideA);
    return;
  }
  const batchesOfA = p.strideA === 0 ? 1 : p.batch;
  const blocks = Math.ceil(p.m / 4);
  const packedStride = blocks * 4 * p.k;
  const packed = memory.allocate(batchesOfA * packedStride * 4);
  const blocksPerChunk = Math.max(1, Math.ceil(8192 / (4 * p.k)));
  const packChunks = Math.ceil(blocks / blocksPerChunk);
  launch("packA", batchesOfA * packChunks, [p.a, packed, p.m, p.k, lda, Number(p.transposeA), p.strideA, blocksPerChunk, packChunks]);
  multiply(packed, 0, p.strideA === 0 ? 0 : packedStride);
  memory.release(packed, batchesOfA * packedStride * 4);
}

/** The product without recording: a [..., m, k], b [..., k, n]; leading axes equal, or absent on one side. */
export function matmulRaw(a: DenseArray, b: DenseArray, transposeA: boolean, transposeB: boolean): DenseArray<"float32"> {
  const bad = (why: string) =>
    new Error(
      `matmul: a is ${showShape(a.shape)}${transposeA ? " transposed" : ""}, b is ${showShape(b.shape)}${transposeB ? " transposed" : ""}: ${why}`,
    );
  if (a.shape.length < 2 || b.shape.length < 2) throw bad("expected at least two axes each");
  const [ar, ac] = a.shape.slice(-2) as [number, number];
  const [br, bc] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [ac, ar] : [ar, ac];
  const [kb, n] = transposeB ? [bc, br] : [br, bc];
  if (k !== kb) throw bad(`inner sizes ${k} and ${kb} differ`);
  const leadA = a.shape.slice(0, -2);
  const leadB = b.shape.slice(0, -2);
  const batchA = sizeOf(leadA);
  const batchB = sizeOf(leadB);
  const lead =
    leadA.length > 0 && batchA !== 1 ? leadA : leadB.length > 0 && batchB !== 1 ? leadB : leadA.length >= leadB.length ? leadA : leadB;
  if (batchA !== 1 && batchB !== 1 && (leadA.length !== leadB.length || leadA.some((s, i) => s !== leadB[i])))
    throw bad("leading axes differ");
  const batch = sizeOf(lead);
  const y = allocate([...lead, m, n]);
  // one right-hand matrix for a whole batch of plain rows is a single tall product
  if (batchB === 1 && batch > 1 && !transposeA)
    multiplyMatrices({
      a: a.address,
      b: b.address,
      c: y.address,
      m: batch * m,
      n,
      k,
      transposeA,
      transposeB,
      batch: 1,
      strideA: 0,
      strideB: 0,
      strideC: 0,
    });
  else
    multiplyMatrices({
      a: a.address,
      b: b.address,
      c: y.address,
      m,
      n,
      k,
      transposeA,
      transposeB,
      batch,
      strideA: batchA === 1 ? 0 : m * k,
      strideB: batchB === 1 ? 0 : k * n,
      strideC: m * n,
    });
  return y;
}

const matmulOptions = { transposeA: true, transposeB: true } as const;

/**
 * Matrix product over the last two axes, in float32: partial sums of 384 terms are added up, so that an element is off by at most
 * (384 + k / 384) 2^-24 of the sum of its terms' sizes (a million equal terms: 2e-5, measured; a single float32 sum has 1e-2). A BLAS has its own order.
 *
 * @shape a [..., m, k], b [..., k, n] -> [..., m, n]; leading axes equal, or absent on one side (that matrix is used for all)
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor<"float32"> {
  const left = floats("matmul", a, "a");
  const right = floats("matmul", b, "b");
  expectOptions("matmul", options, matmulOptions);
  const { transposeA = false, transposeB = false } = options;
  expectBoolean("matmul", "transposeA", transposeA);
  expectBoolean("matmul", "transposeB", transposeB);
  const y = matmulRaw(left, right, transposeA, transposeB);
  record("matmul", [left, right], [y], { transposeA, transposeB });
  return y;
}
