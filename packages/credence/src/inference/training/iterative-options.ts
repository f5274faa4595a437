import { adam } from "../../optim/adam.ts";
import { expectOptimizer, type Optimizer } from "../../optim/optimizer.ts";
import { constantRate, expectSchedule, type Schedule } from "../../optim/schedules.ts";
import { expectOneOf, expectPositive, expectWhole, type OptionNames, type SettingsJson } from "../../settings.ts";
import { type EarlyStopping, earlyStoppingSettings, expectEarlyStopping } from "./early-stopping.ts";

/** Settings every method trained by steps has. */
export interface IterativeOptions {
  /** Passes over the data. */
  readonly epochs: number;
  /** Examples in a minibatch, at most; the data are shuffled every epoch. */
  readonly batchSize: number;
  /** Of the first epoch; the schedule multiplies it. @default 0.001 */
  readonly learningRate?: number;
  /** How parameters follow the gradient. @default adam() */
  readonly optimizer?: Optimizer;
  /** How the rate falls over epochs. @default constantRate() */
  readonly schedule?: Schedule;
  /**
   * What becomes of the examples that fill no minibatch. Every minibatch takes a full step, so that a last one of a few examples is as noisy as
   * they are. "spread" (the default): ceil(N / batchSize) minibatches whose sizes differ by one at most. "keep": a smaller last one. "drop": left
   * out of this epoch, where there is a whole minibatch.
   * @default "spread"
   */
  readonly lastBatch?: "spread" | "keep" | "drop";
  /** Stops where a score on the validation data given to `fit` gets no better, and gives the posterior of the best epoch; "none" trains all epochs. @default "none" */
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
  lastBatch = "spread",
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
  expectOneOf(where, "lastBatch", lastBatch, ["spread", "keep", "drop"]);
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
