import { assign, keep, tensor, zeros } from "@credence/tensor";
import type { SettingsJson } from "../../settings.ts";
import { pointPosterior } from "../posteriors/point-posterior.ts";
import { samplesPosterior } from "../posteriors/samples-posterior.ts";
import { pointSteps } from "./point-steps.ts";
import type { StepMethod } from "./training.ts";

/** Which steps leave a sample. */
export interface KeptSamples {
  /** Samples there are in the end. */
  readonly samples: number;
  /** Samples kept after so many steps. */
  keptBy(steps: number): number;
  /** What of the settings says so. */
  readonly settings: SettingsJson;
}

/**
 * Descent on -log p(w | data) whose weights after some steps are kept: the posterior is the samples so far, or before the first the weights as they
 * are. Metric: `samples`.
 */
export function keptSamples(name: string, { samples, keptBy, settings }: KeptSamples): StepMethod {
  const points = pointSteps(name, { prior: "model" }, pointPosterior);
  return {
    ...points,
    start(model, key) {
      const trainable = points.start(model, key);
      const { parameters } = trainable;
      const chain = Array.from({ length: samples }, () =>
        parameters.map(({ name: of, value }) => ({ name: of, value: keep(zeros(value.shape)) })),
      );
      const copies = (arrays: typeof parameters | (typeof chain)[0]) =>
        arrays.map(({ name: of, value }) => {
          const copy = keep(zeros(value.shape));
          assign(copy, value);
          return { name: of, value: copy };
        });
      return {
        ...trainable,
        copiesPosterior: true,
        state: chain.flatMap((sample, index) => sample.map(({ name: of, value }) => ({ name: `sample ${index}/${of}`, value }))),
        afterStep({ stepsTaken }) {
          const kept = Math.min(samples, keptBy(stepsTaken));
          if (kept > Math.min(samples, keptBy(stepsTaken - 1)))
            for (const [i, { value }] of chain[kept - 1]!.entries()) assign(value, parameters[i]!.value);
          return { samples: tensor([kept], []) };
        },
        posterior(stepsTaken) {
          const kept = Math.min(samples, keptBy(stepsTaken));
          return samplesPosterior(model, kept === 0 ? [copies(parameters)] : chain.slice(0, kept).map(copies));
        },
        dispose() {
          trainable.posterior(0).dispose();
          for (const { value } of chain.flat()) value.dispose();
        },
      };
    },
    toJSON: () => ({ ...points.toJSON(), name, ...settings }),
    // the samples, and their copy in the posterior
    memory: ({ size }) => ({ parameters: size, besides: 2 * samples * size, posterior: samples * size, setsOfWeights: 1 }),
  };
}
