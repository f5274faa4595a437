import type { Tensor } from "@credence/tensor";
import type { SettingsJson } from "../settings.ts";

/** An array that training moves. */
export interface Parameter {
  readonly name: string;
  readonly value: Tensor;
  /** False for the parameters of a standard deviation, which weight decay must leave alone. */
  readonly decays: boolean;
}

/** The moving part of an optimiser: its memory of past gradients. */
export interface OptimizerState {
  /** Moves every parameter along its gradient; `learningRate` is this step's. */
  step(gradients: readonly Tensor[], learningRate: number): void;
  /** Everything a checkpoint needs besides the parameters. */
  readonly arrays: readonly { readonly name: string; readonly value: Tensor }[];
  stepsTaken: number;
  dispose(): void;
}

/** A rule of descent. */
export interface Optimizer {
  readonly name: string;
  start(parameters: readonly Parameter[]): OptimizerState;
  /** The rule and every constant of it. */
  toJSON(): SettingsJson;
}
