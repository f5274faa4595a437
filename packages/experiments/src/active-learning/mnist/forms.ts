import { type Context, type learning, type Progress, seeds, type Unit } from "@credence/lab";
import { acquisitions, balancedStart, batchBaldWith } from "credence";
import type { Measured, PreparedDigits } from "./network.ts";
import { type ProperCurve, type ProperSettings, properCurve } from "./proper-curve.ts";
import { type PublishedSettings, publishedCurve } from "./published-curve.ts";
import type { StrategyName } from "./strategies.ts";

/** Strategies of the proper protocol. */
export type ProperName = "random" | "margin" | "bald" | "maxEntropy" | "batchBald" | "baldOfAll";

/** How both forms of the loop are run. */
export interface FormSettings extends PublishedSettings, ProperSettings {
  /** Of the proper protocol. */
  readonly strategies: readonly ProperName[];
  /** Of these, those that have the first trial alone. */
  readonly once: readonly ProperName[];
  /** Of these, those whose first trial goes on, and to how many labels. */
  readonly further?: { readonly strategies: readonly ProperName[]; readonly upTo: number };
  /** As published, those that start from so many sets in all, one training on each but the first; the source has one set. */
  readonly starts?: { readonly strategies: readonly StrategyName[]; readonly sets: number };
}

export type FormUnit = Unit &
  (
    | { readonly form: "published"; readonly strategy: StrategyName; readonly set?: number }
    | { readonly form: "proper"; readonly strategy: ProperName; readonly trial: number }
  );

export type SeenImage = { readonly label: number; readonly pixels: readonly number[] };
export type PublishedCurve = {
  readonly form: "published";
  readonly strategy: StrategyName;
  /** Of a further start set, from 2 on, with one training. */
  readonly set?: number;
  readonly points: readonly learning.Point[];
  /** Of the images asked about last, the first of each class. */
  readonly gallery: readonly SeenImage[];
};
export type TrialCurve = Omit<ProperCurve, "asked" | "rows"> & {
  readonly form: "proper";
  readonly strategy: ProperName;
  readonly trial: number;
  /** Ten images asked about last; of the first trial. */
  readonly gallery: readonly SeenImage[];
};
export type FormsResult = { readonly published: readonly PublishedCurve[]; readonly proper: readonly TrialCurve[] };

/** By 1,000 configurations of the labels: a row of the pool is weighed against each of them. */
const batchBald = batchBaldWith({ configurations: 1000 });
const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A unit for each of these strategies as published, for each trial of a strategy under the proper protocol, and for each further start set. */
export const formUnits = (published: readonly StrategyName[], { strategies, once, trials, starts }: FormSettings): FormUnit[] => [
  ...published.map((strategy) => ({ name: `published-${strategy}`, form: "published" as const, strategy })),
  ...seeds(trials).flatMap((trial) =>
    strategies
      .filter((strategy) => trial === 1 || !once.includes(strategy))
      .map((strategy) => ({ name: `proper-${kebab(strategy)}-${trial}`, form: "proper" as const, strategy, trial })),
  ),
  ...(starts?.strategies ?? []).flatMap((strategy) =>
    seeds(starts!.sets)
      .slice(1)
      .map((set) => ({ name: `published-${strategy}-start-${set}`, form: "published" as const, strategy, set })),
  ),
];

/** A curve, and the rows of the pool that it asked about. */
export async function* performForm(
  unit: FormUnit,
  context: Context<FormSettings>,
  digits: PreparedDigits,
): AsyncGenerator<Progress, { readonly curve: PublishedCurve | TrialCurve; readonly rows: readonly number[] }, void> {
  const { key } = context;
  const { poolName, pool, labels, clean, some, all, firstRound } = digits;
  const seen = (rows: readonly number[]) =>
    rows.map((row): SeenImage => ({ label: labels[row]!, pixels: Array.from(digits.pixelsOf(row)) }));
  const { form, strategy } = unit;
  if (form === "published") {
    const { set } = unit;
    const startKey = key.child("published start");
    const start = balancedStart(clean, { classes: 10, perClass: 1, key: set ? startKey.child(set) : startKey });
    const request = { name: strategy, pool, labels, test: all, start, firstRound: set ? new Map<number, Measured>() : firstRound };
    const settings = { ...context.settings, ...(set ? { trainings: 1 } : {}) };
    const { points, asked, rows } = yield* publishedCurve({ ...context, settings }, request);
    const firsts = set ? [] : Array.from({ length: 10 }, (_, label) => asked.find((row) => labels[row] === label)!);
    return { curve: { form, strategy, ...(set ? { set } : {}), points, gallery: seen(firsts) }, rows };
  }
  const { trial } = unit;
  const start = balancedStart(clean, { classes: 10, perClass: 2, key: key.child("start").child(trial) });
  const acquisition = strategy === "batchBald" ? batchBald : acquisitions[strategy === "baldOfAll" ? "bald" : strategy];
  const { further } = context.settings;
  const settings = {
    ...{ ...context.settings, ...(trial === 1 && further?.strategies.includes(strategy) ? { upTo: further.upTo } : {}) },
    ...(strategy === "baldOfAll" ? { scored: labels.length } : {}),
  };
  const request = { acquisition, trial, pool, labels, start, count: 10, some, all, poolName };
  const { asked, rows, ...curve } = yield* properCurve({ ...context, settings }, request);
  const gallery = trial === 1 ? seen(asked.slice(0, 10)) : [];
  return { curve: { form, strategy, trial, ...curve, gallery }, rows };
}

export const formsOf = (curves: readonly (PublishedCurve | TrialCurve)[]): FormsResult => ({
  published: curves.flatMap((curve) => (curve.form === "published" ? [curve] : [])),
  proper: curves.flatMap((curve) => (curve.form === "proper" ? [curve] : [])),
});
