import { inputs } from "../inputs.ts";
import { klNormal, logLaplace, logNormal, logScaleMixture, sigmoid, softplus } from "../mathematics.ts";
import type { Case } from "../suite.ts";

const { values } = inputs(1);

const x = [...values(6), 0, 40, -40];
const centred = { mean: 0.375, stdDev: 0.75 };
const tolerance = { rtol: 1e-5, atol: 1e-5 };

const means = values(5);
const stdDevs = values(5, { low: 0.25, high: 2 });
const near = values(5);

const laplace = { mean: -0.25, scale: 0.125 };
const laplaceX = [-30, -1.5, -0.375, 0.5, 2, 30];

/** Component 2 is a spike: between the two lies where they share x, and far out the spike's density is below every float32. */
const mixture = { weight: 0.25, stdDev1: 1, stdDev2: 2 ** -8 };
const mixtureX = [0, 2 ** -10, -(2 ** -8), 2 ** -6, -(2 ** -5), 0.5, -1.75, 50];

/** d/dx log p = -sum over components of responsibility x / variance. */
function mixtureGradient(at: number): number {
  const { weight, stdDev1, stdDev2 } = mixture;
  const logDensity = logScaleMixture(at, mixture);
  const part = (share: number, stdDev: number) => (-Math.exp(Math.log(share) + logNormal(at, 0, stdDev) - logDensity) * at) / stdDev ** 2;
  return part(weight, stdDev1) + part(1 - weight, stdDev2);
}

const posterior = { mean: [...values(5), 0.5, 3], stdDev: [...values(5, { low: 0.125, high: 2 }), 1, 2 ** -10] };
const prior = { otherMean: [...values(5), 0.5, -3], otherStdDev: [...values(5, { low: 0.25, high: 2 }), 1, 4] };

const softplusX = [-100, -80, -20, -7, -2.5, -0.03125, 0, 0.75, 3, 15, 20, 89, 200, 3e38];

export const densities: readonly Case[] = [
  {
    name: "normal, one mean and standard deviation for all",
    op: "logProb.normal",
    input: { x, ...centred },
    expected: {
      logProb: x.map((at) => logNormal(at, centred.mean, centred.stdDev)),
      gradient: x.map((at) => -(at - centred.mean) / centred.stdDev ** 2),
    },
    ...tolerance,
    origin: "-log(2 pi)/2 - log stdDev - ((x - mean)/stdDev)^2/2, element by element, nats; gradient -(x - mean)/stdDev^2",
  },
  {
    name: "normal, its own mean and standard deviation for each",
    op: "logProb.normal",
    input: { x: near, mean: means, stdDev: stdDevs },
    expected: {
      logProb: near.map((at, i) => logNormal(at, means[i], stdDevs[i])),
      gradient: near.map((at, i) => -(at - means[i]) / stdDevs[i] ** 2),
    },
    ...tolerance,
    origin: "as for one mean; mean and stdDev of the shape of x",
  },
  {
    name: "laplace, tails",
    op: "logProb.laplace",
    input: { x: laplaceX, ...laplace },
    expected: {
      logProb: laplaceX.map((at) => logLaplace(at, laplace.mean, laplace.scale)),
      gradient: laplaceX.map((at) => -Math.sign(at - laplace.mean) / laplace.scale),
    },
    ...tolerance,
    origin: "-log(2 scale) - |x - mean|/scale, nats; gradient -sign(x - mean)/scale",
  },
  {
    name: "scale mixture, spike and slab",
    op: "logProb.scaleMixture",
    input: { x: mixtureX, ...mixture },
    expected: { logProb: mixtureX.map((at) => logScaleMixture(at, mixture)), gradient: mixtureX.map(mixtureGradient) },
    rtol: 1e-4,
    atol: 1e-5,
    origin:
      "log(weight N(x; 0, stdDev1^2) + (1 - weight) N(x; 0, stdDev2^2)) by log-sum-exp, nats; gradient -sum of responsibility x / variance",
  },
  {
    name: "KL of normals: general, of one with itself (0), of a narrow one from a wide one",
    op: "kl.normalNormal",
    input: { ...posterior, ...prior },
    expected: {
      kl: posterior.mean.map((mean, i) => klNormal(mean, posterior.stdDev[i], prior.otherMean[i], prior.otherStdDev[i])),
    },
    ...tolerance,
    origin:
      "KL[N(mean, stdDev^2) || N(otherMean, otherStdDev^2)] = log(otherStdDev/stdDev) + (stdDev^2 + (mean - otherMean)^2)/(2 otherStdDev^2) - 1/2, nats",
  },
  {
    name: "softplus over the range of float32",
    op: "special.softplus",
    input: { x: softplusX },
    expected: { value: softplusX.map(softplus), gradient: softplusX.map(sigmoid) },
    rtol: 1e-5,
    // what is below the smallest normal float32 may be 0
    atol: 2e-38,
    origin: "max(x, 0) + log1p(exp(-|x|)); gradient 1/(1 + exp(-x))",
  },
];
