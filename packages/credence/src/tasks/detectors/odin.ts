import { add, affine, integers, type Key, max, mean, scope, sign, softmax, stack, type Tensor } from "@credence/tensor";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import type { PredictOptions } from "../../inference/predict.ts";
import type { CategoricalPredictive } from "../../predictive/categorical-predictive.ts";
import { expectNotNegative, expectOneOf, expectOptions, expectPositive, expectWhole } from "../../settings.ts";
import { type FixedPredictive, fixedPredictive } from "../adversarial/fixed-predictive.ts";
import { inputGradient } from "../adversarial/input-gradient.ts";
import { inScoredBatches } from "../scores/score.ts";
import { type Detector, scorerDetector } from "./detector.ts";

/** Settings of ODIN. */
export interface OdinOptions {
  /** T of the softmax whose largest probability is the score. @default 1000 */
  readonly temperature?: number;
  /** How far each input is moved, before `divisor`. @default 0.0014 */
  readonly epsilon?: number;
  /** T of the softmax whose gradient says where to; code that forgets to divide uses 1. @default the temperature */
  readonly gradientTemperature?: number;
  /** "confident": towards a larger probability, x + e sign(d log p / dx). "doubtful": away from it, the sign of an attack. @default "confident" */
  readonly direction?: "confident" | "doubtful";
  /** Divides epsilon: the standard deviation by which pixels were divided, where epsilon is in units of pixels. @default 1 */
  readonly divisor?: number;
}

/**
 * ODIN: 1 minus the largest probability at a high temperature, after a small step of x that makes that probability larger. What the network
 * knows moves further than what it does not.
 *
 *   x' = x + e / divisor sign(d log p_c(x; T) / dx),  c = argmax p(x; 1),  score = 1 - max over classes of p(x'; T)
 *
 * p averages the draws' softmax(f / T). An input whose gradient underflows in float32, as at T = 1 where the network is sure, stays where it is.
 * Nothing is clipped to a range of pixels.
 *
 * @units probability, in [0, 1 - 1/classes]
 * @throws for temperatures and a divisor that are not above 0, an epsilon below 0, and another direction
 * @see   liang2018
 */
export function odin(options: OdinOptions = {}): Detector<CategoricalPredictive> {
  expectOptions<OdinOptions>("odin", options, {
    temperature: true,
    epsilon: true,
    gradientTemperature: true,
    direction: true,
    divisor: true,
  });
  const { temperature = 1000, epsilon = 0.0014, direction = "confident", divisor = 1 } = options;
  const { gradientTemperature = temperature } = options;
  for (const [name, value] of Object.entries({ temperature, gradientTemperature, divisor })) expectPositive("odin", name, value);
  expectNotNegative("odin", "epsilon", epsilon);
  expectOneOf("odin", "direction", direction, ["confident", "doubtful"]);
  // the gradient is that of -log p: downhill is confident
  const size = (direction === "confident" ? -epsilon : epsilon) / divisor;
  return scorerDetector("odin", async (posterior: Posterior<CategoricalPredictive>, x: Tensor, told: PredictOptions, key: Key) => {
    const { draws, batchSize = 2000 } = told;
    expectWhole("odin", "batchSize", batchSize);
    const { kind } = posterior.model.likelihood;
    if (kind !== "categorical") throw new Error(`odin: the posterior is of a ${kind} likelihood, expected a categorical one`);
    const predictive = fixedPredictive(posterior, { draws, key });
    const scored = cooled(predictive, temperature);
    const followed = cooled(predictive, gradientTemperature);
    return inScoredBatches(x, batchSize, async (rows) => {
      const y = await predictedClasses(predictive, rows);
      const doubt = scope(() => {
        const { gradient } = inputGradient(followed, { x: rows, y });
        const moved = add(rows, affine(sign(gradient), { scale: size }));
        return affine(max(averaged(scored, moved), { axis: -1 }), { scale: -1, shift: 1 });
      });
      y.dispose();
      return doubt;
    });
  });
}

/** The same prediction with every logit divided by the temperature. */
const cooled = ({ functions, likelihood }: FixedPredictive, temperature: number): FixedPredictive => ({
  likelihood,
  functions: functions.map((evaluate) => (x) => affine(evaluate(x), { scale: 1 / temperature })),
});

/** Probabilities averaged over draws. @shape x [batch, ...] -> [batch, classes] */
const averaged = ({ functions }: FixedPredictive, x: Tensor): Tensor<"float32"> =>
  scope(() => mean(stack(functions.map((evaluate) => softmax(evaluate(x)))), { axis: 0 }));

/** The most probable class of every row, the first at a tie. @shape x [batch, ...] -> int32 [batch] */
async function predictedClasses(predictive: FixedPredictive, x: Tensor): Promise<Tensor<"int32">> {
  const probabilities = averaged(predictive, x);
  const [batch, classes] = probabilities.shape as [number, number];
  const values = await probabilities.read();
  probabilities.dispose();
  return integers(
    Int32Array.from({ length: batch }, (_, row) => {
      const own = values.subarray(row * classes, (row + 1) * classes);
      return Math.max(0, own.indexOf(Math.max(...own)));
    }),
  );
}
