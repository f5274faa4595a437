import type { SettingsJson } from "../../settings.ts";
import type { Inference, Problem } from "../inference.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { minibatchSizes } from "../training/minibatch-sizes.ts";

/** What a fit has that the field calls a mistake. */
export interface Diagnosis {
  /** The rule that found it, in kebab-case: "complexity-weight". */
  readonly name: string;
  /** What was found, with its numbers. */
  readonly found: string;
  /** Why it is likely a mistake. */
  readonly why: string;
  /** What to change. */
  readonly change: string;
}

/** A planned fit, or with its posterior a finished one. */
export interface Diagnosed {
  readonly problem: Problem;
  readonly method: Inference;
  /** What the method, or the one inside it, tells of itself, and the examples of a data set. */
  readonly settings: SettingsJson;
  readonly count: number;
  readonly posterior?: Posterior | undefined;
  /** Draws of the predictions that are reported. */
  readonly draws?: number | undefined;
  /** "first": a first step may be taken; "none": nothing is trained. */
  readonly steps: "first" | "none";
  /** What the engine may take. */
  readonly memoryMiB: number;
}

/** A rule: what it finds, or nothing. The name is the registry's. */
export type Rule = (diagnosed: Diagnosed) => Promise<Omit<Diagnosis, "name"> | undefined>;

/** A setting that is a number; undefined where the method has none of that name. */
export const numberOf = (settings: SettingsJson, name: string): number | undefined => {
  const value = settings[name];
  return typeof value === "number" ? value : undefined;
};

/** A setting that is an object with a name: an optimiser, a rule of sharing. */
export const namedOf = (settings: SettingsJson, name: string): SettingsJson | undefined => {
  const value = settings[name];
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as SettingsJson) : undefined;
};

/** The settings of the method that takes the steps: of one whose best epoch is kept, those inside. */
export function settingsOfSteps(settings: SettingsJson): SettingsJson {
  const inner = namedOf(settings, "method");
  return inner ? settingsOfSteps(inner) : settings;
}

/** Sizes of the minibatches of an epoch, as far as the settings tell: one of all data otherwise. */
export function batchesOf({ settings, count }: Pick<Diagnosed, "settings" | "count">): number[] {
  const { lastBatch } = settings;
  return minibatchSizes(
    count,
    numberOf(settings, "batchSize") ?? count,
    lastBatch === "keep" || lastBatch === "drop" ? lastBatch : "spread",
  );
}

/** Three significant digits. */
export const shown = (value: number): string => Number(value.toPrecision(3)).toLocaleString("en-US", { maximumSignificantDigits: 3 });
