import {
  add,
  affine,
  type FusedPrior,
  gaussianDraw,
  gaussianMoments,
  type Key,
  localNoise,
  multiply,
  randomBernoulli,
  randomNormal,
  reshape,
  type Shape,
  softplus,
  softplusSquared,
  square,
  stack,
  type Tensor,
} from "@credence/tensor";
import { expectObject, expectOptions, expectWhole } from "../settings.ts";

/** How a layer's weights act on x: linear in x and linear in the weights. Dense and convolutional layers each bring one. */
export interface BilinearMap {
  /** Axes of x without draws: 2 for [batch, features], 4 for images. */
  readonly axes: number;
  /** x are rows of the weights by index (tokens): one-hot vectors, which are their own squares, and whose signs are the output's. @default absent: values */
  readonly indices?: true;
  /** x [batch, ...] or [draws, batch, ...], weight [...] or [draws, ...] -> the same leading axes. */
  apply(x: Tensor, weight: Tensor): Tensor;
  addBias(y: Tensor, bias: Tensor): Tensor;
  /** Both at once, where that takes fewer passes over y. A map that wraps another leaves it out, or wraps it too. @default absent: `apply`, then `addBias` */
  applyWithBias?(x: Tensor, weight: Tensor, bias: Tensor): Tensor;
  /** Shapes that broadcast against x and y with one random sign per example and feature, or per example and channel. */
  inputSigns(x: Shape): Shape;
  outputSigns(y: Shape): Shape;
}

/** What is believed of one array of weights: a point (no rho), or independent Gaussians with standard deviation softplus(rho). */
export interface WeightBelief {
  readonly mean: Tensor;
  readonly rho?: Tensor;
}

/** The beliefs over the arrays of one map. */
export interface MapBelief {
  readonly weight: WeightBelief;
  readonly bias?: WeightBelief;
}

/** The beliefs over one layer's arrays, by the name of the map. */
export type LayerBelief = { readonly [map: string]: MapBelief };

/** Where a noise model takes its randomness: from a key, or from stored arrays when it is checked against reference numbers. */
export interface NoiseSource {
  /** Noise of the weights, drawn once, by one key or one for each draw. @shape [draws, ...] */
  normals(name: "weight" | "bias", shape: Shape): Key | readonly Key[] | Tensor;
  /** Noise of the pre-activations of one application of the bound map, counted from 0. */
  preactivations(shape: Shape, application: number): Key | Tensor;
  /** -1 or 1 each. */
  signs(name: "inputSign" | "outputSign", shape: Shape): Tensor;
}

/** Noise from a key. */
export const keyedSource = (key: Key): NoiseSource => ({
  normals: (name) => key.child(name),
  preactivations: (_, application) => (application === 0 ? key : key.child("application").child(application)).child("preactivation"),
  signs: (name, shape) => affine(randomBernoulli(key.child(name), shape, { probability: 0.5, scale: 2 }), { shift: -1 }),
});

/** Whether each draw has a key of its own. */
export const isKeys = (noise: Key | readonly Key[] | Tensor): noise is readonly Key[] => Array.isArray(noise);

/** Noise of weights alone, each draw from a key of its own: that of a pass under this key. */
export const drawsSource = (keys: readonly Key[]): NoiseSource => {
  const refused = (): never => {
    throw new Error("noise: a key for each draw, expected one key where the noise is not that of weights drawn for the whole batch");
  };
  return { normals: (name) => keys.map((key) => key.child(name)), preactivations: refused, signs: refused };
};

/** The arrays of a map as drawn, [...] or [draws, ...]. */
export interface DrawnWeights {
  readonly weight: Tensor;
  readonly bias?: Tensor;
}

/** A map with its weights bound. */
export interface Bound {
  /** What `apply` applies, where all examples of a draw have the same weights and no other noise. */
  readonly weights?: DrawnWeights;
  /** May be applied many times, to x of one shape; what that means for the weights is the noise's `reapplied`. */
  readonly apply: (x: Tensor) => Tensor;
  /** Sum of log q(w) - log p(w) at the weights drawn, [draws], nats; where the noise draws weights and knows the prior. */
  readonly complexity?: Tensor;
}

/**
 * How uncertain weights enter a layer, with mean m, standard deviation s, standard normal e, random signs a and b:
 *
 *   exact    map(x, m)
 *   shared   map(x, m + s e), one e per draw
 *   local    map(x, m) + sqrt(map(x^2, s^2)) e, one e per output        (kingma2015)
 *   flipout  map(x, m) + b map(a x, s e), signs per example             (wen2018)
 */
export interface Noise {
  readonly name: string;
  /**
   * What a bound map does where it is applied again. "sameWeights": the weights are those of the first application, in flipout those of
   * each example (row of the batch); a recurrent layer's steps share them. "freshWeights": noise of its own each time, as if the weights
   * were drawn anew, so that steps which should share weights vary less together than they would.
   */
  readonly reapplied: "sameWeights" | "freshWeights";
  bind(map: BilinearMap, belief: MapBelief, source: NoiseSource): Bound;
}

const rhoOf = (noise: string, belief: WeightBelief): Tensor => {
  if (!belief.rho) throw new Error(`${noise} noise: the weights are points, expected a mean and a rho`);
  return belief.rho;
};

const mapped = (map: BilinearMap, x: Tensor, weight: Tensor, bias: Tensor | undefined): Tensor => {
  if (!bias) return map.apply(x, weight);
  return map.applyWithBias ? map.applyWithBias(x, weight, bias) : map.addBias(map.apply(x, weight), bias);
};

/** Point weights: the means. */
export const exactNoise: Noise = {
  name: "exact",
  reapplied: "sameWeights",
  bind: (map, { weight, bias }) => ({
    apply: (x) => mapped(map, x, weight.mean, bias?.mean),
    weights: { weight: weight.mean, ...(bias && { bias: bias.mean }) },
  }),
};

// one draw needs no axis of its own
const squeezed = (weights: Tensor, draws: number): Tensor => (draws === 1 ? reshape(weights, weights.shape.slice(1)) : weights);

/** The priors of a map's arrays, as the fused kernel knows them. */
export interface FusedPriors {
  readonly weight: FusedPrior;
  readonly bias: FusedPrior;
}

/** The priors of both roles as the noise takes them. @throws for a role that is missing or has another prior than `expectOne` takes */
function priorsOf<Prior extends FusedPrior>(
  where: string,
  priors: FusedPriors | undefined,
  expectOne: (where: string, name: string, prior: FusedPrior) => Prior,
): { readonly [role in keyof FusedPriors]: Prior } | undefined {
  if (priors === undefined) return undefined;
  expectOptions(`${where}: prior`, priors, { weight: true, bias: true });
  return { weight: expectOne(where, "prior.weight", priors.weight), bias: expectOne(where, "prior.bias", priors.bias) };
}

function expectFusedPrior(where: string, name: string, prior: FusedPrior): FusedPrior {
  expectObject(where, name, prior, "the fused form of a distribution");
  return prior;
}

function expectNormalPrior(where: string, name: string, prior: FusedPrior): Extract<FusedPrior, { kind: "normal" }> {
  expectObject(where, name, prior, "the fused form of a normal distribution");
  if (prior.kind !== "normal") throw new Error(`${where}: ${name} is ${prior.kind}, expected normal: the only one with this closed form`);
  return prior;
}

/**
 * One set of weights per draw, the same for the whole batch: a draw is one function. With priors whose densities the fused kernel knows,
 * the complexity comes with the draw.
 */
export const sharedNoise = (options: {
  /** Samples of the weights. */
  draws: number;
  /** Of a layer, where the draw gives its complexity too. @default none */
  prior?: FusedPriors;
}): Noise => {
  expectOptions("sharedNoise", options, { draws: true, prior: true });
  const { draws } = options;
  expectWhole("sharedNoise", "draws", draws);
  const prior = priorsOf("sharedNoise", options.prior, expectFusedPrior);
  return {
    name: "shared",
    reapplied: "sameWeights",
    bind(map, { weight, bias }, source) {
      const draw = (name: "weight" | "bias", belief: WeightBelief) => {
        const noise = source.normals(name, [draws, ...belief.mean.shape]);
        return gaussianDraw(belief.mean, rhoOf("shared", belief), prior ? { noise, draws, prior: prior[name] } : { noise, draws });
      };
      const w = draw("weight", weight);
      const b = bias && draw("bias", bias);
      const drawn = squeezed(w.weights, draws);
      const drawnBias = b && squeezed(b.weights, draws);
      const apply = (x: Tensor) => mapped(map, x, drawn, drawnBias);
      const weights = { weight: drawn, ...(drawnBias && { bias: drawnBias }) };
      return prior ? { apply, weights, complexity: b ? add(w.complexity, b.complexity) : w.complexity } : { apply, weights };
    },
  };
};

/**
 * Local reparameterisation: noise on the pre-activations, independent between examples and between applications. For fitting only: its
 * draws are no functions.
 */
export const localReparameterizationNoise = (options: {
  /** Samples of every pre-activation. */
  draws: number;
  /** Of a layer, normal, where the variances' pass gives the closed-form complexity too. @default none */
  prior?: FusedPriors;
}): Noise => {
  const where = "localReparameterizationNoise";
  expectOptions(where, options, { draws: true, prior: true });
  const { draws } = options;
  expectWhole(where, "draws", draws);
  const prior = priorsOf(where, options.prior, expectNormalPrior);
  return {
    name: "local",
    reapplied: "freshWeights",
    bind(map, { weight, bias }, source) {
      const momentsOf = (role: "weight" | "bias", belief: WeightBelief) =>
        prior
          ? gaussianMoments(belief.mean, rhoOf("local", belief), prior[role])
          : { variance: softplusSquared(rhoOf("local", belief)), complexity: undefined };
      const ofWeight = momentsOf("weight", weight);
      const ofBias = bias && momentsOf("bias", bias);
      let applications = 0;
      const apply = (x: Tensor) => {
        const mean = mapped(map, x, weight.mean, bias?.mean);
        const spread = mapped(map, map.indices ? x : square(x), ofWeight.variance, ofBias?.variance);
        // the first layer sees the batch without draws: its two products serve all of them
        const repeat = draws > 1 && x.shape.length === map.axes;
        const shape = repeat ? [draws, ...mean.shape] : mean.shape;
        return localNoise(mean, spread, { noise: source.preactivations(shape, applications++), draws, repeat });
      };
      if (!ofWeight.complexity) return { apply };
      return { apply, complexity: ofBias?.complexity ? add(ofWeight.complexity, ofBias.complexity) : ofWeight.complexity };
    },
  };
};

/**
 * Flipout: one perturbation of the weights, decorrelated between examples by random signs, which stay an example's own at every
 * application. For fitting only.
 */
export const flipoutNoise = (options: {
  /** Samples of the weights. */
  draws: number;
}): Noise => {
  expectOptions("flipoutNoise", options, { draws: true });
  const { draws } = options;
  expectWhole("flipoutNoise", "draws", draws);
  return {
    name: "flipout",
    reapplied: "sameWeights",
    bind(map, { weight, bias }, source) {
      const perturb = (name: "weight" | "bias", belief: WeightBelief) => {
        const shape = [draws, ...belief.mean.shape];
        const given = source.normals(name, shape);
        const e = isKeys(given)
          ? stack(given.map((key) => randomNormal(key, belief.mean.shape)))
          : "words" in given
            ? randomNormal(given, shape)
            : reshape(given, shape);
        return squeezed(multiply(e, softplus(rhoOf("flipout", belief))), draws);
      };
      const shift = perturb("weight", weight);
      const biasDrawn = bias && add(perturb("bias", bias), bias.mean);
      return {
        apply: (x) => {
          const withDraws = draws > 1 && x.shape.length === map.axes;
          const signed = (): Tensor =>
            multiply(source.signs("inputSign", withDraws ? [draws, ...map.inputSigns(x.shape)] : map.inputSigns(x.shape)), x);
          const perturbed = map.apply(map.indices ? x : signed(), shift);
          const b = source.signs("outputSign", map.outputSigns(perturbed.shape));
          const y = add(multiply(b, perturbed), map.apply(x, weight.mean));
          return biasDrawn ? map.addBias(y, biasDrawn) : y;
        },
      };
    },
  };
};
