// Arrays of random values: value i of a key is the same whatever the chunk, the thread or the array's length.
import { float, int, minimum, pointer } from "./arguments";
import { fillBits, fillNormal, fillUniform } from "./philox";
import { madd, splat } from "./simd-math";

export const RANDOM_CHUNK: i32 = 8192;

/** ints: y, count, kind (0 bits, 1 uniform a + (b - a) u, 2 normal a + b z, 3 Bernoulli: b with probability a, else 0), key words, stream */
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
  } else if (kind == 2) {
    fillNormal(y, start, count, stream, key0, key1);
    for (let i: i32 = 0; i < count; i += 4) v128.store(y + (<usize>i << 2), madd(b, v128.load(y + (<usize>i << 2)), a));
  } else {
    fillUniform(y, start, count, stream, key0, key1);
    if (kind == 1) {
      const range = f32x4.sub(b, a);
      for (let i: i32 = 0; i < count; i += 4) v128.store(y + (<usize>i << 2), madd(range, v128.load(y + (<usize>i << 2)), a));
    } else
      for (let i: i32 = 0; i < count; i += 4)
        v128.store(y + (<usize>i << 2), v128.and(b, f32x4.lt(v128.load(y + (<usize>i << 2)), a)));
  }
}
