import { describeList, isTensor, tensor } from "@credence/tensor";
import { expectList, expectOneOf, expectOptions, expectTensor } from "../settings.ts";
import { readLabels } from "./labels.ts";
import { disposeArrays, expectDraws, expectKind, expectNoScaling, type Predictive } from "./predictive.ts";
import { asProbabilities, type Logits, type Probabilities, probabilitiesFromLogits } from "./quantities.ts";

/** What draws from the posterior say about new x: one categorical distribution per draw. */
export interface CategoricalPredictive extends Predictive {
  readonly kind: "categorical";
  /** Class probabilities of every draw, [draws, batch, classes]; rows sum to 1. */
  readonly probabilities: Probabilities;
  /** What the softmax was taken of, where `predict` was told to keep it, [draws, batch, classes]. */
  readonly logits?: Logits;
}

/**
 * The predictive of a classifier from its logits or its probabilities.
 *
 * @shape [draws, batch, classes]
 * @throws for another number of axes
 */
export function categoricalPredictive(
  given:
    | {
        /** [draws, batch, classes]. */
        readonly logits: Logits;
        /** Whether the logits stay in the predictive. @default none */
        readonly keep?: "logits";
      }
    | {
        /** [draws, batch, classes]; rows sum to 1. */
        readonly probabilities: Probabilities;
      },
): CategoricalPredictive {
  expectOptions<{ logits?: Logits; keep?: "logits"; probabilities?: Probabilities }>("categoricalPredictive", given, {
    logits: true,
    keep: true,
    probabilities: true,
  });
  if ("logits" in given) expectTensor("categoricalPredictive", "logits", given.logits);
  if ("keep" in given && given.keep !== undefined) expectOneOf("categoricalPredictive", "keep", given.keep, ["logits"]);
  const probabilities = "logits" in given ? probabilitiesFromLogits(given.logits) : given.probabilities;
  expectDraws("categoricalPredictive", probabilities, "classes");
  return {
    kind: "categorical",
    probabilities,
    ...("logits" in given && given.keep === "logits" ? { logits: given.logits } : {}),
    async readLogDensities(y, request) {
      expectNoScaling(request);
      const { where } = request;
      const [draws, batch, classes] = probabilities.shape as [number, number, number];
      const truth = await readLabels(where, y, { batch, classes });
      const values = await probabilities.read();
      return { draws, batch, logDensity: (draw, index) => Math.log(values[(draw * batch + index) * classes + truth[index]!]!) };
    },
    dispose() {
      disposeArrays(this);
    },
  };
}

/**
 * Narrows to a classifier's predictive: a measure of classes asked of a regression is refused by name.
 *
 * @throws for another kind, naming `where`
 */
export const expectCategorical = (where: string, predictive: Predictive): CategoricalPredictive =>
  expectKind<CategoricalPredictive>(where, predictive, "categorical");

type NestedDraws = readonly (readonly (readonly number[])[])[];

/**
 * The predictive of given class probabilities.
 *
 * @shape [draws, batch, classes], as nested lists or as an array
 * @throws for a nested row that is negative or does not sum to 1 within 1e-4; an array's values are not read
 * @example
 * // two draws that are sure of opposite things about one x
 * predictiveOf([[[1, 0]], [[0, 1]]]).probabilities.shape // => [2, 1, 2]
 */
export function predictiveOf(probabilities: Probabilities | NestedDraws): CategoricalPredictive {
  if (isTensor(probabilities)) return categoricalPredictive({ probabilities });
  expectList("predictiveOf", "probabilities", probabilities);
  probabilities.forEach((rows, draw) => {
    expectList("predictiveOf", `draw ${draw}`, rows);
    rows.forEach((row, index) => {
      expectList("predictiveOf", `row ${index} of draw ${draw}`, row);
      const total = row.reduce((sum, p) => sum + p, 0);
      if (!row.every((p) => typeof p === "number" && p >= 0) || !(Math.abs(total - 1) <= 1e-4))
        throw new Error(`predictiveOf: row ${index} of draw ${draw} is ${describeList(row)}, expected 0 or more with sum 1`);
    });
  });
  return categoricalPredictive({ probabilities: asProbabilities(tensor(probabilities)) });
}
