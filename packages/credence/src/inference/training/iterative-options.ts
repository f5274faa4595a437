import { adam } from "../../optim/adam.ts";
import { expectOptimizer, type Optimizer } from "../../optim/optimizer.ts";
import { constantRate, expectSchedule, type Schedule } from "../../optim/schedules.ts";
import { expectOneOf, expectPositive, expectWhole, type OptionNames, type SettingsJson } from "../../settings.ts";
import { type EarlyStopping, earlyStoppingSettings, expectEarlyStopping } from "./early-stopping.ts";

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
  /** Stops where a score on the validation data given to `fit` gets no better, and gives the posterior of the best epoch; "none" trains all epochs. */
  readonly earlyStopping?: EarlyStopping | "none";
}

/** Names of the settings that every method trained by steps has. */
export const iterativeOptionNames = {
  epochs: true,
  batchSize: true,
  learningRate: true,
  optimizer: true,
  schedule: true,
  lastBatch: true,
  earlyStopping: true,
} as const satisfies OptionNames<IterativeOptions>;

/** The settings with their defaults. */
export const resolvedIterative = ({
  epochs,
  batchSize,
  learningRate = 1e-3,
  optimizer = adam(),
  schedule = constantRate(),
  lastBatch = "keep",
  earlyStopping = "none",
}: IterativeOptions): Required<IterativeOptions> => ({ epochs, batchSize, learningRate, optimizer, schedule, lastBatch, earlyStopping });

/** @throws for the first setting out of range */
export function expectIterative(where: string, options: IterativeOptions): void {
  const { epochs, batchSize, learningRate, optimizer, schedule, lastBatch, earlyStopping } = resolvedIterative(options);
  expectWhole(where, "epochs", epochs);
  expectWhole(where, "batchSize", batchSize);
  expectPositive(where, "learningRate", learningRate);
  expectOptimizer(where, optimizer);
  expectSchedule(where, schedule);
  expectOneOf(where, "lastBatch", lastBatch, ["keep", "drop"]);
  if (earlyStopping !== "none") expectEarlyStopping(`${where}: earlyStopping`, earlyStopping);
}

/** The settings as plain values. */
export function iterativeSettings(options: IterativeOptions): SettingsJson {
  const { optimizer, schedule, earlyStopping, ...plain } = resolvedIterative(options);
  return {
    ...plain,
    optimizer: optimizer.toJSON(),
    schedule: schedule.toJSON(),
    earlyStopping: earlyStopping === "none" ? earlyStopping : earlyStoppingSettings(earlyStopping),
  };
}
