import { multiply, negate, scope, sigmoid, type Tensor } from "@credence/tensor";
import { softplusOf } from "../distributions/softplus.ts";
import { expectOptions } from "../settings.ts";
import { readLabels } from "./labels.ts";
import { disposeArrays, expectDraws, expectKind, expectNoScaling, type NumericPredictive, type Predictive } from "./predictive.ts";
import type { Logits } from "./quantities.ts";
import { readTargets } from "./targets.ts";

/** What draws from the posterior say about zeros and ones: one coin per draw and output. Measures of classes take a single output. */
export interface BernoulliPredictive extends NumericPredictive {
  readonly kind: "bernoulli";
  /** log(p / (1 - p)) of every draw, [draws, batch, outputs]. */
  readonly logits: Logits;
  /** Probability of a 1 under every draw, [draws, batch, outputs]: the mean of the target. */
  readonly means: Tensor<"float32">;
}

/**
 * The predictive of zeros and ones from the logits of its draws.
 *
 * @shape [draws, batch, outputs]
 * @throws for another number of axes
 */
export function bernoulliPredictive(options: {
  /** Of a 1, [draws, batch, outputs]. */
  readonly logits: Logits;
}): BernoulliPredictive {
  expectOptions("bernoulliPredictive", options, { logits: true });
  const { logits } = options;
  expectDraws("bernoulliPredictive", logits, "outputs");
  return {
    kind: "bernoulli",
    logits,
    means: sigmoid(logits),
    // p (1 - p), the second factor from its own logit
    noiseVariance: () => scope(() => multiply(sigmoid(logits), sigmoid(negate(logits)))),
    async readLogDensities(y, request) {
      expectNoScaling(request);
      const { where } = request;
      const [draws, batch, outputs] = logits.shape as [number, number, number];
      const targets = await readCoins(where, y, { batch, outputs });
      const values = await logits.read();
      return {
        draws,
        batch,
        logDensity(draw, index) {
          let total = 0;
          for (let o = 0; o < outputs; o++) {
            const logit = values[(draw * batch + index) * outputs + o]!;
            total -= softplusOf(targets[index * outputs + o] === 1 ? -logit : logit);
          }
          return total;
        },
      };
    },
    dispose() {
      disposeArrays(this);
    },
  };
}

/**
 * Narrows to the predictive of zeros and ones.
 *
 * @throws for another kind, naming `where`
 */
export const expectBernoulli = (where: string, predictive: Predictive): BernoulliPredictive =>
  expectKind<BernoulliPredictive>(where, predictive, "bernoulli");

/** Zeros and ones: float32 [batch, outputs], or labels int32 [batch] of one output. */
async function readCoins(where: string, y: Tensor, shape: { batch: number; outputs: number }): Promise<ArrayLike<number>> {
  const labels = y.dtype === "int32" && shape.outputs === 1;
  const values = labels ? await readLabels(where, y, { batch: shape.batch, classes: 2 }) : await readTargets(where, y, shape);
  for (let i = 0; i < values.length; i++)
    if (values[i] !== 0 && values[i] !== 1) throw new Error(`${where}: target ${i} is ${values[i]}, expected 0 or 1`);
  return values;
}
