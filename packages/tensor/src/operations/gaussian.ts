import { allocate, type DenseArray, floats } from "../array.ts";
import type { Noise, PriorCode } from "../autodiff/operations.ts";
import { isFollowed, record } from "../autodiff/tape.ts";
import { launch, memory } from "../engine/engine.ts";
import { expectObject, expectOptions } from "../options.ts";
import { expectBoolean, expectFraction, expectNumber, expectOneOf, expectPositive, expectWhole } from "../plain-arguments.ts";
import { expectKey, isKey } from "../random/key.ts";
import { sameShape, showShape, sizeOf } from "../shape.ts";
import type { Key, Tensor } from "../types.ts";
import { full } from "./elementwise.ts";

const CHUNK = 2048;
/** Normals come in blocks of so many: assembly/philox.ts. */
const NOISE_BLOCK = 16;
const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** Priors whose density the fused draw evaluates on the fly. */
export type FusedPrior =
  | { readonly kind: "normal"; readonly mean: number; readonly stdDev: number }
  | { readonly kind: "laplace"; readonly mean: number; readonly scale: number }
  /** weight N(0, stdDev1^2) + (1 - weight) N(0, stdDev2^2), per weight. */
  | { readonly kind: "scaleMixture"; readonly weight: number; readonly stdDev1: number; readonly stdDev2: number };

// log of the smallest float32 probability stands for log 0: a part of weight 0 must lose, and Infinity - Infinity must not arise
const logOrFloor = (x: number): number => (x > 0 ? Math.log(x) : -1e30);

const priorOptions = {
  normal: { kind: true, mean: true, stdDev: true },
  laplace: { kind: true, mean: true, scale: true },
  scaleMixture: { kind: true, weight: true, stdDev1: true, stdDev2: true },
} as const;

function expectPrior(where: string, prior: FusedPrior): void {
  expectObject(where, "prior", prior, 'a prior the kernel knows, as { kind: "normal", mean: 0, stdDev: 1 }');
  expectOneOf(where, "prior.kind", prior.kind, Object.keys(priorOptions));
  expectOptions<FusedPrior>(where, prior, priorOptions[prior.kind]);
  const { kind: _, ...parameters } = prior;
  for (const [name, value] of Object.entries<number>(parameters)) {
    if (name === "mean") expectNumber(where, `prior.${name}`, value);
    else if (name === "weight") expectFraction(where, `prior.${name}`, value);
    else expectPositive(where, `prior.${name}`, value);
  }
}

/** log q(w) = -e^2/2 - log s - c and -log p(w) without its constant are summed by the kernel; the constants are added once per weight. */
function encode(prior: FusedPrior | undefined): PriorCode {
  if (!prior) return { kind: 0, parameters: [0, 0, 0, 0], constant: 0 };
  if (prior.kind === "normal") return { kind: 1, parameters: [prior.mean, 1 / prior.stdDev, 0, 0], constant: Math.log(prior.stdDev) };
  if (prior.kind === "laplace")
    return { kind: 2, parameters: [prior.mean, 1 / prior.scale, 0, 0], constant: Math.log(2 * prior.scale) - HALF_LOG_2PI };
  return {
    kind: 3,
    parameters: [
      logOrFloor(prior.weight) - Math.log(prior.stdDev1),
      logOrFloor(1 - prior.weight) - Math.log(prior.stdDev2),
      prior.stdDev1 ** -2,
      prior.stdDev2 ** -2,
    ],
    constant: 0,
  };
}

const noiseInts = (noise: Noise): [number, number, number] =>
  "words" in noise ? [noise.words[0] | 0, noise.words[1] | 0, 0] : [0, 0, noise.address];

function noiseOf(operation: string, noise: Key | Tensor, size: number): Noise {
  if (isKey(noise)) return { words: noise.words };
  const given = floats(operation, noise, "noise");
  if (given.size !== size) throw new Error(`${operation}: given noise is ${showShape(given.shape)}, expected ${size} values`);
  if (isFollowed([given])) throw new Error(`${operation}: a gradient by the noise is asked for, expected noise that is data`);
  return { address: given.address };
}

/** Where the noise of a draw comes from, how many draws, and what they are weighed against. */
export interface GaussianDrawOptions {
  /**
   * A key; a key for each draw, whose noise is that of one draw under it; or the standard normals themselves [draws, ...shape] (reference cases),
   * which have no gradient.
   */
  readonly noise: Key | readonly Key[] | Tensor;
  /** Samples of every weight. */
  readonly draws: number;
  /** With a prior, the sum of log q(w) - log p(w) over all weights comes with each draw. @default none: a complexity of 0 */
  readonly prior?: FusedPrior;
}

/**
 * Draws of mean-field Gaussian weights, with their complexity, in one pass.
 *
 *   s = softplus(rho),  w = mean + s e,  complexity = sum of log N(w; mean, s^2) - log p(w)
 *
 * The complexity is summed in float64, the gradients of mean and rho over draws in float32, 64 draws at a time.
 *
 * @shape mean, rho [...shape] -> weights [draws, ...shape], complexity [draws]
 * @units complexity in nats
 * @see   blundell2015, eqs 1-4
 */
export function gaussianDraw(
  mean: Tensor,
  rho: Tensor,
  options: GaussianDrawOptions,
): { weights: Tensor<"float32">; complexity: Tensor<"float32"> } {
  const m = floats("gaussianDraw", mean, "mean");
  const r = floats("gaussianDraw", rho, "rho");
  expectOptions("gaussianDraw", options, { noise: true, draws: true, prior: true });
  const { noise, draws, prior } = options;
  expectWhole("gaussianDraw", "draws", draws, 0);
  if (prior !== undefined) expectPrior("gaussianDraw", prior);
  if (!sameShape(m.shape, r.shape)) throw new Error(`gaussianDraw: mean is ${showShape(m.shape)}, rho is ${showShape(r.shape)}`);
  const keys = Array.isArray(noise) ? (noise as readonly Key[]) : undefined;
  if (keys && keys.length !== draws) throw new Error(`gaussianDraw: ${keys.length} keys for ${draws} draws`);
  if (keys) for (const one of keys) expectKey("gaussianDraw", one);
  // together the sources make all draws, in order
  const count = keys ? 1 : draws;
  const sources = (keys ?? [noise as Key | Tensor]).map((source) => noiseOf("gaussianDraw", source, count * m.size));
  const given = !keys && !isKey(noise);
  const code = encode(prior);
  const weights = allocate([draws, ...m.shape]);
  const complexity = prior ? allocate([draws]) : (full([draws], 0) as DenseArray<"float32">);
  const chunks = Math.ceil(m.size / CHUNK);
  // The noise is most of the work: where a gradient is to come it is kept rather than drawn twice.
  const stride = given ? m.size : Math.ceil(m.size / NOISE_BLOCK) * NOISE_BLOCK;
  const kept = !given && isFollowed([m, r]) ? allocate([draws, stride]) : undefined;
  const parameters = [...code.parameters, code.constant];
  // nothing from here on may fail: this memory is no array, and no scope gives it back
  const partials = memory.allocate(chunks * draws * 8);
  for (const [first, source] of sources.entries()) {
    const [k0, k1, address] = noiseInts(source);
    const to = weights.address + 4 * first * m.size;
    const keep = kept ? kept.address + 4 * first * stride : 0;
    launch(
      "gaussianDraw",
      chunks,
      [m.address, r.address, to, m.size, count, k0, k1, code.kind, address, partials, stride, keep],
      parameters,
    );
    if (prior) launch("sumPartials", 1, [partials, complexity.address + 4 * first, chunks, count], [1]);
  }
  memory.release(partials, chunks * draws * 8);
  const used = given ? (noise as DenseArray) : kept;
  if (used) record("gaussianDraw", [m, r, used], [weights, complexity], { stride, draws, prior: code });
  return { weights, complexity };
}

export function gaussianDrawGradient(
  m: DenseArray,
  r: DenseArray,
  noise: DenseArray,
  fromWeights: DenseArray | undefined,
  fromComplexity: DenseArray | undefined,
  { stride, draws, prior }: { stride: number; draws: number; prior: PriorCode },
): [DenseArray<"float32">, DenseArray<"float32">] {
  const toMean = allocate(m.shape);
  const toRho = allocate(m.shape);
  const kind = fromComplexity ? prior.kind : 0;
  launch(
    "gaussianDrawBackward",
    Math.ceil(m.size / CHUNK),
    [
      m.address,
      r.address,
      fromWeights?.address ?? 0,
      fromComplexity?.address ?? 0,
      toMean.address,
      toRho.address,
      m.size,
      draws,
      noise.address,
      stride,
      kind,
    ],
    [...prior.parameters],
  );
  return [toMean, toRho];
}

/**
 * Local reparameterisation: y = mean + sqrt(variance) e with a fresh e for every element and draw.
 *
 * The derivative by the variance, e / (2 sqrt(variance)), is taken as 0 where the variance is 0 (an all-zero input row).
 *
 * @shape mean, variance [...shape]; with `repeat` they serve all draws: -> [draws, ...shape], else their first axis is the draws
 * @see   kingma2015, eq. 6
 */
export function localNoise(
  mean: Tensor,
  variance: Tensor,
  options: {
    /** A key, or the standard normals themselves (reference cases), which have no gradient. */
    noise: Key | Tensor;
    /** Samples of every value. */
    draws: number;
    /** Whether mean and variance serve all draws; else their first axis is the draws. */
    repeat: boolean;
  },
): Tensor<"float32"> {
  const m = floats("localNoise", mean, "mean");
  const v = floats("localNoise", variance, "variance");
  expectOptions("localNoise", options, { noise: true, draws: true, repeat: true });
  const { noise, draws, repeat } = options;
  expectBoolean("localNoise", "repeat", repeat);
  if (!sameShape(m.shape, v.shape)) throw new Error(`localNoise: mean is ${showShape(m.shape)}, variance is ${showShape(v.shape)}`);
  expectWhole("localNoise", "draws", draws, 0);
  const shape = repeat ? [draws, ...m.shape] : m.shape;
  const source = noiseOf("localNoise", noise, sizeOf(shape));
  const y = allocate(shape);
  const [k0, k1, given] = noiseInts(source);
  const passes = repeat ? draws : 1;
  for (let pass = 0; pass < passes; pass++) {
    const skip = pass * m.size * 4;
    launch("localNoise", Math.ceil(m.size / CHUNK), [m.address, v.address, y.address + skip, m.size, k0, k1, given && given + skip, pass]);
  }
  record("localNoise", isKey(noise) ? [m, v] : [m, v, noise as DenseArray], [y], { noise: source, draws: passes });
  return y;
}

export function localNoiseGradient(
  v: DenseArray,
  gradient: DenseArray,
  { noise, draws }: { noise: Noise; draws: number },
): DenseArray<"float32"> {
  const dv = allocate(gradient.shape);
  const [k0, k1, given] = noiseInts(noise);
  for (let pass = 0; pass < draws; pass++) {
    const skip = pass * v.size * 4;
    launch("localNoiseBackward", Math.ceil(v.size / CHUNK), [
      v.address,
      gradient.address + skip,
      dv.address + skip,
      v.size,
      k0,
      k1,
      given && given + skip,
      pass,
    ]);
  }
  return dv;
}
