import type { SettingsJson } from "../settings.ts";

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
export const constantRate = (): Schedule => ({ name: "constant", factor: () => 1, toJSON: () => ({ name: "constant" }) });

/** Multiplied by `factor` every `every` epochs: halving every 5,000 is `stepDecay({ every: 5000, factor: 0.5 })`. */
export const stepDecay = ({
  every,
  factor,
}: {
  /** Epochs between two falls. */
  every: number;
  /** What the rate is multiplied by. */
  factor: number;
}): Schedule => ({
  name: "stepDecay",
  factor: (epoch) => factor ** Math.floor(epoch / every),
  toJSON: () => ({ name: "stepDecay", every, factor }),
});

/** Half a cosine from 1 to 0 over `epochs`. @see loshchilov2017 */
export const cosineDecay = ({
  epochs,
}: {
  /** Epochs until the rate is 0. */
  epochs: number;
}): Schedule => ({
  name: "cosineDecay",
  factor: (epoch) => 0.5 * (1 + Math.cos((Math.PI * Math.min(epoch, epochs)) / epochs)),
  toJSON: () => ({ name: "cosineDecay", epochs }),
});
