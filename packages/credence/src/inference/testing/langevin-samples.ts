import { assign, keep, tensor, zeros } from "@credence/tensor";
import { mapSteps } from "../methods/map.ts";
import { samplesPosterior } from "../posteriors/samples-posterior.ts";
import type { StepMethod } from "../training/training.ts";

/**
 * Samples of the weights along a noisy descent on -log p(w | data): the weights after `burnIn` steps, and after every `thin` from there on. The noise
 * is the optimiser's (`noisyDescent`). Before the first sample, the posterior is the weights as they are.
 */
export function langevinSamples({ burnIn, thin, samples }: { burnIn: number; thin: number; samples: number }): StepMethod {
  const points = mapSteps({ prior: "model" });
  const keptBy = (steps: number): number => Math.max(0, Math.min(samples, Math.floor((steps - burnIn) / thin) + 1));
  return {
    ...points,
    name: "langevinSamples",
    start(model, key) {
      const trainable = points.start(model, key);
      const { parameters } = trainable;
      const chain = Array.from({ length: samples }, () => parameters.map(({ name, value }) => ({ name, value: keep(zeros(value.shape)) })));
      const copies = (arrays: typeof parameters | (typeof chain)[0]) =>
        arrays.map(({ name, value }) => {
          const copy = keep(zeros(value.shape));
          assign(copy, value);
          return { name, value: copy };
        });
      return {
        ...trainable,
        state: chain.flatMap((sample, index) => sample.map(({ name, value }) => ({ name: `sample ${index}/${name}`, value }))),
        afterStep({ stepsTaken }) {
          const kept = keptBy(stepsTaken);
          if (kept > keptBy(stepsTaken - 1)) for (const [i, { value }] of chain[kept - 1]!.entries()) assign(value, parameters[i]!.value);
          return { samples: tensor([kept], []) };
        },
        posterior(stepsTaken) {
          const kept = keptBy(stepsTaken);
          return samplesPosterior(model, kept === 0 ? [copies(parameters)] : chain.slice(0, kept).map(copies));
        },
        dispose() {
          trainable.posterior(0).dispose();
          for (const { value } of chain.flat()) value.dispose();
        },
      };
    },
    toJSON: () => ({ ...points.toJSON(), name: "langevinSamples", burnIn, thin, samples }),
  };
}
