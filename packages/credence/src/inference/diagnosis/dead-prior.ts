import { key } from "@credence/tensor";
import { normal } from "../../distributions/normal.ts";
import { model } from "../../model/model.ts";
import { decodeSafetensors } from "../../saving/safetensors.ts";
import type { Diagnosed, Rule } from "./diagnosis.ts";
import { memoryEstimate } from "./memory-estimate.ts";

/** A density unlike any prior: if no gradient changes under it, none comes from the prior. */
const other = normal({ mean: 0.37, stdDev: 0.11 });

/** All arrays of a checkpoint after the first step, those of the optimiser included: where a gradient leaves its mark. */
async function afterOneStep({ problem, method }: Pick<Diagnosed, "problem" | "method">): Promise<Uint8Array[] | undefined> {
  const fit = method.fit(problem, key(0), { onWarning: () => {} });
  try {
    const next = await fit.next();
    if (next.done) {
      next.value.dispose();
      return undefined;
    }
    const { arrays } = decodeSafetensors(await next.value.checkpoint());
    const posterior = next.value.posterior();
    await fit.return(undefined as never);
    posterior.dispose();
    return [...arrays.values()].map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  } catch {
    // a method that needs a trained network, or data that no fit takes: said elsewhere
    return undefined;
  }
}

const equal = (a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean =>
  a.length === b.length && a.every((one, i) => one.length === b[i]!.length && one.every((byte, j) => byte === b[i]![j]));

/** The prior must move the weights: the first step is taken under the model's and under another, and must differ. */
export const deadPrior: Rule = async (diagnosed) => {
  // a step of what does not fit in memory is not taken
  if (await memoryEstimate(diagnosed)) return undefined;
  const { problem, method } = diagnosed;
  const first = await afterOneStep({ problem, method });
  if (!first) return undefined;
  const changed = { ...problem, model: model({ ...problem.model, prior: other }) };
  const second = await afterOneStep({ problem: changed, method });
  if (!second || !equal(first, second)) return undefined;
  return {
    found: `the first step is the same, bit for bit, under the model's prior and under another: no gradient comes from it`,
    why: "the fit is maximum likelihood whatever the prior says: weights without data stay where they began, and more epochs overfit",
    change: 'prior: "model" of map, mcDropout and deepEnsemble; of a variational method complexityWeights other than noComplexity()',
  };
};
