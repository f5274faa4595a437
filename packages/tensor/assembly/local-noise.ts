// Local reparameterisation: the noise of pre-activations, drawn anew for the backward pass.
import { int, minimum, pointer } from "./arguments";
import { BLOCK, DRAW_CHUNK, storeTail } from "./gaussian";
import { fillNormal } from "./philox";
import { madd, splat } from "./simd-math";
import { threadScratch } from "./threads";

// y may be one draw of several, which begins and ends within a vector: no store past its end
// @ts-ignore: decorator
@inline function storeUpTo(at: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(at, value);
  else storeTail(at, value, count);
}

// The noise of a block: given, or drawn into the thread's scratch.
// @ts-ignore: decorator
@inline function noiseOf(job: usize, block: i32, count: i32): usize {
  const given = pointer(job, 6);
  if (given != 0) return given + (<usize>block << 2);
  const scratch = threadScratch();
  fillNormal(scratch, block, count, int(job, 7), int(job, 4), int(job, 5));
  return scratch;
}

// @ts-ignore: decorator
@inline function noisy(v: v128, e: v128, m: v128): v128 {
  return madd(f32x4.sqrt(f32x4.pmax(v, splat(0))), e, m);
}

/** Local reparameterisation: y = m + sqrt(max(v, 0)) e. ints: m, v, y, count, key words, given noise or 0, stream */
export function localNoise(job: usize, chunk: i32): void {
  const start = chunk * DRAW_CHUNK;
  const end = minimum(int(job, 3), start + DRAW_CHUNK);
  for (let block = start; block < end; block += BLOCK) {
    const here = minimum(BLOCK, end - block);
    const skip = <usize>block << 2;
    const source = noiseOf(job, block, here);
    let i: i32 = 0;
    if (WIDE) {
      const v = pointer(job, 1) + skip, m = pointer(job, 0) + skip, y = pointer(job, 2) + skip;
      for (; i + 8 <= here; i += 8) {
        const at = <usize>i << 2;
        const first = noisy(v128.load(v + at), v128.load(source + at), v128.load(m + at));
        const second = noisy(v128.load(v + at, 16), v128.load(source + at, 16), v128.load(m + at, 16));
        v128.store(y + at, first);
        v128.store(y + at, second, 16);
      }
    }
    for (; i < here; i += 4) {
      const at = skip + (<usize>i << 2);
      const value = noisy(v128.load(pointer(job, 1) + at), v128.load(source + (<usize>i << 2)), v128.load(pointer(job, 0) + at));
      storeUpTo(pointer(job, 2) + at, value, here - i);
    }
  }
}

// @ts-ignore: decorator
@inline function pullOfVariance(v: v128, g: v128, e: v128): v128 {
  const positive = f32x4.gt(v, splat(0));
  const root = f32x4.sqrt(v128.bitselect(v, splat(1), positive));
  return v128.and(f32x4.div(f32x4.mul(f32x4.mul(splat(0.5), g), e), root), positive);
}

/** dv = g e / (2 sqrt v), and 0 where v = 0: an input row of zeros has no variance to move. ints: v, g, dv, count, key words, given noise or 0, stream */
export function localNoiseBackward(job: usize, chunk: i32): void {
  const start = chunk * DRAW_CHUNK;
  const end = minimum(int(job, 3), start + DRAW_CHUNK);
  for (let block = start; block < end; block += BLOCK) {
    const here = minimum(BLOCK, end - block);
    const skip = <usize>block << 2;
    const source = noiseOf(job, block, here);
    let i: i32 = 0;
    if (WIDE) {
      const v = pointer(job, 0) + skip, g = pointer(job, 1) + skip, dv = pointer(job, 2) + skip;
      for (; i + 8 <= here; i += 8) {
        const at = <usize>i << 2;
        const first = pullOfVariance(v128.load(v + at), v128.load(g + at), v128.load(source + at));
        const second = pullOfVariance(v128.load(v + at, 16), v128.load(g + at, 16), v128.load(source + at, 16));
        v128.store(dv + at, first);
        v128.store(dv + at, second, 16);
      }
    }
    for (; i < here; i += 4) {
      const at = skip + (<usize>i << 2);
      const value = pullOfVariance(v128.load(pointer(job, 0) + at), v128.load(pointer(job, 1) + at), v128.load(source + (<usize>i << 2)));
      storeUpTo(pointer(job, 2) + at, value, here - i);
    }
  }
}
