import { allocate, type DenseArray, floats } from "../array.ts";
import { describe } from "../describe.ts";
import { launch, memory } from "../engine/engine.ts";
import { add, full, log, negate } from "../operations/elementwise.ts";
import { expectOptions } from "../options.ts";
import { expectFraction, expectNumber, expectWhole } from "../plain-arguments.ts";
import { expectShape, showShape } from "../shape.ts";
import type { DType, Key, Shape, Tensor, ValuesOf } from "../types.ts";
import { float32Beside } from "./float32-beside.ts";
import { expectKey } from "./key.ts";

const CHUNK = 8192;
const kinds = { bits: 0, uniform: 1, normal: 2, bernoulli: 3 } as const;

interface Fill {
  readonly floats?: readonly number[];
  /** Of a Bernoulli: the words of its probability. */
  readonly words?: readonly [number, number];
}

/** Fills a fresh array. */
function fillRandom<Type extends DType>(
  kind: keyof typeof kinds,
  key: Key,
  y: DenseArray<Type>,
  { floats = [], words = [0, 0] }: Fill = {},
): DenseArray<Type> {
  const ints = [y.address, y.size, kinds[kind], key.words[0] | 0, key.words[1] | 0, 0, words[0] | 0, words[1] | 0];
  launch("random", Math.ceil(y.size / CHUNK), ints, floats);
  return y;
}

/** @throws for a key that is none, as a number is, and for a shape that is no list of whole numbers from 0 */
function expectDrawn(where: string, given: Key, shape: Shape): void {
  expectKey(where, given);
  expectShape(where, shape);
}

const inFloat32 = (value: number): boolean => typeof value === "number" && Number.isFinite(Math.fround(value));

/** 32 random bits per element, as int32. */
export function randomBits(key: Key, shape: Shape): Tensor<"int32"> {
  expectDrawn("randomBits", key, shape);
  return fillRandom("bits", key, allocate(shape, "int32"));
}

/**
 * Uniform on [low, high): no value is below low or reaches high, as the numbers they are or as float32. Where no float32 lies between them, low.
 * @throws for low above high, and for bounds beyond float32
 */
export function randomUniform(
  key: Key,
  shape: Shape,
  options: {
    /** Smallest value. @default 0 */
    low?: number;
    /** No value reaches it. @default 1 */
    high?: number;
  } = {},
): Tensor<"float32"> {
  expectDrawn("randomUniform", key, shape);
  expectOptions("randomUniform", options, { low: true, high: true });
  const { low = 0, high = 1 } = options;
  if (!(low <= high) || !inFloat32(low) || !inFloat32(high))
    throw new Error(`randomUniform: low is ${describe(low)} and high ${describe(high)}, expected numbers of float32, low up to high`);
  const [a, b] = [Math.fround(low), Math.fround(high)];
  const above = float32Beside(a, "above");
  const first = a < low && above < high ? above : a;
  return fillRandom("uniform", key, allocate(shape), { floats: [a, b, first, Math.max(first, float32Beside(b, "below"))] });
}

/**
 * Gaussian; Box-Muller on 24-bit uniforms, so no value lies beyond 5.89 standard deviations.
 * @throws for a stdDev below 0, and for either beyond float32
 */
export function randomNormal(
  key: Key,
  shape: Shape,
  options: {
    /** Of each value. @default 0 */
    mean?: number;
    /** Of each value. @default 1 */
    stdDev?: number;
  } = {},
): Tensor<"float32"> {
  expectDrawn("randomNormal", key, shape);
  expectOptions("randomNormal", options, { mean: true, stdDev: true });
  const { mean = 0, stdDev = 1 } = options;
  if (!inFloat32(mean) || !inFloat32(stdDev) || stdDev < 0)
    throw new Error(`randomNormal: mean is ${describe(mean)} and stdDev ${describe(stdDev)}, expected numbers of float32, stdDev from 0`);
  return fillRandom("normal", key, allocate(shape), { floats: [mean, stdDev] });
}

/**
 * `scale` with the given probability, else 0.
 * @throws for a probability outside [0, 1]
 */
export function randomBernoulli(
  key: Key,
  shape: Shape,
  options: {
    /** Of `scale`, in [0, 1]. */
    probability: number;
    /** The value where it is not 0. @default 1 */
    scale?: number;
  },
): Tensor<"float32"> {
  expectOptions("randomBernoulli", options, { probability: true, scale: true });
  const { probability, scale = 1 } = options;
  return fillBernoulli("randomBernoulli", key, shape, { probability, scale });
}

interface Coin {
  readonly probability: number;
  readonly scale: number;
}

function fillBernoulli(where: string, key: Key, shape: Shape, { probability, scale }: Coin): DenseArray<"float32"> {
  expectDrawn(where, key, shape);
  expectFraction(where, "probability", probability);
  expectNumber(where, "scale", scale);
  if (probability === 0 || probability === 1) return full(shape, probability * scale) as DenseArray<"float32">;
  return fillRandom("bernoulli", key, allocate(shape), { floats: [0, scale], words: wordsOf(probability) });
}

/** Below it, and as near to 1, a probability is compared with 64 bits. Between, with the 24 that artifacts were trained with. */
const RARE = 2 ** -10;

/** A probability as two words: 1 where a word of random bits is below the first, or equal to it with another below the second. */
function wordsOf(probability: number): [number, number] {
  if (probability >= RARE && probability <= 1 - RARE) return [Math.ceil(Math.fround(probability) * 2 ** 24) * 2 ** 8, 0];
  const limit = Math.floor(probability * 2 ** 32);
  return [limit, Math.floor((probability * 2 ** 32 - limit) * 2 ** 32)];
}

/**
 * One class per row, by the Gumbel-max trick: argmax of log p + Gumbel noise.
 * @shape logits [..., classes] -> int32 [...]
 */
export function randomCategorical(key: Key, logits: Tensor): Tensor<"int32"> {
  expectKey("randomCategorical", key);
  const input = floats("randomCategorical", logits, "logits");
  const classes = input.shape[input.shape.length - 1];
  if (!classes) throw new Error(`randomCategorical: logits are ${showShape(input.shape)}, expected [..., classes]`);
  // strictly between 0 and 1, so that the noise is finite: 24-bit uniforms moved by half a step
  const shifted = randomUniform(key, input.shape, { low: 2 ** -25, high: 1 - 2 ** -24 });
  const scores = (add(input, negate(log(negate(log(shifted))))) as DenseArray).values();
  const y = allocate(input.shape.slice(0, -1), "int32");
  const picks = new Int32Array(y.size);
  for (let row = 0; row < y.size; row++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (scores[row * classes + c]! > scores[row * classes + best]!) best = c;
    picks[row] = best;
  }
  assignInts(y, picks);
  return y;
}

const assignInts = (target: DenseArray, values: Int32Array): void => memory.int32().set(values, target.address >>> 2);

function copied<Type extends DType>(array: DenseArray<Type>): ValuesOf[Type] {
  const values = array.values();
  array.dispose();
  return values;
}

/** `count` uniforms on [0, 1) as a plain array. */
export function uniforms(key: Key, count: number): Float32Array {
  expectKey("uniforms", key);
  expectWhole("uniforms", "count", count, 0);
  return copied(randomUniform(key, [count]) as DenseArray<"float32">);
}

/** `count` standard normals as a plain array. */
export function normals(key: Key, count: number): Float32Array {
  expectKey("normals", key);
  expectWhole("normals", "count", count, 0);
  return copied(randomNormal(key, [count]) as DenseArray<"float32">);
}

/** `count` zeros and ones as a plain array: those that `randomBernoulli` makes. */
export function bernoullis(key: Key, count: number, probability: number): Float32Array {
  expectWhole("bernoullis", "count", count, 0);
  return copied(fillBernoulli("bernoullis", key, [count], { probability, scale: 1 }));
}

/**
 * The whole numbers 0..count-1 in random order: sorted by 32 random bits each, equal bits by number.
 * A prefix of it is a sample without replacement.
 *
 * @throws unless count is a whole number from 0
 */
export function permutation(key: Key, count: number): Int32Array {
  expectKey("permutation", key);
  expectWhole("permutation", "count", count, 0);
  const bits = new Uint32Array(copied(fillRandom("bits", key, allocate([count], "int32"))).buffer, 0, count);
  return count <= NUMBERED ? orderByFloat64(bits) : orderByRadix(bits);
}

/** So many numbers fit into the 21 bits that a float64's mantissa of 53 has left beside 32. */
const NUMBERED = 2 ** 21;

// The bits carry the order and the index rides in the low part of a float64, for which the engine has a native sort.
function orderByFloat64(bits: Uint32Array): Int32Array {
  const sortable = new Float64Array(bits.length);
  for (let i = 0; i < bits.length; i++) sortable[i] = bits[i]! * NUMBERED + i;
  sortable.sort();
  const order = new Int32Array(bits.length);
  for (let i = 0; i < bits.length; i++) order[i] = sortable[i]! % NUMBERED;
  return order;
}

/** The same order for any count: two stable passes over 16 bits, the lower first. */
function orderByRadix(bits: Uint32Array): Int32Array {
  let order = Int32Array.from(bits.keys());
  for (const shift of [0, 16]) {
    const places = new Uint32Array(2 ** 16 + 1);
    for (let i = 0; i < bits.length; i++) places[((bits[i]! >>> shift) & 0xffff) + 1]!++;
    for (let digit = 0; digit < 2 ** 16; digit++) places[digit + 1]! += places[digit]!;
    const next = new Int32Array(bits.length);
    for (let i = 0; i < bits.length; i++) {
      const index = order[i]!;
      next[places[(bits[index]! >>> shift) & 0xffff]!++] = index;
    }
    order = next;
  }
  return order;
}
