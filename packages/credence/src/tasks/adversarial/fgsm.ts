import { scope, type Tensor } from "@credence/tensor";
import type { Data } from "../../inference/inference.ts";
import { expectOptions } from "../../settings.ts";
import { type AttackOptions, attackOptionNames, checkAttack, clipped, signStep } from "./attack-step.ts";
import { expectAttacked, type FixedPredictive } from "./fixed-predictive.ts";

/**
 * The fast gradient sign method: every input moves by epsilon in the direction that raises the loss.
 *
 *   x' = clip(x + epsilon sign(dL/dx))
 *
 * White-box where `predictive` is the one attacked; a transfer attack where it is another network's, and then no statement about the
 * attacked one's gradients. Inputs whose gradient is exactly 0 do not move.
 *
 * @shape x [batch, ...] -> the same; y int32 [batch] or [batch, outputs]
 * @throws for an epsilon below 0, a range whose low end is above the high one, an unknown goal, and as `inputGradient`
 * @see goodfellow2015, section 4
 * @example
 * // a linear classifier that looks at the first input alone: only that one moves, away from the label
 * const network = mlp({ inputs: 2, hidden: [], outputs: 2 });
 * const classifier = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
 * const arrays = { "0.weight.mean": [[1, -1], [0, 0]], "0.bias.mean": [0, 0] };
 * const posterior = pointPosterior(classifier, Object.entries(arrays).map(([name, values]) => ({ name, value: tensor(values) })));
 * const predictive = adversarial.fixedPredictive(posterior, { key: key(0) });
 * adversarial.fgsm(predictive, { x: tensor([[0.5, 0.5]]), y: integers([0]) }, { epsilon: 0.1, clip: [0, 1] }) // => [[0.4, 0.5]]
 */
export function fgsm(predictive: FixedPredictive, data: Data, options: AttackOptions): Tensor {
  expectAttacked("fgsm", predictive, data);
  expectOptions("fgsm", options, attackOptionNames);
  const { x, y } = data;
  checkAttack("fgsm", options);
  const { epsilon, clip, ...rest } = options;
  return scope(() => clipped(signStep(predictive, { x, y }, { size: epsilon, ...rest }), clip));
}
