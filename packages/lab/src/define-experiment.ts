import type { About, Context, Experiment, Findings, GivenOptions, Json, Progress, Unit } from "./experiment.ts";

type Work<Value> = AsyncGenerator<Progress, Value, void>;

/** An experiment of one piece. */
export interface WholeWork<Settings, Result> {
  run(context: Context<Settings>): Work<Result>;
}

/**
 * An experiment whose work divides. `units` says what there is to do, as data; what one needs beside its context is prepared once for all;
 * `perform` does one and gives what the result keeps of it; `conclude` puts these together, in the order of the units.
 */
export interface DividedWork<Settings, One extends Unit, Shared, Value extends Json, Result> {
  units(given: GivenOptions<Settings>): readonly One[];
  prepare?(context: Context<Settings>): Promise<Shared>;
  perform(unit: One, context: Context<Settings>, shared: Shared): Work<Value>;
  conclude(values: readonly Value[], context: Context<Settings>, shared: Shared): Result | Promise<Result>;
}

/**
 * An experiment from its parts. The units of its work are declared once: progress, what is kept across an interruption, and the
 * processes of `--jobs` follow from them.
 *
 * @throws where it runs: for two units of one name
 */
export function experiment<Settings, Result extends Json>(
  parts: About<Settings> & WholeWork<Settings, Result> & Findings<NoInfer<Result>>,
): Experiment<Result, Settings>;
export function experiment<Settings, One extends Unit, Shared, Value extends Json, Result extends Json>(
  parts: About<Settings> & DividedWork<Settings, One, Shared, Value, Result> & Findings<NoInfer<Result>>,
): Experiment<Result, Settings>;
export function experiment<Settings, One extends Unit, Shared, Value extends Json, Result extends Json>(
  parts: About<Settings> & Findings<Result> & (WholeWork<Settings, Result> | DividedWork<Settings, One, Shared, Value, Result>),
): Experiment<Result, Settings> {
  if ("run" in parts) {
    const whole = { name: parts.name };
    return { ...parts, units: () => [whole], runUnit: (_, context) => parts.run(context) };
  }
  const { units, prepare, perform, conclude, ...rest } = parts;
  const named = (name: string, given: GivenOptions<Settings>): One => {
    const unit = units(given).find((one) => one.name === name);
    if (!unit)
      throw new Error(
        `${rest.name}: there is no unit "${name}", expected one of ${units(given)
          .map((one) => one.name)
          .join(", ")}`,
      );
    return unit;
  };
  return {
    ...rest,
    units,
    async *run(context) {
      const shared = (await prepare?.(context)) as Shared;
      const values: Value[] = [];
      for (const unit of units(context)) values.push(yield* context.unit(unit.name, () => perform(unit, context, shared)));
      return conclude(values, context, shared);
    },
    async *runUnit(name, context) {
      const shared = (await prepare?.(context)) as Shared;
      return yield* perform(named(name, context), context, shared);
    },
  };
}
