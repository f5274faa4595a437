import { klNormal, logLaplace, logNormal, logScaleMixture, logSumExp, mean, product, relu, softplus, sum } from "../mathematics.ts";

type Matrix = number[][];

/** Gaussians over one layer's weights [inputs, outputs] and biases, sigma = softplus(rho). */
export interface LayerBeliefs {
  readonly weightMean: Matrix;
  readonly weightRho: Matrix;
  readonly biasMean?: number[];
  readonly biasRho?: number[];
}

/** Standard normals and signs of one layer in one draw. */
interface LayerNoise {
  readonly weight?: Matrix;
  readonly bias?: number[];
  readonly preactivation?: Matrix;
  readonly inputSign?: Matrix;
  readonly outputSign?: Matrix;
}

type Prior =
  | { readonly kind: "normal"; readonly stdDev: number }
  | { readonly kind: "laplace"; readonly scale: number }
  | { readonly kind: "scaleMixture"; readonly weight: number; readonly stdDev1: number; readonly stdDev2: number };

export type Estimator = "shared" | "local" | "flipout";

export interface BoundInput {
  readonly layers: readonly LayerBeliefs[];
  readonly x: Matrix;
  /** Classes [batch], or targets [batch, outputs]. */
  readonly y: number[] | Matrix;
  /** [draws][layers]. */
  readonly noise: readonly (readonly LayerNoise[])[];
  readonly prior: Prior;
  readonly likelihood: { readonly kind: "categorical" } | { readonly kind: "normal"; readonly stdDev: number };
  readonly complexityWeight: number;
}

/** Of one draw and one layer. */
interface Applied {
  readonly outputs: Matrix;
  /** log q(w) - log p(w) at the weights of the draw, or the KL divergence. */
  readonly complexity: number;
}

/** log p(w). @throws next to the kink of a Laplace density */
function logPrior(prior: Prior, w: number): number {
  if (prior.kind === "normal") return logNormal(w, 0, prior.stdDev);
  if (prior.kind === "scaleMixture") return logScaleMixture(w, prior);
  if (Math.abs(w) < 0.002) throw new Error(`a weight is ${w}, next to the kink of its prior, take other inputs`);
  return logLaplace(w, 0, prior.scale);
}

/** mean + softplus(rho) noise, element by element. */
const draw = (means: number[], rhos: number[], noise: number[]): number[] => means.map((value, i) => value + softplus(rhos[i]) * noise[i]);

const shifted = (x: Matrix, bias: number[] | undefined): Matrix => (bias ? x.map((row) => row.map((value, o) => value + bias[o])) : x);

const times = (x: Matrix, factors: Matrix): Matrix => x.map((row, i) => row.map((value, j) => value * factors[i][j]));

/** The closed form over all weights and biases of a layer, with a normal prior. */
function klOf({ weightMean, weightRho, biasMean = [], biasRho = [] }: LayerBeliefs, prior: Prior): number {
  if (prior.kind !== "normal") throw new Error("no closed form");
  const [means, rhos] = [
    [...weightMean.flat(), ...biasMean],
    [...weightRho.flat(), ...biasRho],
  ];
  return sum(means.map((value, i) => klNormal(value, softplus(rhos[i]), 0, prior.stdDev)));
}

const estimators: Readonly<Record<Estimator, (x: Matrix, layer: LayerBeliefs, noise: LayerNoise, prior: Prior) => Applied>> = {
  // y = x w + b, one w and b for the whole batch
  shared(x, { weightMean, weightRho, biasMean, biasRho }, noise, prior) {
    const weight = weightMean.map((row, i) => draw(row, weightRho[i], noise.weight![i]));
    const bias = biasMean && draw(biasMean, biasRho!, noise.bias!);
    const values = [...weight.flat(), ...(bias ?? [])];
    const means = [...weightMean.flat(), ...(biasMean ?? [])];
    const rhos = [...weightRho.flat(), ...(biasRho ?? [])];
    const ratios = values.map((w, i) => logNormal(w, means[i], softplus(rhos[i])) - logPrior(prior, w));
    return { outputs: shifted(product(x, weight), bias), complexity: sum(ratios) };
  },

  // y ~ N(x mean + biasMean, x^2 sigma^2 + biasSigma^2), each row and output its own normal
  local(x, layer, noise, prior) {
    const { weightMean, weightRho, biasMean, biasRho } = layer;
    const squares = x.map((row) => row.map((value) => value ** 2));
    const weightVariance = weightRho.map((row) => row.map((rho) => softplus(rho) ** 2));
    const variance = shifted(
      product(squares, weightVariance),
      biasRho?.map((rho) => softplus(rho) ** 2),
    );
    const centre = shifted(product(x, weightMean), biasMean);
    const outputs = centre.map((row, i) => row.map((value, o) => value + Math.sqrt(variance[i][o]) * noise.preactivation![i][o]));
    return { outputs, complexity: klOf(layer, prior) };
  },

  // y = x mean + ((x inputSign) (sigma noise)) outputSign + b
  flipout(x, layer, noise, prior) {
    const { weightMean, weightRho, biasMean, biasRho } = layer;
    const spread = weightRho.map((row, i) => row.map((rho, o) => softplus(rho) * noise.weight![i][o]));
    const centre = product(x, weightMean);
    const part = times(product(times(x, noise.inputSign!), spread), noise.outputSign!);
    const outputs = centre.map((row, i) => row.map((value, o) => value + part[i][o]));
    return { outputs: shifted(outputs, biasMean && draw(biasMean, biasRho!, noise.bias!)), complexity: klOf(layer, prior) };
  },
};

/** -log p(y | outputs), summed over the batch. */
function negativeLogProb({ likelihood, y }: BoundInput, outputs: Matrix): number {
  if (likelihood.kind === "categorical") return sum(outputs.map((row, i) => logSumExp(row) - row[(y as number[])[i]]));
  return -sum(outputs.flatMap((row, i) => row.map((value, o) => logNormal((y as Matrix)[i][o], value, likelihood.stdDev))));
}

/** The bound of one minibatch: loss = complexityWeight mean over draws of complexity + mean over draws of -log p(y | x, w). */
export function boundOf(estimator: Estimator, input: BoundInput) {
  const draws = input.noise.map((byLayer) => {
    let [outputs, complexity] = [input.x, 0];
    for (const [index, layer] of input.layers.entries()) {
      const hidden = index === 0 ? outputs : outputs.map((row) => row.map(relu));
      const applied = estimators[estimator](hidden, layer, byLayer[index], input.prior);
      outputs = applied.outputs;
      complexity += applied.complexity;
    }
    return { outputs, complexity, negativeLogProb: negativeLogProb(input, outputs) };
  });
  const complexity = mean(draws.map((one) => one.complexity));
  const negativeLogLikelihood = mean(draws.map((one) => one.negativeLogProb));
  return {
    loss: input.complexityWeight * complexity + negativeLogLikelihood,
    complexity,
    negativeLogLikelihood,
    outputs: draws.map((one) => one.outputs),
  };
}
