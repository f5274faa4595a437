import type { Published } from "../../claims/published.ts";
import type { Curve } from "./curves.ts";

/** A source's own curve, from a record of numbers by what stands on the horizontal axis: its names are the places, as "20" and "40" labels are. */
export function sourceCurve<Name extends string>(
  published: Published<Name>,
  {
    record,
    steps = [],
    ...curve
  }: Pick<Curve, "label" | "panel"> & { readonly record: Name; readonly steps?: readonly (string | number)[] },
): Curve {
  const names = published.names(record, ...steps);
  return { ...curve, published: true, x: names.map(Number), y: names.map((name) => published.number(record, ...steps, name)) };
}
