// Arrays of random values: value i of a key is the same whatever the chunk, the thread or the array's length.
import { float, int, minimum, pointer } from "./arguments";
import { fillBits, fillNormal, fillUniform } from "./philox";
import { madd, splat } from "./simd-math";
import { threadScratch } from "./threads";

export const RANDOM_CHUNK: i32 = 8192;

/** The stream of the second word of a Bernoulli draw; those of arrays count up from 0. */
const SECOND_WORDS: i32 = -1;

/** a + (b - a) u, or a (1 - u) + b u where b - a is beyond float32; what rounding moves out of [first, last] is moved back. */
function uniform(y: usize, count: i32, a: v128, b: v128, first: v128, last: v128): void {
  const range = f32x4.sub(b, a);
  const wide = f32x4.extract_lane(range, 0) == Infinity;
  for (let i: i32 = 0; i < count; i += 4) {
    const at = y + (<usize>i << 2);
    const u = v128.load(at);
    const value = wide ? madd(b, u, f32x4.mul(a, f32x4.sub(splat(1), u))) : madd(range, u, a);
    v128.store(at, f32x4.pmin(f32x4.pmax(value, first), last));
  }
}

/** `value` where the word of bits in y is below `limit`, or equal to it with a second word below `rest`; else 0. */
function bernoulli(y: usize, start: i32, count: i32, limit: v128, rest: i32, value: v128, key0: i32, key1: i32): void {
  for (let i: i32 = 0; i < count; i += 4) {
    const at = y + (<usize>i << 2);
    const word = v128.load(at);
    let chosen = i32x4.lt_u(word, limit);
    if (rest != 0) {
      const tie = i32x4.eq(word, limit);
      if (v128.any_true(tie)) {
        fillBits(threadScratch(), (start + i) & ~15, 16, SECOND_WORDS, key0, key1);
        const second = v128.load(threadScratch() + (<usize>(i & 15) << 2));
        chosen = v128.or(chosen, v128.and(tie, i32x4.lt_u(second, i32x4.splat(rest))));
      }
    }
    v128.store(at, v128.and(value, chosen));
  }
}

/**
 * ints: y, count, kind (0 bits, 1 uniform, 2 normal a + b z, 3 Bernoulli: b with a probability, else 0), key words, stream, and of a Bernoulli
 * limit and rest, its probability as (limit + rest / 2^32) / 2^32; floats: a, b, and of a uniform the first and last value
 */
export function random(job: usize, chunk: i32): void {
  const start = chunk * RANDOM_CHUNK;
  const count = minimum(RANDOM_CHUNK, int(job, 1) - start);
  const y = pointer(job, 0) + (<usize>start << 2);
  const kind = int(job, 2);
  const key0 = int(job, 3), key1 = int(job, 4), stream = int(job, 5);
  const a = splat(float(job, 0));
  const b = splat(float(job, 1));
  if (kind == 0) {
    fillBits(y, start, count, stream, key0, key1);
  } else if (kind == 1) {
    fillUniform(y, start, count, stream, key0, key1);
    uniform(y, count, a, b, splat(float(job, 2)), splat(float(job, 3)));
  } else if (kind == 2) {
    fillNormal(y, start, count, stream, key0, key1);
    for (let i: i32 = 0; i < count; i += 4) v128.store(y + (<usize>i << 2), madd(b, v128.load(y + (<usize>i << 2)), a));
  } else {
    fillBits(y, start, count, stream, key0, key1);
    bernoulli(y, start, count, i32x4.splat(int(job, 6)), int(job, 7), b, key0, key1);
  }
}
