import { allocate, type DenseArray, floats } from "../array.ts";
import { record } from "../autodiff/tape.ts";
import { launch, memory } from "../engine/engine.ts";
import { expectOptions } from "../options.ts";
import { expectNumber, expectPositive } from "../plain-arguments.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Tensor } from "../types.ts";
import { full } from "./elementwise.ts";

const CHUNK = 2048;

/**
 * Closed form of KL[N(mean, s^2) || N(prior mean, prior sd^2)] summed over all weights, s = softplus(rho).
 *
 *   KL = sum of log(s0 / s) + (s^2 + (m - m0)^2) / (2 s0^2) - 1/2
 *
 * @shape mean, rho [...shape] -> []
 * @units nats
 */
export function normalKl(
  mean: Tensor,
  rho: Tensor,
  prior: {
    /** Of the prior. */
    mean: number;
    /** Of the prior. */
    stdDev: number;
  },
): Tensor<"float32"> {
  const { m, r, code } = normalKlInputs("normalKl", mean, rho, prior);
  const y = allocate([]);
  summedKl(m, r, { y, variance: 0, code });
  record("normalKl", [m, r], [y], prior);
  return y;
}

type NormalPrior = { readonly mean: number; readonly stdDev: number };

function normalKlInputs(where: string, mean: Tensor, rho: Tensor, prior: NormalPrior) {
  const m = floats(where, mean, "mean");
  const r = floats(where, rho, "rho");
  if (!sameShape(m.shape, r.shape)) throw new Error(`${where}: mean is ${showShape(m.shape)}, rho is ${showShape(r.shape)}`);
  expectOptions<{ kind?: string; mean: number; stdDev: number }>(where, prior, { kind: true, mean: true, stdDev: true });
  expectNumber(where, "prior.mean", prior.mean);
  expectPositive(where, "prior.stdDev", prior.stdDev);
  return { m, r, code: [prior.mean, prior.stdDev ** -2, Math.log(prior.stdDev), prior.stdDev] };
}

function summedKl(
  m: DenseArray,
  r: DenseArray,
  { y, variance, code }: { readonly y: DenseArray; readonly variance: number; readonly code: readonly number[] },
): void {
  const chunks = Math.ceil(m.size / CHUNK);
  const partials = memory.allocate(chunks * 8);
  launch("normalKl", chunks, [m.address, r.address, m.size, partials, variance], code);
  launch("sumPartials", 1, [partials, y.address, chunks, 1], [1]);
  memory.release(partials, chunks * 8);
}

/**
 * Variances of mean-field Gaussian weights and their closed-form KL from a normal prior, in one pass: what local reparameterisation needs of them.
 *
 *   variance = s^2,  complexity = sum of log(s0 / s) + (s^2 + (m - m0)^2) / (2 s0^2) - 1/2,  s = softplus(rho)
 *
 * @shape mean, rho [...shape] -> variance [...shape], complexity []
 * @units complexity in nats
 * @see   kingma2015
 */
export function gaussianMoments(
  mean: Tensor,
  rho: Tensor,
  prior: {
    /** Of the prior. */
    mean: number;
    /** Of the prior. */
    stdDev: number;
  },
): { variance: Tensor<"float32">; complexity: Tensor<"float32"> } {
  const { m, r, code } = normalKlInputs("gaussianMoments", mean, rho, prior);
  const variance = allocate(m.shape);
  const complexity = allocate([]);
  summedKl(m, r, { y: complexity, variance: variance.address, code });
  record("gaussianMoments", [m, r], [variance, complexity], { mean: prior.mean, stdDev: prior.stdDev });
  return { variance, complexity };
}

/** `soFar` is the gradient that has come to the mean from elsewhere: the sum is made in the same pass. */
export function gaussianMomentsGradient(
  m: DenseArray,
  r: DenseArray,
  {
    variance = full(m.shape, 0) as DenseArray<"float32">,
    complexity = full([], 0) as DenseArray<"float32">,
    soFar = full(m.shape, 0) as DenseArray<"float32">,
    prior,
  }: {
    readonly variance: DenseArray | undefined;
    readonly complexity: DenseArray | undefined;
    readonly soFar: DenseArray | undefined;
    readonly prior: NormalPrior;
  },
): [DenseArray<"float32">, DenseArray<"float32">] {
  const toMean = allocate(m.shape);
  const toRho = allocate(m.shape);
  launch(
    "momentsBackward",
    Math.ceil(m.size / CHUNK),
    [m.address, r.address, m.size, complexity.address, toMean.address, toRho.address, variance.address, soFar.address],
    [prior.mean, prior.stdDev ** -2],
  );
  return [toMean, toRho];
}

export function normalKlGradient(
  m: DenseArray,
  r: DenseArray,
  upstream: DenseArray,
  prior: { mean: number; stdDev: number },
): [DenseArray<"float32">, DenseArray<"float32">] {
  const toMean = allocate(m.shape);
  const toRho = allocate(m.shape);
  launch(
    "normalKlBackward",
    Math.ceil(m.size / CHUNK),
    [m.address, r.address, m.size, upstream.address, toMean.address, toRho.address],
    [prior.mean, prior.stdDev ** -2],
  );
  return [toMean, toRho];
}
