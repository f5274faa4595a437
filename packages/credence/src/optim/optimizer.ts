import type { Key, Tensor } from "@credence/tensor";
import { expectForm, type SettingsJson } from "../settings.ts";

/** An array that training moves. */
export interface Parameter {
  readonly name: string;
  readonly value: Tensor;
  /** Whether weight decay reaches it: true of weights and biases, false of what a standard deviation is made of. */
  readonly decays: boolean;
}

/** What a step goes by besides the gradients. */
export interface OptimizerStep {
  /** This step's. */
  readonly learningRate: number;
  /** This step's own stream of random numbers, for rules that add noise. */
  readonly key: Key;
  /** Examples in the data set. Gradients are of an objective per datum: that of the whole data set is `count` times as steep. */
  readonly count: number;
}

/** The moving part of an optimiser: its memory of past gradients. */
export interface OptimizerState {
  /** Moves every parameter along its gradient. */
  step(gradients: readonly Tensor[], options: OptimizerStep): void;
  /** Everything a checkpoint needs besides the parameters. */
  readonly arrays: readonly { readonly name: string; readonly value: Tensor }[];
  stepsTaken: number;
  dispose(): void;
}

/** A rule of descent. */
export interface Optimizer {
  readonly name: string;
  start(parameters: readonly Parameter[]): OptimizerState;
  /** Numbers it keeps for each one it moves, by which memory is estimated. @default absent: 2, as Adam keeps */
  readonly keeps?: number;
  /** The rule and every constant of it. */
  toJSON(): SettingsJson;
}

/** @throws unless it is an optimiser, one of the library's or of one's own */
export const expectOptimizer = (where: string, given: Optimizer): void =>
  expectForm(where, "optimizer", given, { methods: ["start", "toJSON"], expected: "an optimiser, such as adam()" });
