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

/** Local reparameterisation: y = m + sqrt(max(v, 0)) e. ints: m, v, y, count, key words, given noise or 0, stream */
export function localNoise(job: usize, chunk: i32): void {
  const start = chunk * DRAW_CHUNK;
  const end = minimum(int(job, 3), start + DRAW_CHUNK);
  for (let block = start; block < end; block += BLOCK) {
    const here = minimum(BLOCK, end - block);
    const skip = <usize>block << 2;
    const source = noiseOf(job, block, here);
    for (let i: i32 = 0; i < here; i += 4) {
      const at = skip + (<usize>i << 2);
      const sd = f32x4.sqrt(f32x4.pmax(v128.load(pointer(job, 1) + at), splat(0)));
      storeUpTo(pointer(job, 2) + at, madd(sd, v128.load(source + (<usize>i << 2)), v128.load(pointer(job, 0) + at)), here - i);
    }
  }
}

/** dv = g e / (2 sqrt v), and 0 where v = 0: an input row of zeros has no variance to move. ints: v, g, dv, count, key words, given noise or 0, stream */
export function localNoiseBackward(job: usize, chunk: i32): void {
  const start = chunk * DRAW_CHUNK;
  const end = minimum(int(job, 3), start + DRAW_CHUNK);
  for (let block = start; block < end; block += BLOCK) {
    const here = minimum(BLOCK, end - block);
    const skip = <usize>block << 2;
    const source = noiseOf(job, block, here);
    for (let i: i32 = 0; i < here; i += 4) {
      const at = skip + (<usize>i << 2);
      const v = v128.load(pointer(job, 0) + at);
      const positive = f32x4.gt(v, splat(0));
      const root = f32x4.sqrt(v128.bitselect(v, splat(1), positive));
      const g = f32x4.div(f32x4.mul(f32x4.mul(splat(0.5), v128.load(pointer(job, 1) + at)), v128.load(source + (<usize>i << 2))), root);
      storeUpTo(pointer(job, 2) + at, v128.and(g, positive), here - i);
    }
  }
}
