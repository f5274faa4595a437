import { type Tensor, tensor } from "@credence/tensor";
import { expectObject, expectOptions, expectTensor, refused } from "../settings.ts";
import { readTargets } from "./targets.ts";

/**
 * How the targets that a regression was fitted to come from those in their own units.
 *
 *   fitted = (own - shift) / scale
 *
 * One number for all outputs, or one for each. Measures that take it are given targets in their own units and answer in them.
 */
export interface TargetScaling {
  /** Subtracted from the targets. @default 0 */
  readonly shift?: number | readonly number[];
  /** Divides what is left. @default 1 */
  readonly scale?: number | readonly number[];
}

/** In which units a measure answers. */
export interface ScaledOptions {
  /** Of a regression whose targets were scaled before fitting. @default none: in the units it was fitted in */
  readonly targetScaling?: TargetScaling | undefined;
}

/** Shift and scale of each output. */
export interface OutputScaling {
  readonly shift: readonly number[];
  readonly scale: readonly number[];
}

/** @throws unless it is a finite shift and a finite scale above 0, of all outputs or of each */
export function outputScaling(where: string, targetScaling: TargetScaling = {}, outputs: number): OutputScaling {
  expectOptions(`${where}: targetScaling`, targetScaling, { shift: true, scale: true });
  const { shift = 0, scale = 1 } = targetScaling;
  const ofEach = (name: string, given: number | readonly number[], wants: string, fits: (value: number) => boolean) => {
    if (typeof given !== "number" && !Array.isArray(given))
      throw refused(where, `targetScaling.${name}`, given, "a number, or an array of one for each output");
    const values = typeof given === "number" ? new Array<number>(outputs).fill(given) : [...given];
    if (values.length !== outputs)
      throw new Error(`${where}: targetScaling.${name} has ${values.length} numbers, expected one, or one for each of ${outputs} outputs`);
    for (const value of values) if (!(Number.isFinite(value) && fits(value))) throw refused(where, `targetScaling.${name}`, value, wants);
    return values;
  };
  return {
    shift: ofEach("shift", shift, "a finite number", () => true),
    scale: ofEach("scale", scale, "above 0", (value) => value > 0),
  };
}

/**
 * The scaling that makes the targets of each output those of mean 0 and standard deviation 1, from float64 sums. An output whose targets are all
 * equal keeps its scale. Take it of the training targets alone, and scale those held out by the same.
 *
 * @shape y float32 [batch, outputs]
 * @throws for targets of another shape or type, or none
 * @example
 * await standardization(tensor([[1], [3], [5]])) // => { shift: [3], scale: [1.6330] }
 */
export async function standardization(y: Tensor): Promise<OutputScaling> {
  expectTensor("standardization", "y", y);
  const [batch = 0, outputs = 1] = y.shape;
  const values = await readTargets("standardization", y, { batch, outputs });
  const each = Array.from({ length: outputs }, (_, output) => {
    // about the first target, so that equal ones have no spread at all
    const first = values[output]!;
    const average = (term: (distance: number) => number) => {
      let sum = 0;
      for (let i = output; i < values.length; i += outputs) sum += term(values[i]! - first);
      return sum / batch;
    };
    const distance = average((value) => value);
    const stdDev = Math.sqrt(average((value) => (value - distance) ** 2));
    return { mean: first + distance, stdDev: stdDev > 0 ? stdDev : 1 };
  });
  return { shift: each.map(({ mean }) => mean), scale: each.map(({ stdDev }) => stdDev) };
}

/**
 * Targets as a network is fitted to them.
 *
 *   (own - shift) / scale
 *
 * in float64, so that a shift far from 0 costs no digits beside those that float32 targets lack.
 *
 * @shape y float32 [batch, outputs] -> the same
 * @throws for targets of another shape or type, and a scaling that does not fit them
 */
export async function scaleTargets(y: Tensor, targetScaling: TargetScaling): Promise<Tensor<"float32">> {
  expectTensor("scaleTargets", "y", y);
  expectObject("scaleTargets", "targetScaling", targetScaling, "{ shift, scale }, as standardization gives them");
  const [batch = 0, outputs = 1] = y.shape;
  const values = await readTargets("scaleTargets", y, { batch, outputs });
  const { shift, scale } = outputScaling("scaleTargets", targetScaling, outputs);
  return tensor(
    Float32Array.from(values, (value, i) => (value - shift[i % outputs]!) / scale[i % outputs]!),
    y.shape,
  );
}
