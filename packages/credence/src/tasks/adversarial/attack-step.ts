import { add, affine, clamp, scope, sign, type Tensor } from "@credence/tensor";
import type { Data } from "../../inference/inference.ts";
import type { FixedPredictive } from "./fixed-predictive.ts";
import { type InputGradientOptions, inputGradient } from "./input-gradient.ts";

/** What every gradient attack is told. */
export interface AttackOptions extends InputGradientOptions {
  /** The most that any input may change, in units of x. */
  readonly epsilon: number;
  /** The range inputs must keep: [0, 1] for pixels. Left out, they may leave it. */
  readonly clip?: readonly [low: number, high: number];
  /** "untargeted" (unless told): away from y, the true targets. "targeted": towards y, what the attack wants predicted. */
  readonly goal?: "untargeted" | "targeted";
}

/** @throws for an epsilon below 0 or an empty range */
export function checkAttack(where: string, { epsilon, clip }: AttackOptions): void {
  if (!(epsilon >= 0 && epsilon < Infinity)) throw new Error(`${where}: epsilon is ${epsilon}, expected 0 or more`);
  if (clip && !(clip[0] <= clip[1])) throw new Error(`${where}: clip is [${clip.join(", ")}], expected [low, high]`);
}

/** x + size sign(gradient of the loss at x), downhill where targeted. An input with gradient 0 stays. */
export const signStep = (
  predictive: FixedPredictive,
  { x, y }: Data,
  { size, goal = "untargeted", ...options }: { readonly size: number; readonly goal?: AttackOptions["goal"] } & InputGradientOptions,
): Tensor =>
  scope(() => {
    const { gradient } = inputGradient(predictive, { x, y }, options);
    return add(x, affine(sign(gradient), { scale: goal === "targeted" ? -size : size }));
  });

/** x moved into the range, where there is one. */
export const clipped = (x: Tensor, clip: AttackOptions["clip"]): Tensor => (clip ? clamp(x, { low: clip[0], high: clip[1] }) : x);
