import type { Said } from "./said.ts";

/** A part of a result that claims speak of, as the networks of one size are. */
export interface Part<Result, Value> {
  /** Of a claim on it: "near-one" of 400 units is "near-one-400". */
  id(claim: string): string;
  /** undefined where a result lacks the part, which then makes no rows. */
  of(result: Result): Value | undefined;
  /** What statements on it end with. */
  words(part: Value): string;
}

/** Claims on a part of a result, as claims on the result. */
export const claimsOn = <Result, Value>({ id, of, words }: Part<Result, Value>, claims: readonly Said<Value>[]): Said<Result>[] =>
  claims.map(({ statement, published, measured, asks, tested, where, shows, ...said }) => {
    const at = (result: Result) => of(result) as Value;
    return {
      ...said,
      id: id(said.id),
      statement: (result, budget) => (typeof statement === "function" ? statement(at(result), budget) : statement) + words(at(result)),
      where: (result) => of(result) !== undefined && (where?.(at(result)) ?? true),
      published: typeof published === "function" ? (result) => published(at(result)) : published,
      measured: (result) => measured(at(result)),
      asks: (result) => (typeof asks === "function" ? asks(at(result)) : asks),
      tested: (result, budget) => tested?.(at(result), budget) ?? true,
      ...(shows === undefined ? {} : { shows: typeof shows === "function" ? (values, result) => shows(values, at(result)) : shows }),
    };
  });
