import { type Key, keep, tensor } from "@credence/tensor";
import type { Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectFitArguments, type FitOptions, type Inference, type Problem } from "../inference.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { samplesPosterior } from "../posteriors/samples-posterior.ts";
import type { NamedArray } from "../posteriors/saved.ts";
import { expectExamples } from "../training/expect-examples.ts";
import { defaultInitialization, initialParameters, likelihoodParameters } from "../training/initial-parameters.ts";
import { scaleWarning, warnOnConsole } from "../training/scale-warning.ts";
import { startFrom } from "../training/start-from.ts";
import { packedChains, unpackedChains } from "./chain-checkpoint.ts";
import type { Kernel } from "./kernel.ts";
import { arraysAt, networkTarget, positionOf } from "./network-target.ts";
import { type ChainStart, iterationsOf, type SamplingStep, sampleChains } from "./sample-chains.ts";
import { meanOf } from "./sample-statistics.ts";
import { resolvedSampling, type SamplingOptions, samplingSettings } from "./sampling-options.ts";

/** Numbers of 4 bytes that a chain holds for each weight: position, momentum, gradient, mass and two moments in float64, those of the pass in float32. */
const CHAIN_NUMBERS = 16;

/**
 * Hamiltonian sampling of a network's weights as inference: the posterior is the kept positions of all chains, chain after chain, a network each. Every
 * iteration is a report, with `metrics` acceptance, leapfrogs, stepSize and divergences so far.
 */
export function chainsInference(kernel: Kernel, options: SamplingOptions): Inference {
  const where = kernel.name;
  const { chains: count } = resolvedSampling(options);
  return {
    name: where,
    async *fit<P extends Predictive>(problem: Problem<P>, key: Key, fitOptions: FitOptions = {}) {
      expectFitArguments(where, problem, key, fitOptions);
      const { resume, from, onWarning = warnOnConsole } = fitOptions;
      const warning = await scaleWarning(where, await expectExamples(where, "data", problem));
      if (warning !== undefined) onWarning(warning);
      const { network, likelihood } = problem.model;
      const starts = Array.from({ length: count }, (_, i) => {
        const own = key.child("initial").child(i);
        const weights = initialParameters(network, { family: "point", initialization: defaultInitialization, key: own });
        return [...weights, ...likelihoodParameters(likelihood)];
      });
      const [layout] = starts as [(typeof starts)[0]];
      const target = networkTarget(problem, layout);
      try {
        if (from) for (const start of starts) startFrom(where, start, from);
        const iterations = iterationsOf(options);
        const restored = resume && unpackedChains(where, resume, { chains: count, iterations, dimensions: target.dimensions });
        const start: ChainStart = restored ?? { positions: await Promise.all(starts.map(positionOf)) };
        const kept = (restored?.kept ?? starts.map(() => [])).map((own) => [...own]);
        let divergences = restored?.divergences ?? 0;
        const examples = problem.data.x.shape[0]!;
        const posteriorAt = (positions: readonly (readonly ArrayLike<number>[])[]) => samplesAt(problem.model, positions, layout);
        for await (const step of sampleChains(where, target, { kernel, options, start, key })) {
          const positions = step.chains.map(({ at }) => at.position);
          if (step.kept) for (const [i, own] of kept.entries()) own.push(Float32Array.from(positions[i]!));
          divergences += step.afterWarmUp ? step.transitions.filter(({ divergent }) => divergent).length : 0;
          const draws = kept[0]!.length;
          const soFar = { iteration: step.iteration, iterations, chains: step.chains, divergences };
          const keptSoFar = () => kept.map((own) => own.slice(0, draws));
          yield {
            ...{ step: step.iteration, steps: iterations, epoch: step.iteration, epochs: iterations },
            ...termsOf(step, examples),
            metrics: { ...metricsOf(step), divergences },
            checkpoint: async () => packedChains(where, { ...soFar, kept: keptSoFar() }),
            posterior: () => posteriorAt(draws > 0 ? keptSoFar() : positions.map((position) => [position])),
          };
        }
        return posteriorAt(kept);
      } finally {
        target.dispose();
        for (const { value } of starts.flat()) value.dispose();
      }
    },
    toJSON: () => ({ ...kernel.toJSON(), ...samplingSettings(options) }),
    memory({ size }) {
      const { draws } = resolvedSampling(options);
      // positions that are kept and their copy in the posterior; of each chain some in float64, and the density's inputs and gradients
      return { fit: count * size * (2 * draws + CHAIN_NUMBERS), posterior: count * draws * size, setsOfWeights: count };
    },
  };
}

/** Both terms per datum, means over the chains. */
function termsOf({ chains }: SamplingStep, examples: number) {
  const complexity = meanOf(chains.map(({ at }) => -at.logPrior! / examples));
  const objective = meanOf(chains.map(({ at }) => -at.logDensity / examples));
  return { complexity, negativeLogLikelihood: objective - complexity, objective };
}

const metricsOf = ({ transitions, stepSizes }: SamplingStep) => ({
  acceptance: meanOf(transitions.map(({ acceptance }) => acceptance)),
  leapfrogs: transitions.reduce((sum, { leapfrogs }) => sum + leapfrogs, 0),
  stepSize: meanOf(stepSizes),
});

/** Positions of all chains, chain after chain, as networks. */
function samplesAt<P extends Predictive>(
  model: Model<P>,
  positions: readonly (readonly ArrayLike<number>[])[],
  layout: readonly NamedArray[],
): Posterior<P> {
  return samplesPosterior(
    model,
    positions
      .flat()
      .map((position) => arraysAt(position, layout).map(({ name, values, shape }) => ({ name, value: keep(tensor(values, shape)) }))),
  );
}
