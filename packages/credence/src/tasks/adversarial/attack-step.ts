import { add, affine, clamp, maximum, minimum, scope, sign, type Tensor } from "@credence/tensor";
import type { Data } from "../../inference/inference.ts";
import { expectAnyNumber, expectNotNegative, expectOneOf, type OptionNames, refused } from "../../settings.ts";
import type { FixedPredictive } from "./fixed-predictive.ts";
import { gradientOf, type InputGradientOptions, inputGradientOptionNames } from "./input-gradient.ts";

/** What every gradient attack is told. */
export interface AttackOptions extends InputGradientOptions {
  /** The most that any input may change, in units of x; of inputs outside `clip`, see there. */
  readonly epsilon: number;
  /**
   * The range inputs must keep: [0, 1] for pixels. Left out, they may leave it. An x that lies outside is moved to the range's end, by
   * more than epsilon where it is that far away.
   * @default none
   */
  readonly clip?: readonly [low: number, high: number];
  /** "untargeted": away from y, the true targets. "targeted": towards y, what the attack wants predicted. @default "untargeted" */
  readonly goal?: "untargeted" | "targeted";
}

/** @throws for an epsilon below 0, an empty range, or an unknown goal */
export function checkAttack(where: string, { epsilon, clip, goal = "untargeted" }: AttackOptions): void {
  expectNotNegative(where, "epsilon", epsilon);
  if (clip !== undefined) {
    if (!Array.isArray(clip) || clip.length !== 2) throw refused(where, "clip", clip, "[low, high]");
    for (const end of clip) expectAnyNumber(where, "an end of clip", end);
    if (!(clip[0] <= clip[1])) throw new Error(`${where}: clip is [${clip.join(", ")}], expected [low, high]`);
  }
  expectOneOf(where, "goal", goal, ["untargeted", "targeted"]);
}

/** Names of the options of every gradient attack. */
export const attackOptionNames = {
  ...inputGradientOptionNames,
  epsilon: true,
  clip: true,
  goal: true,
} as const satisfies OptionNames<AttackOptions>;

/** How far one step goes, in units of x, and whether up or down the loss. */
export interface SignStepOptions {
  /** Change of each input, in units of x. */
  readonly size: number;
  /** Away from y, or towards it. @default "untargeted" */
  readonly goal?: AttackOptions["goal"];
}

/** x + size sign(direction), against it where targeted. An input whose direction is 0 stays. */
const movedBySign = (x: Tensor, direction: Tensor, { size, goal = "untargeted" }: SignStepOptions): Tensor =>
  scope(() => add(x, affine(sign(direction), { scale: goal === "targeted" ? -size : size })));

/** x + size sign(gradient of the loss at x), downhill where targeted. */
export const signStep = (
  predictive: FixedPredictive,
  { x, y }: Data,
  { size, goal, ...options }: SignStepOptions & InputGradientOptions,
): Tensor => scope(() => movedBySign(x, gradientOf("attack", predictive, { x, y }, options).gradient, { size, goal }));

/** Moves inputs back to where an attack on x may take them: each into [x - epsilon, x + epsilon], then into the range. */
export function ballAround(
  x: Tensor,
  { epsilon, clip }: { readonly epsilon: number; readonly clip: AttackOptions["clip"] },
): (moved: Tensor) => Tensor {
  const low = affine(x, { shift: -epsilon });
  const high = affine(x, { shift: epsilon });
  return (moved) => scope(() => clipped(minimum(maximum(moved, low), high), clip));
}

/** x moved into the range, where there is one. */
export const clipped = (x: Tensor, clip: AttackOptions["clip"]): Tensor => (clip ? clamp(x, { low: clip[0], high: clip[1] }) : x);
