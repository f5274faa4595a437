import { type Inputs, inputs } from "../inputs.ts";
import { differences } from "../mathematics.ts";
import type { Case } from "../suite.ts";
import { type BoundInput, boundOf, type Estimator, type LayerBeliefs } from "./mean-field-bound.ts";

interface Setting extends Pick<BoundInput, "prior" | "likelihood" | "complexityWeight"> {
  /** Sizes from the inputs to the outputs. */
  readonly sizes: readonly number[];
  readonly batch: number;
  readonly draws: number;
  readonly bias?: "none";
  readonly seed: number;
}

/** What each estimator draws in a layer, for the whole batch. */
const noiseOf: Readonly<Record<Estimator, (from: Inputs, layer: LayerBeliefs, batch: number) => BoundInput["noise"][number][number]>> = {
  shared: (from, layer) => weightNoise(from, layer),
  local: (from, layer, batch) => ({ preactivation: from.matrix(batch, layer.weightMean[0].length) }),
  flipout: (from, layer, batch) => ({
    ...weightNoise(from, layer),
    inputSign: from.signs(batch, layer.weightMean.length),
    outputSign: from.signs(batch, layer.weightMean[0].length),
  }),
};

const weightNoise = (from: Inputs, { weightMean, biasMean }: LayerBeliefs) => ({
  weight: from.matrix(weightMean.length, weightMean[0].length),
  ...(biasMean && { bias: from.values(biasMean.length) }),
});

function inputOf(estimator: Estimator, { sizes, batch, draws, bias, seed, ...given }: Setting): BoundInput {
  const from = inputs(seed);
  const [low, high] = [-3, 0];
  const layers = sizes.slice(1).map((outputs, index): LayerBeliefs => {
    const arrays = { weightMean: from.matrix(sizes[index], outputs), weightRho: from.matrix(sizes[index], outputs, { low, high }) };
    return bias === "none" ? arrays : { ...arrays, biasMean: from.values(outputs), biasRho: from.values(outputs, { low, high }) };
  });
  const outputs = sizes.at(-1)!;
  return {
    layers,
    x: from.matrix(batch, sizes[0]),
    y: given.likelihood.kind === "categorical" ? from.whole(batch, outputs) : from.matrix(batch, outputs),
    noise: Array.from({ length: draws }, () => layers.map((layer) => noiseOf[estimator](from, layer, batch))),
    ...given,
  };
}

const complexities: Readonly<Record<Estimator, string>> = {
  shared: "weights mean + softplus(rho) noise of a draw, complexity log q(w) - log p(w) at them",
  local: "preactivations N(x mean + biasMean, x^2 sigma^2 + biasSigma^2) with noise for each row, complexity KL[q || p]",
  flipout: "x mean + ((x inputSign) (sigma noise)) outputSign + bias of the draw, complexity KL[q || p]",
};

function bound(name: string, estimator: Estimator, setting: Setting): Case {
  const input = inputOf(estimator, setting);
  const expected = boundOf(estimator, input);
  return {
    name: `${estimator}, ${name}`,
    op: `elbo.${estimator}`,
    input: { ...input },
    expected: { ...expected, gradients: differences(input.layers, () => boundOf(estimator, input).loss) },
    // sums of some 50 terms in float32
    rtol: 1e-4,
    atol: 1e-4,
    origin: `loss = complexityWeight mean over draws of complexity + mean over draws of -log p(y | x, w) summed over the batch, nats; ${complexities[estimator]}; relu between layers, weight [inputs, outputs]; gradients of the loss by central differences of fourth order`,
  };
}

const categorical = { likelihood: { kind: "categorical" }, complexityWeight: 0.125 } as const;
const normal = { likelihood: { kind: "normal", stdDev: 0.5 }, complexityWeight: 1 } as const;
const classifier = { sizes: [3, 4, 3], batch: 4, ...categorical } as const;
const standard = { kind: "normal", stdDev: 1 } as const;

export const elbo: readonly Case[] = [
  bound("normal prior, classes, two draws", "shared", { ...classifier, draws: 2, prior: { kind: "normal", stdDev: 0.75 }, seed: 11 }),
  bound("scale mixture prior, classes", "shared", {
    ...classifier,
    draws: 2,
    prior: { kind: "scaleMixture", weight: 0.25, stdDev1: 1, stdDev2: 0.0625 },
    seed: 12,
  }),
  bound("laplace prior, targets, no bias", "shared", {
    sizes: [2, 5, 2],
    batch: 4,
    draws: 1,
    bias: "none",
    ...normal,
    prior: { kind: "laplace", scale: 0.25 },
    seed: 13,
  }),
  bound("three layers, classes", "local", { ...classifier, sizes: [3, 4, 3, 2], draws: 2, prior: standard, seed: 24 }),
  bound("targets", "local", { sizes: [1, 5, 1], batch: 5, draws: 3, ...normal, prior: standard, seed: 15 }),
  bound("classes, two draws", "flipout", { ...classifier, draws: 2, prior: standard, seed: 16 }),
  bound("targets, one draw, no bias", "flipout", {
    sizes: [2, 4, 2],
    batch: 3,
    draws: 1,
    bias: "none",
    ...normal,
    prior: standard,
    seed: 17,
  }),
];
