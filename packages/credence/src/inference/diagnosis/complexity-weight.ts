import { geometricWeights } from "../../model/log-joint.ts";
import { batchesOf, type Diagnosed, namedOf, numberOf, type Rule, shown } from "./diagnosis.ts";

/** Of an epoch, how many times the complexity is counted; undefined for a rule of one's own. */
function timesCounted(diagnosed: Diagnosed): number | undefined {
  const { settings, count } = diagnosed;
  const weights = namedOf(settings, "complexityWeights");
  if (weights?.name === "none") return 0;
  if (weights?.name === "uniform") return 1;
  if (weights?.name === "linearWarmUp") {
    const [warm, epochs] = [numberOf(weights, "epochs")!, numberOf(settings, "epochs") ?? Number.POSITIVE_INFINITY];
    // the share that the last epoch has
    return Math.min(1, epochs / warm);
  }
  if (weights?.name !== "geometric") return undefined;
  const sizes = batchesOf(diagnosed);
  const { share } = geometricWeights({ relativeTo: weights.relativeTo as "epoch" | "batch" });
  return sizes.reduce((sum, batchSize, batch) => sum + share({ batch, batches: sizes.length, epoch: 0, batchSize, count }), 0);
}

/** The complexity of an epoch must be counted once: T C / N, whatever its minibatches. */
export const complexityWeight: Rule = async (diagnosed) => {
  const times = timesCounted(diagnosed);
  if (times === undefined) return undefined;
  const all = times * (numberOf(diagnosed.settings, "temperature") ?? 1);
  if (Math.abs(all - 1) < 0.01) return undefined;
  return {
    found: `an epoch counts the complexity ${shown(all)} times, expected once: its weight per datum is ${shown(all)} / N instead of 1 / N`,
    why:
      all < 1
        ? "the objective is no bound on the evidence: the prior counts too little, and standard deviations shrink towards 0"
        : "the objective is a looser bound than the evidence's: the prior counts too much, and the network underfits",
    change: 'complexityWeights: uniformWeights(), or geometricWeights() relative to the "epoch", and temperature: 1',
  };
};
