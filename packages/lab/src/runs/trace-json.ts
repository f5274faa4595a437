import type { Json, TraceRow } from "../experiment.ts";

/** JSON has no NaN and no infinities, and a diverged training has: they are kept by name. */
export function traceToJson(trace: readonly TraceRow[]): Json {
  return trace.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, Number.isFinite(value) && !Object.is(value, -0) ? value : nameOf(value)]),
    ),
  );
}

export function traceFromJson(json: Json): TraceRow[] {
  const rows = json as readonly Readonly<Record<string, number | string>>[];
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as TraceRow);
}

function nameOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
