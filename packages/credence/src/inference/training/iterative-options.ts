import { adam } from "../../optim/adam.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import { constantRate, type Schedule } from "../../optim/schedules.ts";
import { expectOneOf, expectPositive, expectWhole, type SettingsJson } from "../../settings.ts";

/** Settings every method trained by steps has. */
export interface IterativeOptions {
  /** Passes over the data. */
  readonly epochs: number;
  /** Examples in a minibatch; the data are shuffled every epoch. */
  readonly batchSize: number;
  readonly learningRate?: number;
  readonly optimizer?: Optimizer;
  /** How the rate falls over epochs; constant when left out. */
  readonly schedule?: Schedule;
  /** "keep" trains on the smaller last minibatch too, "drop" leaves it out. */
  readonly lastBatch?: "keep" | "drop";
}

/** The settings with their defaults. */
export const resolvedIterative = ({
  epochs,
  batchSize,
  learningRate = 1e-3,
  optimizer = adam(),
  schedule = constantRate(),
  lastBatch = "keep",
}: IterativeOptions): Required<IterativeOptions> => ({ epochs, batchSize, learningRate, optimizer, schedule, lastBatch });

/** @throws for the first setting out of range */
export function expectIterative(where: string, options: IterativeOptions): void {
  const { epochs, batchSize, learningRate, lastBatch } = resolvedIterative(options);
  expectWhole(where, "epochs", epochs);
  expectWhole(where, "batchSize", batchSize);
  expectPositive(where, "learningRate", learningRate);
  expectOneOf(where, "lastBatch", lastBatch, ["keep", "drop"]);
}

/** The settings as plain values. */
export function iterativeSettings(options: IterativeOptions): SettingsJson {
  const { optimizer, schedule, ...plain } = resolvedIterative(options);
  return { ...plain, optimizer: optimizer.toJSON(), schedule: schedule.toJSON() };
}
