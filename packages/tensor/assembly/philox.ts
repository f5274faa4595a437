// Counter-based random bits: Philox4x32 with 7 rounds (Salmon et al. 2011, the fewest that pass BigCrush), four counters at a time.
import { cosineReduced4, logNormal4, madd, sineReduced4, splat } from "./simd-math";

const ROUNDS: i32 = 7;

// Where four counters leave their words: outputs 0..3, each for counters c, c+1, c+2, c+3. One instance per thread.
let word0: v128 = i32x4.splat(0);
let word1: v128 = i32x4.splat(0);
let word2: v128 = i32x4.splat(0);
let word3: v128 = i32x4.splat(0);

/** Encrypts counters (first + lane, 0, stream, 0) under the key; 16 words. */
// @ts-ignore: decorator
@inline function philox4(first: i32, stream: i32, key0: i32, key1: i32): void {
  let x0 = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  let x1 = i32x4.splat(0);
  let x2 = i32x4.splat(stream);
  let x3 = i32x4.splat(0);
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  let k0 = i32x4.splat(key0);
  let k1 = i32x4.splat(key1);
  const bump0 = i32x4.splat(0x9e3779b9);
  const bump1 = i32x4.splat(0xbb67ae85);
  for (let round = 0; round < ROUNDS; round++) {
    const a = i64x2.extmul_low_i32x4_u(x0, m0);
    const b = i64x2.extmul_high_i32x4_u(x0, m0);
    const c = i64x2.extmul_low_i32x4_u(x2, m1);
    const d = i64x2.extmul_high_i32x4_u(x2, m1);
    const y0 = v128.xor(v128.xor(v128.shuffle<i32>(c, d, 1, 3, 5, 7), x1), k0);
    x1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
    x2 = v128.xor(v128.xor(v128.shuffle<i32>(a, b, 1, 3, 5, 7), x3), k1);
    x3 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
    x0 = y0;
    k0 = i32x4.add(k0, bump0);
    k1 = i32x4.add(k1, bump1);
  }
  word0 = x0;
  word1 = x1;
  word2 = x2;
  word3 = x3;
}

/** Raw words of `stream`: value i is output (i / 4) % 4 of counter 4 (i / 16) + i % 4. `start` is a multiple of 16; whole blocks are written. */
export function fillBits(out: usize, start: i32, count: i32, stream: i32, key0: i32, key1: i32): void {
  for (let i = 0; i < count; i += 16, out += 64) {
    philox4((start + i) >> 2, stream, key0, key1);
    v128.store(out, word0);
    v128.store(out, word1, 16);
    v128.store(out, word2, 32);
    v128.store(out, word3, 48);
  }
}

/** Uniform on [0, 1): the top 24 bits. */
export function fillUniform(out: usize, start: i32, count: i32, stream: i32, key0: i32, key1: i32): void {
  const unit = splat(5.9604644775390625e-8);
  for (let i = 0; i < count; i += 16, out += 64) {
    philox4((start + i) >> 2, stream, key0, key1);
    v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(word0, 8)), unit));
    v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(word1, 8)), unit), 16);
    v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(word2, 8)), unit), 32);
    v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(word3, 8)), unit), 48);
  }
}

/** Box-Muller: sqrt(-2 log u) (cos 2 pi v, sin 2 pi v), u in (0, 1] so that the logarithm is finite: |z| <= 5.89. */
// @ts-ignore: decorator
@inline function boxMuller(out: usize, bitsU: v128, bitsV: v128): void {
  const u = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(bitsU, 8)), splat(0.5)), splat(5.9604644775390625e-8));
  const radius = f32x4.sqrt(f32x4.pmax(f32x4.mul(splat(-2), logNormal4(u)), splat(0)));
  // turn v in [-1/2, 1/2]: quarter q, rest r in [-1/8, 1/8], polynomials of sin(2 pi r) and cos(2 pi r)
  const v = f32x4.mul(f32x4.convert_i32x4_s(bitsV), splat(2.3283064365386963e-10));
  const rounded = madd(v, splat(4), splat(12582912)); // 1.5 2^23 rounds to whole quarters, kept in the low bits
  const q = f32x4.sub(rounded, splat(12582912));
  const r = f32x4.mul(madd(q, splat(-0.25), v), splat(6.283185307179586));
  const z = f32x4.mul(r, r);
  const s = sineReduced4(r, z);
  const c = cosineReduced4(z);
  const odd = i32x4.shr_s(i32x4.shl(rounded, 31), 31);
  const two = i32x4.splat(2);
  const signSin = i32x4.shl(v128.and(rounded, two), 30);
  const signCos = i32x4.shl(v128.and(i32x4.add(rounded, i32x4.splat(1)), two), 30);
  v128.store(out, f32x4.mul(radius, v128.xor(v128.bitselect(s, c, odd), signCos)));
  v128.store(out, f32x4.mul(radius, v128.xor(v128.bitselect(c, s, odd), signSin)), 16);
}

/** Standard normals; whole blocks of 16 are written. */
export function fillNormal(out: usize, start: i32, count: i32, stream: i32, key0: i32, key1: i32): void {
  for (let i = 0; i < count; i += 16, out += 64) {
    philox4((start + i) >> 2, stream, key0, key1);
    const third = word2;
    const fourth = word3;
    boxMuller(out, word0, word1);
    boxMuller(out + 32, third, fourth);
  }
}
