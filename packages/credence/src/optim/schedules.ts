import { expectForm, expectNothing, expectOptions, expectPositive, expectWhole, type SettingsJson } from "../settings.ts";

/**
 * The learning rate of an epoch, counted from 0, as a factor of the base rate.
 *
 * An epoch is what whoever trains counts: methods over a data set ask once for each pass over it, a bandit's network agent once for each
 * choice, so that `every` and `epochs` are then numbers of choices.
 */
export interface Schedule {
  readonly name: string;
  factor(epoch: number): number;
  /** The rule and every constant of it. */
  toJSON(): SettingsJson;
}

/** The same rate throughout. */
export function constantRate(...none: readonly []): Schedule {
  expectNothing("constantRate", none);
  return { name: "constant", factor: () => 1, toJSON: () => ({ name: "constant" }) };
}

/** Multiplied by `factor` every `every` epochs: halving every 5,000 is `stepDecay({ every: 5000, factor: 0.5 })`. */
export function stepDecay(options: {
  /** Epochs between two falls. */
  every: number;
  /** What the rate is multiplied by. */
  factor: number;
}): Schedule {
  expectOptions("stepDecay", options, { every: true, factor: true });
  const { every, factor } = options;
  expectWhole("stepDecay", "every", every);
  expectPositive("stepDecay", "factor", factor);
  return {
    name: "stepDecay",
    factor: (epoch) => factor ** Math.floor(epoch / every),
    toJSON: () => ({ name: "stepDecay", every, factor }),
  };
}

/** Half a cosine from 1 to 0 over `epochs`. @see loshchilov2017 */
export function cosineDecay(options: {
  /** Epochs until the rate is 0. */
  epochs: number;
}): Schedule {
  expectOptions("cosineDecay", options, { epochs: true });
  const { epochs } = options;
  expectWhole("cosineDecay", "epochs", epochs);
  return {
    name: "cosineDecay",
    factor: (epoch) => 0.5 * (1 + Math.cos((Math.PI * Math.min(epoch, epochs)) / epochs)),
    toJSON: () => ({ name: "cosineDecay", epochs }),
  };
}

/** Half a cosine from 1 towards 0, again and again: a cycle of `epochs`, then at once back to 1. @see loshchilov2017 */
export function cosineRestarts(options: {
  /** Epochs of a cycle. */
  epochs: number;
}): Schedule {
  expectOptions("cosineRestarts", options, { epochs: true });
  const { epochs } = options;
  expectWhole("cosineRestarts", "epochs", epochs);
  return {
    name: "cosineRestarts",
    factor: (epoch) => 0.5 * (1 + Math.cos((Math.PI * (epoch % epochs)) / epochs)),
    toJSON: () => ({ name: "cosineRestarts", epochs }),
  };
}

/** @throws unless it is a schedule, one of the library's or of one's own */
export const expectSchedule = (where: string, given: Schedule): void =>
  expectForm(where, "schedule", given, { methods: ["factor", "toJSON"], expected: "a schedule, such as constantRate()" });
