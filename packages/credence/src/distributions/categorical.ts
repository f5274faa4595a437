import {
  broadcastTo,
  describeList,
  gatherRows,
  isTensor,
  log,
  logSoftmax,
  negate,
  randomCategorical,
  reshape,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "@credence/tensor";
import { expectList, expectOneWay } from "../settings.ts";
import { type Distribution, type DistributionDescription, withChecks } from "./distribution.ts";

/** A distribution over classes 0, 1, ..., with its log probabilities at hand. */
export interface Categorical extends Distribution {
  readonly kind: "categorical";
  /** [..., classes], up to a constant per row; -Infinity where a probability is 0. */
  readonly logits: Tensor;
}

/** Unnormalised log probabilities, or probabilities that sum to 1. */
export type CategoricalParameters =
  | { readonly logits: readonly number[] | Tensor }
  | { readonly probabilities: readonly number[] | Tensor };

/**
 * One of several classes.
 *
 *   log p(c) = logit_c - log sum of exp(logits)
 *
 * Values are int32. Logits [classes] serve labels of any shape; logits [..., batch, classes] take labels [batch], as
 * `softmaxCrossEntropy` does, and give [..., batch]; logits [batch, classes] also take labels [..., batch]. Probabilities given as an array of the engine are not checked.
 *
 * @units nats
 * @throws for probabilities that are negative or do not sum to 1, and for no classes
 * @example
 * categorical({ probabilities: [0.25, 0.75] }).logProb(integers([1, 0])) // => [-0.2877, -1.3863]
 */
export function categorical(parameters: CategoricalParameters): Categorical {
  expectOneWay("categorical", parameters, ["logits", "probabilities"]);
  const given = "logits" in parameters ? parameters.logits : parameters.probabilities;
  if (!isTensor(given)) expectUsable(given, "logits" in parameters ? "logits" : "probabilities");
  const values = isTensor(given) ? given : tensor(given);
  const classes = values.shape.at(-1);
  if (!classes) throw new Error(`categorical: parameters are [${values.shape.join(", ")}], expected [..., classes]`);
  const logits = "logits" in parameters ? values : log(values);
  const shape = logits.shape.slice(0, -1);
  return withChecks({
    kind: "categorical",
    logits,
    shape,
    logProb(x) {
      if (x.dtype !== "int32") throw new Error(`categorical: x is float32 [${x.shape.join(", ")}], expected int32 classes`);
      if (shape.length > 0 && x.shape.length === 1) return negate(softmaxCrossEntropy(logits, x));
      if (shape.length > 0) {
        const rows = reshape(broadcastTo(logits, [...x.shape, classes]), [x.size, classes]);
        return reshape(negate(softmaxCrossEntropy(rows, reshape(x, [x.size]))), x.shape);
      }
      return reshape(gatherRows(logSoftmax(logits), reshape(x, [x.size])), x.shape);
    },
    sample: (key, size) => randomCategorical(key, broadcastTo(logits, [...size, classes])),
    toJSON(): DistributionDescription {
      if (isTensor(given))
        throw new Error(`categorical: parameters are an array [${given.shape.join(", ")}], expected plain numbers in a description`);
      return "logits" in parameters ? { kind: "categorical", logits: given } : { kind: "categorical", probabilities: given };
    },
  });
}

function expectUsable(values: readonly number[], name: "logits" | "probabilities"): void {
  expectList("categorical", name, values);
  if (name === "logits") {
    if (!values.every(Number.isFinite)) throw new Error(`categorical: logits are ${describeList(values)}, expected finite numbers`);
    return;
  }
  const total = values.reduce((sum, p) => sum + (typeof p === "number" ? p : Number.NaN), 0);
  if (values.some((p) => !(typeof p === "number" && p >= 0)) || !(Math.abs(total - 1) < 1e-6))
    throw new Error(`categorical: probabilities are ${describeList(values)} with sum ${total}, expected 0 or more with sum 1`);
}
