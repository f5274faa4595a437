import { measuredOver, type Quantity } from "./quantity.ts";

/** A number of one run; null or undefined where it was not measured. */
type Value<One> = (one: One) => number | null | undefined;

/** A mean over runs at a level of a setting, and its standard deviation: what `linesBy` draws. */
export interface RunsPoint<Level> {
  readonly setting: Level;
  readonly measured: number | null;
  readonly spread: number | null;
}

/** Runs of a result, told apart by their settings: those of a method, of a size, of a seed. */
export interface Runs<One> {
  readonly all: readonly One[];
  /** Those with these settings. */
  where(settings: Partial<One>): Runs<One>;
  /** The levels of a setting among these runs, each once: numbers from the smallest on, words as they come. */
  levels<Name extends keyof One>(setting: Name): One[Name][];
  /** Mean over the runs and their standard deviation; undefined where there is no run, or one without the value. */
  over(value: Value<One>): Quantity | undefined;
  /** Mean over the runs; null where there is no run, or one without the value. */
  mean(value: Value<One>): number | null;
  /** Mean and standard deviation of all these runs, under a name of their own. */
  point<Level>(setting: Level, value: Value<One>): RunsPoint<Level>;
  /** Mean and standard deviation at each level of a setting. */
  points<Name extends keyof One>(setting: Name, value: Value<One>): RunsPoint<One[Name]>[];
}

/**
 * What claims, figures and tables ask of repeated runs.
 *
 * @example
 * const runs = runsOf([{ units: 10, seed: 1, error: 2 }, { units: 10, seed: 2, error: 4 }, { units: 20, seed: 1, error: 1 }]);
 * runs.where({ units: 10 }).mean(({ error }) => error) // => 3
 */
export function runsOf<One extends object>(all: readonly One[]): Runs<One> {
  const over = (value: Value<One>) => {
    const values = all.map(value).filter((one) => one !== null && one !== undefined);
    return values.length === all.length ? measuredOver(values, "runs") : undefined;
  };
  const where = (settings: Partial<One>) =>
    runsOf(all.filter((one) => Object.entries(settings).every(([name, level]) => one[name as keyof One] === level)));
  const levels = <Name extends keyof One>(setting: Name) => {
    const found = [...new Set(all.map((one) => one[setting]))];
    return found.every((level) => typeof level === "number") ? found.toSorted((a, b) => a - b) : found;
  };
  const point = <Level>(setting: Level, value: Value<One>) => {
    const found = over(value);
    return { setting, measured: found?.value ?? null, spread: found?.error?.size ?? null };
  };
  return {
    ...{ all, where, levels, over, point },
    mean: (value) => over(value)?.value ?? null,
    points: (setting, value) => levels(setting).map((level) => runsOf(all.filter((one) => one[setting] === level)).point(level, value)),
  };
}
