import { type BudgetName, runBudgets } from "../experiment.ts";
import { type Claim, type Reason, type Variant, verdictOf } from "./claim.ts";
import type { Quantity } from "./quantity.ts";
import { listed } from "./shown.ts";
import type { Tolerance } from "./tolerance.ts";

/** A number, or several in a fixed order. undefined: this result did not measure it; null: it was measured, and there is no number. */
export type Measured = number | Quantity | null | undefined | readonly (number | Quantity | null | undefined)[];

/** What a source gives. */
type Published = number | string | readonly number[];

/** A function of a result, as a method is: a list of claims of one result is a list of claims. */
type From<Given extends readonly unknown[], Value> = { of(...given: Given): Value }["of"];

/**
 * Something a source says, as data: the words, the published numbers, how ours are found in a result, and what counts as the same.
 * A list of these is an experiment's claims; `judge` makes the rows of result.json.
 */
export interface Said<Result> {
  readonly id: string;
  /** "as stated" unless told. */
  readonly variant?: Variant;
  readonly statement: string | From<[result: Result, budget: BudgetName], string>;
  /** Numbers in the order of `measured`, or the source's own words where it gives none; of a result, where it says which are compared. */
  readonly published: Published | From<[result: Result], Published>;
  measured(result: Result): Measured;
  readonly asks: Tolerance | From<[result: Result], Tolerance>;
  /** Whether this result, at this budget, can speak of it: what was not measured is not tested anyway. Always, unless told. */
  tested?(result: Result, budget: BudgetName): boolean;
  /** Rows that only some results have: a size that was not trained makes none. */
  where?(result: Result): boolean;
  /** How several numbers, published and ours, are written: how many digits after the point, or a function; "12.30, 4.50" unless told. */
  readonly shows?: number | From<[values: readonly (number | null)[], result: Result], string>;
  /** Why it fails, once that was looked into. */
  readonly reason?: Reason;
}

/**
 * Claims with the reasons of those that fail, by id.
 *
 * @throws where no claim has the id of a reason
 */
export function explained<Result>(claims: readonly Said<Result>[], reasons: Readonly<Record<string, Reason>>): Said<Result>[] {
  const unknown = Object.keys(reasons).find((id) => claims.every((said) => said.id !== id));
  if (unknown !== undefined) throw new Error(`explained: no claim has the id "${unknown}" of a reason`);
  return claims.map((said) => (reasons[said.id] ? { ...said, reason: reasons[said.id]! } : said));
}

/** For `tested`: results of this budget and larger ones. */
export const testedFrom =
  (first: BudgetName) =>
  (_: unknown, budget: BudgetName): boolean =>
    runBudgets.indexOf(budget) >= runBudgets.indexOf(first);

/** For `tested`: what a look of some seconds cannot speak of. */
export const notAtSmoke = testedFrom("default");

/** For `tested`: what asks for the source's own settings. */
export const atPaper = testedFrom("paper");

/** Every claim of an experiment, judged on a result. */
export const judgeAll = <Result>(claims: readonly Said<Result>[], result: Result, budget: BudgetName): Claim[] =>
  claims.filter((said) => said.where?.(result) ?? true).map((said) => judge(said, { result, budget }));

/** Text, spread and verdict of one claim. What was not measured is not tested; a number that is missing never counts as reproduced. */
export function judge<Result>(
  said: Said<Result>,
  {
    result,
    budget,
  }: {
    /** What was measured. */
    readonly result: Result;
    /** At which budget. */
    readonly budget: BudgetName;
  },
): Claim {
  const { id, variant = "as stated", statement, reason } = said;
  const published = typeof said.published === "function" ? said.published(result) : said.published;
  const measured = said.measured(result);
  const single = !Array.isArray(measured);
  const given = single ? [measured] : measured;
  const quantities = given.map(quantityOf);
  const values = quantities.map((quantity) => quantity?.value ?? null);
  const complete = values.length > 0 && values.every((value) => value !== null);
  const errors = quantities.map((quantity) => quantity?.error?.size ?? 0);
  const theirs = typeof published === "string" ? [] : [published].flat();
  const tolerance = typeof said.asks === "function" ? said.asks(result) : said.asks;
  const tested = !given.includes(undefined) && (said.tested?.(result, budget) ?? true);
  const verdict = verdictOf(tested, complete && tolerance.holds(values as readonly number[], theirs, errors));
  const write = writer(said, result);
  const error = single ? quantities[0]?.error : undefined;
  return {
    id,
    variant,
    statement: capitalised(typeof statement === "function" ? statement(result, budget) : statement),
    published: Array.isArray(published) ? write(published) : (published as number | string),
    measured: single ? (typeof said.shows === "function" && values[0] !== null ? write(values) : values[0]!) : write(values),
    spread: error?.size ?? null,
    ...(error ? { spreadOf: error.of } : {}),
    tolerance: tolerance.words,
    verdict,
    ...(verdict === "not reproduced" && reason && (reason.at ?? budget) === budget
      ? { because: reason.because, evidence: reason.evidence }
      : {}),
  };
}

/** Statements may begin with the name of a method, and stand as sentences; a symbol stays as it is. */
const capitalised = (text: string): string => (/^[a-z]{2}/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text);

const quantityOf = (measured: number | Quantity | null | undefined): Quantity | null =>
  measured === null || measured === undefined ? null : typeof measured === "number" ? { value: measured } : measured;

function writer<Result>({ shows = 2 }: Said<Result>, result: Result): (values: readonly (number | null)[]) => string {
  return typeof shows === "function" ? (values) => shows(values, result) : listed(shows);
}
