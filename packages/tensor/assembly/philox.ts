// Counter-based random bits: Philox4x32 with 7 rounds (Salmon et al. 2011, the fewest that pass BigCrush), four counters at a time.
import { cosineReduced4, logNormal4, madd, sineReduced4, splat } from "./simd-math";
import { threadWords } from "./threads";

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

/** Normals of a block: 512 words lie in the thread's memory, radii's and turns' apart, then as many cosines and sines. */
const BLOCK: i32 = 512;

/** Box-Muller: sqrt(-2 log u), u in (0, 1] so that the logarithm is finite: |z| <= 5.89. */
// @ts-ignore: decorator
@inline function radiusOf(bits: v128): v128 {
  const u = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(bits, 8)), splat(0.5)), splat(5.9604644775390625e-8));
  return f32x4.sqrt(f32x4.pmax(f32x4.mul(splat(-2), logNormal4(u)), splat(0)));
}

// turn v in [-1/2, 1/2], times 4 and rounded: 1.5 2^23 rounds to whole quarters, kept in the low bits
// @ts-ignore: decorator
@inline function turnOf(bits: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(bits), splat(2.3283064365386963e-10));
}

// @ts-ignore: decorator
@inline function quartersOf(turn: v128): v128 {
  return madd(turn, splat(4), splat(12582912));
}

// the rest of the turn as an angle in [-pi/4, pi/4]
// @ts-ignore: decorator
@inline function restOf(turn: v128, rounded: v128): v128 {
  return f32x4.mul(madd(f32x4.sub(rounded, splat(12582912)), splat(-0.25), turn), splat(6.283185307179586));
}

// of sine s and cosine c of the rest: the cosine of the whole angle takes `other` = s in odd quarters and the sign of the next quarter
// @ts-ignore: decorator
@inline function placed(radius: v128, own: v128, other: v128, rounded: v128, shift: i32): v128 {
  const odd = i32x4.shr_s(i32x4.shl(rounded, 31), 31);
  const sign = i32x4.shl(v128.and(i32x4.add(rounded, i32x4.splat(shift)), i32x4.splat(2)), 30);
  return f32x4.mul(radius, v128.xor(v128.bitselect(other, own, odd), sign));
}

/** (cos 2 pi v, sin 2 pi v) times the radius, for a block of words; two vectors at once. */
function boxMuller(radii: usize, turns: usize, cosines: usize, sines: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 32) {
    const radius0 = radiusOf(v128.load(radii + at)), radius1 = radiusOf(v128.load(radii + at, 16));
    const turn0 = turnOf(v128.load(turns + at)), turn1 = turnOf(v128.load(turns + at, 16));
    const rounded0 = quartersOf(turn0), rounded1 = quartersOf(turn1);
    const r0 = restOf(turn0, rounded0), r1 = restOf(turn1, rounded1);
    const z0 = f32x4.mul(r0, r0), z1 = f32x4.mul(r1, r1);
    const s0 = sineReduced4(r0, z0), s1 = sineReduced4(r1, z1);
    const c0 = cosineReduced4(z0), c1 = cosineReduced4(z1);
    const cosine0 = placed(radius0, c0, s0, rounded0, 1), cosine1 = placed(radius1, c1, s1, rounded1, 1);
    const sine0 = placed(radius0, s0, c0, rounded0, 0), sine1 = placed(radius1, s1, c1, rounded1, 0);
    v128.store(cosines + at, cosine0);
    v128.store(cosines + at, cosine1, 16);
    v128.store(sines + at, sine0);
    v128.store(sines + at, sine1, 16);
  }
}

/** Standard normals; whole blocks of 16 are written. Words 0 and 2 of a counter give radii, 1 and 3 turns. */
export function fillNormal(out: usize, start: i32, count: i32, stream: i32, key0: i32, key1: i32): void {
  const radii = threadWords(), turns = radii + 1024, cosines = radii + 2048, sines = radii + 3072;
  for (let block: i32 = 0; block < count; block += BLOCK) {
    const end = count - block < BLOCK ? count - block : BLOCK;
    let at: usize = 0;
    for (let i: i32 = 0; i < end; i += 16, at += 32) {
      philox4((start + block + i) >> 2, stream, key0, key1);
      v128.store(radii + at, word0);
      v128.store(radii + at, word2, 16);
      v128.store(turns + at, word1);
      v128.store(turns + at, word3, 16);
    }
    boxMuller(radii, turns, cosines, sines, at);
    for (let from: usize = 0; from < at; from += 32, out += 64) {
      v128.store(out, v128.load(cosines + from));
      v128.store(out, v128.load(sines + from), 16);
      v128.store(out, v128.load(cosines + from, 16), 32);
      v128.store(out, v128.load(sines + from, 16), 48);
    }
  }
}
