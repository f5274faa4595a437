import { isTensor, type Tensor } from "@credence/tensor";
import { expectForm, expectTensor, expectText } from "../settings.ts";
import type { TargetScaling } from "./target-scaling.ts";

/**
 * What draws from the posterior say about new x: one distribution of the target per draw, equally likely.
 *
 *   p(y | x) = mean over draws of p(y | x, w)
 *
 * Each likelihood makes its own kind; arrays have the draws as their first axis.
 */
export interface Predictive {
  /** "categorical", "bernoulli", "normal", "studentT", or the name of a kind of one's own. */
  readonly kind: string;
  /**
   * Log density of each target under each draw, all its outputs together; log probability of a discrete target.
   * @throws for targets that do not fit, naming `where`
   */
  readLogDensities(y: Tensor, request: LogDensityRequest): Promise<LogDensities>;
  /** Gives its arrays back. */
  dispose(): void;
}

/** Who asks for log densities, and in which units. */
export interface LogDensityRequest {
  /** Begins the message of an error. */
  readonly where: string;
  /** Of real targets that were scaled before fitting: y are in their own units, and so are the densities. Refused by discrete ones. */
  readonly targetScaling?: TargetScaling | undefined;
}

/** @throws where a scaling is given: targets of zeros and ones, or of classes, have no units */
export function expectNoScaling({ where, targetScaling }: LogDensityRequest): void {
  if (targetScaling) throw new Error(`${where}: targetScaling is given, expected none: the targets are discrete`);
}

/** Log densities of draws and targets, nats, float64. */
export interface LogDensities {
  readonly draws: number;
  readonly batch: number;
  logDensity(draw: number, index: number): number;
}

/** A predictive of numbers: under each draw the target has a mean and a variance. */
export interface NumericPredictive extends Predictive {
  /** Mean of the target under each draw, [draws, batch, outputs]. */
  readonly means: Tensor<"float32">;
  /** Variance of the target under each draw: one number, or an array that broadcasts against the means. */
  noiseVariance(): number | Tensor;
}

/** Gives back every array among the fields of a predictive. */
export function disposeArrays(predictive: object): void {
  for (const value of arraysOf(predictive)) value.dispose();
}

/** The arrays among the fields of a predictive. */
export const arraysOf = (predictive: object): Tensor[] => Object.values(predictive).filter(isTensor);

/** @throws unless it is a predictive, of the library's or of one's own: a posterior, plain arrays, a promise */
export function expectPredictive(where: string, given: Predictive): void {
  expectText("predictive", "where", where);
  expectForm(where, "predictive", given, {
    methods: ["readLogDensities", "dispose"],
    expected: "what predict gives: await predict(posterior, x, { draws }, key)",
  });
}

/** @throws unless the values are [draws, batch, `last`] with a draw or more */
export function expectDraws(where: string, values: Tensor, last: string): void {
  expectTensor(where, last === "classes" ? "probabilities" : "values", values);
  if (values.shape.length !== 3 || values.shape[0] === 0)
    throw new Error(`${where}: values are [${values.shape.join(", ")}], expected [draws, batch, ${last}] with a draw or more`);
}

/**
 * Narrows to one kind: a measure asked of a predictive that has no such thing is refused by name.
 * @throws for another kind, naming `where`
 */
export function expectKind<P extends Predictive>(where: string, predictive: Predictive, kind: P["kind"]): P {
  expectPredictive(where, predictive);
  if (predictive.kind !== kind) throw new Error(`${where}: the predictive is of kind "${predictive.kind}", expected "${kind}"`);
  return predictive as P;
}

/**
 * Narrows to a predictive of numbers.
 * @throws for one of classes, naming `where`
 */
export function expectNumeric(where: string, predictive: Predictive): NumericPredictive {
  expectPredictive(where, predictive);
  if (!("means" in predictive && "noiseVariance" in predictive))
    throw new Error(`${where}: the predictive is of kind "${predictive.kind}", expected one of numbers`);
  return predictive as NumericPredictive;
}
