import type { Key, Tensor } from "@credence/tensor";
import { expectModel, type Model } from "../model/model.ts";
import type { Network } from "../nn/network.ts";
import type { Predictive } from "../predictive/predictive.ts";
import { expectBytes } from "../saving/safetensors.ts";
import { expectForm, expectFunction, expectKey, expectObject, expectOptions, type SettingsJson } from "../settings.ts";
import { expectPosterior, type Posterior } from "./posteriors/posterior.ts";

/** Inputs [count, ...] and targets: classes as int32 [count], or real values [count, outputs]. */
export interface Data {
  /** Inputs, [count, ...]. */
  readonly x: Tensor;
  /** Targets: int32 classes [count], or float32 values [count, outputs]. */
  readonly y: Tensor;
}

/** What inference is asked to solve: a model and the data it should explain. */
export interface Problem<P extends Predictive = Predictive> {
  readonly model: Model<P>;
  readonly data: Data;
}

/** One step of training. Both terms of the bound are per datum, in nats; their weighted sum is the objective. */
export interface TrainingProgress<P extends Predictive = Predictive> {
  /** Steps done, 1 after the first. */
  readonly step: number;
  readonly steps: number;
  /** Epochs completed after this step, and how many there will be. */
  readonly epoch: number;
  readonly epochs: number;
  /** Complexity / N, nats per datum: KL[q || prior], drawn or closed form; -log p(w) of a point with a prior, which may be negative; 0 for maximum likelihood. */
  readonly complexity: number;
  /** Mean negative log-likelihood of the minibatch, nats per datum. */
  readonly negativeLogLikelihood: number;
  /** The objective as minimised, nats per datum: complexity under this step's weight, plus the likelihood term. */
  readonly objective: number;
  /** What else the method measures in this step, by name. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Everything needed to go on from here and end with the same bits. @throws unless it is asked for, and there, before the next step */
  checkpoint(): Promise<Uint8Array>;
  /**
   * What would be returned if training ended here. It follows the training, or where `copiesPosterior` lives until the next step; that of the last
   * step is whoever asks for it to give back.
   */
  posterior(): Posterior<P>;
  /** Whether `posterior()` makes copies, as methods do that keep samples. @default false */
  readonly copiesPosterior?: boolean;
}

/** How a fit starts, and what it is checked against. `from` and `validation` are no settings of the method: they determine the weights beside them. `onWarning` changes nothing. */
export interface FitOptions {
  /** A checkpoint of the same problem, method and key. @default none: from the start */
  readonly resume?: Uint8Array;
  /** A posterior of one trained network whose arrays fit: training starts from its weights (a Gaussian's means) instead of random ones. @default none: random weights */
  readonly from?: Posterior;
  /**
   * Data held out: each epoch ends with `metrics.validation`, by which a method with `earlyStopping` stops. Left aside by what has no epochs: chains
   * (`hmc`, `nuts`), and an approximation `from` trained weights. @default none
   */
  readonly validation?: Data;
  /** Told, in one line and once a fit, what is legal and likely a mistake: data far from unit scale. @default console.warn */
  readonly onWarning?: (message: string) => void;
}

/** What a fit holds at once, in numbers of 4 bytes, as its method tells beforehand. Data and activations are no part of it. */
export interface FitMemory {
  /** While it is fitted: parameters, gradients, what optimiser and method remember, what a step draws, and the posterior where that is a copy. */
  readonly fit: number;
  /** The arrays of the posterior that it gives. */
  readonly posterior: number;
  /** Sets of weights that one pass evaluates side by side: activations are held for each. */
  readonly setsOfWeights: number;
}

/** A method of inference: from a model and data to a posterior. */
export interface Inference {
  readonly name: string;
  /** Whether the posterior is made after a training inside, whose progress the fit reports: `keepBest` belongs around that training. @default false */
  readonly trainsInside?: boolean;
  fit<P extends Predictive>(problem: Problem<P>, key: Key, options?: FitOptions): AsyncGenerator<TrainingProgress<P>, Posterior<P>, void>;
  /**
   * Its name and every setting that the weights depend on, defaults filled in: with problem and key, what determines a fit.
   * @throws for a function among the settings that has no name
   */
  toJSON(): SettingsJson;
  /** What a fit of such a network will hold, by which `diagnose` estimates memory. @default absent: not known, and nothing is estimated */
  memory?(network: Network): FitMemory;
}

/** @throws unless it is a method of inference, one of the library's or of one's own */
export const expectInference = (where: string, given: Inference): void =>
  expectForm(where, "method", given, { methods: ["fit", "toJSON"], expected: "a method, such as methods.map({ epochs, batchSize })" });

/** @throws unless a problem, a key and, where there are some, options of a fit are what they should be; x and y are looked at with their values */
export function expectFitArguments(where: string, problem: Problem, key: Key, options: FitOptions): void {
  expectObject(where, "problem", problem, "{ model, data }");
  expectModel(where, problem.model);
  expectObject(where, "data", problem.data, "{ x, y }");
  expectKey(where, key);
  expectOptions(where, options, { resume: true, from: true, validation: true, onWarning: true });
  const { resume, from, validation, onWarning } = options;
  if (onWarning !== undefined) expectFunction(where, "onWarning", onWarning);
  if (resume !== undefined) expectBytes(where, "resume", resume);
  if (from !== undefined) expectPosterior(`${where}: from`, from);
  if (validation !== undefined) expectObject(where, "validation", validation, "{ x, y }");
}
