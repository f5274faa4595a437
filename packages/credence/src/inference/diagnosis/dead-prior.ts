import { key } from "@credence/tensor";
import { normal } from "../../distributions/normal.ts";
import { model } from "../../model/model.ts";
import { decodeSafetensors } from "../../saving/safetensors.ts";
import type { SettingsJson } from "../../settings.ts";
import type { Inference, Problem } from "../inference.ts";
import { namedOf, numberOf, type Rule } from "./diagnosis.ts";
import { memoryEstimate } from "./memory-estimate.ts";

/** A density unlike any prior: if no gradient changes under it, none comes from the prior. */
const other = normal({ mean: 0.37, stdDev: 0.11 });

/** The setting that leaves the prior out, in words. */
function leftOutBy(settings: SettingsJson): string | undefined {
  if (settings.prior === "flat") return 'prior is "flat"';
  if (namedOf(settings, "complexityWeights")?.name === "none") return "complexityWeights are noComplexity()";
  return numberOf(settings, "temperature") === 0 ? "temperature is 0" : undefined;
}

/** All arrays of a checkpoint after the first step, those of the optimiser included: where a gradient leaves its mark. */
async function afterOneStep(problem: Problem, method: Inference): Promise<Uint8Array[] | undefined> {
  const fit = method.fit(problem, key(0), { onWarning: () => {} });
  try {
    const next = await fit.next();
    const posterior = next.done ? next.value : next.value.posterior();
    try {
      if (next.done) return undefined;
      const { arrays } = decodeSafetensors(await next.value.checkpoint());
      return [...arrays.values()].map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    } finally {
      posterior.dispose();
    }
  } finally {
    await fit.return(undefined as never);
  }
}

const equal = (a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean =>
  a.length === b.length && a.every((one, i) => one.length === b[i]!.length && one.every((byte, j) => byte === b[i]![j]));

/**
 * The prior must move the weights. Settings say where it is left out; else, if steps may be taken and are of minibatches, the first is taken under
 * the model's prior and under another, and must differ. A chain's step is a transition of the joint density, which has the prior in it.
 */
export const deadPrior: Rule = async (diagnosed) => {
  const { problem, method, settings, steps } = diagnosed;
  const training = namedOf(settings, "train") ?? settings;
  const why = "the fit is maximum likelihood whatever the prior says: weights without data stay where they began, and more epochs overfit";
  const change = 'prior: "model" of map, mcDropout and deepEnsemble; of a variational method complexityWeights other than noComplexity()';
  const setting = leftOutBy(training);
  if (setting !== undefined) return { found: `${setting}: no gradient comes from the model's prior`, why, change };
  const ownPrior = training.prior !== undefined && training.prior !== "model";
  if (steps === "none" || ownPrior || numberOf(training, "batchSize") === undefined) return undefined;
  // a step of what does not fit in memory is not taken
  if (await memoryEstimate(diagnosed)) return undefined;
  const first = await afterOneStep(problem, method);
  if (!first) return undefined;
  const second = await afterOneStep({ ...problem, model: model({ ...problem.model, prior: other }) }, method);
  if (!second || !equal(first, second)) return undefined;
  return {
    found: "the first step is the same, bit for bit, under the model's prior and under another: no gradient comes from it",
    why,
    change,
  };
};
