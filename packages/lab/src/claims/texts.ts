import { runBudgets } from "../experiment.ts";
import { type Because, becauses, type Reason, type Variant, variants } from "./claim.ts";
import { explained, type Said, testedFrom } from "./said.ts";
import { above, below, between, type Tolerance, within, withinPercent } from "./tolerance.ts";

/** What stands for the names in braces of a text. */
export type Filling = Readonly<Record<string, string | number>>;

/**
 * A text with its names in braces filled.
 *
 * @throws where one has no value
 * @example
 * filled("KL of case {case} (nats)", { case: "ii" }) // => "KL of case ii (nats)"
 */
export const filled = (text: string, values: Filling = {}): string =>
  text.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    if (values[name] === undefined) throw new Error(`"${text}": there is no value for {${name}}, expected one`);
    return String(values[name]);
  });

/** Why a claim fails, as JSON has it. */
export interface ReasonText {
  readonly because: string;
  readonly evidence: string;
}

/** What counts as reproduced, as JSON has it: one of these tolerances. */
export interface ToleranceText {
  /** Every number larger. */
  readonly above?: number;
  /** Every number smaller. */
  readonly below?: number;
  /** Every number from the first to the second. */
  readonly between?: readonly number[];
  /** At most so far from the published number. */
  readonly within?: number;
  /** At most so many percent of the published number from it. */
  readonly withinPercent?: number;
  /** Of the number. @default none is named */
  readonly unit?: string;
}

/** A claim as data: an entry of the JSON beside its experiment, which the code adds the measure to. */
export interface ClaimText {
  readonly statement: string;
  /** Of which form of the source it speaks. @default "as stated" */
  readonly variant?: string;
  /** What the source gives: numbers, or its own words. */
  readonly published?: string | number | readonly number[];
  /** @default in the code, where it is a rule of its own */
  readonly asks?: ToleranceText;
  /** Digits of several numbers after the point. */
  readonly shows?: number;
  /** The smallest budget whose results can speak of it. @default "smoke" */
  readonly from?: string;
  /** Why it fails, once that was looked into. */
  readonly reason?: ReasonText;
}

/** What the code adds: how a claim is measured, and what depends on more than its words. */
export type Measuring<Result> = Omit<Partial<Said<Result>>, "id" | "statement" | "reason"> &
  Pick<Said<Result>, "measured"> & {
    /** Of the names in braces. @default there are none */
    readonly values?: Filling;
  };

function oneOf<Word extends string>(words: readonly Word[], word: string): Word {
  const known = words.find((one) => one === word);
  if (known === undefined) throw new Error(`"${word}" in the words of a claim, expected one of: ${words.join(", ")}`);
  return known;
}

const reasonOf = ({ because, evidence }: ReasonText): Reason => ({ because: oneOf<Because>(becauses, because), evidence });

function toleranceOf({ unit, ...asked }: ToleranceText): Tolerance | undefined {
  if (asked.above !== undefined) return above(asked.above, unit);
  if (asked.below !== undefined) return below(asked.below, unit);
  if (asked.between !== undefined) return between(asked.between[0]!, asked.between[1]!, unit);
  if (asked.within !== undefined) return within(asked.within, unit);
  return asked.withinPercent === undefined ? undefined : withinPercent(asked.withinPercent);
}

/**
 * A claim from its words in JSON and its measure. The id is the name of the words; both may have names in braces, which `values` fill. What the
 * code gives stands before what the words say.
 *
 * @throws for a variant, a budget or a reason that is none, a name without a value, and a claim of which nothing is published or asked
 * @example
 * const texts = { "error-{units}": { statement: "Test error of {units} units (%)", published: "low", asks: { below: 2 } } };
 * said(texts, "error-{units}", { values: { units: 400 }, measured: () => 1.4 }).id // => "error-400"
 */
export function said<Result, Id extends string>(
  texts: Readonly<Record<Id, ClaimText>>,
  id: NoInfer<Id>,
  { values = {}, ...measuring }: Measuring<NoInfer<Result>>,
): Said<Result> {
  const { statement, variant, asks, from, reason, ...text } = texts[id];
  const whole = {
    ...text,
    ...(asks === undefined ? {} : { asks: toleranceOf(asks) }),
    ...(from === undefined ? {} : { tested: testedFrom(oneOf(runBudgets, from)) }),
    ...(variant === undefined ? {} : { variant: oneOf<Variant>(variants, variant) }),
    ...(reason === undefined ? {} : { reason: reasonOf(reason) }),
    ...measuring,
  };
  for (const part of ["published", "asks"] as const)
    if (whole[part] === undefined) throw new Error(`claim "${id}": "${part}" stands neither in its words nor in the code`);
  return { ...whole, id: filled(id, values), statement: filled(statement, values) } as Said<Result>;
}

/** A reason that explains several claims. */
export interface SharedReasonText extends ReasonText {
  /** Their ids. */
  readonly claims: readonly string[];
}

/**
 * Reasons by the ids of the claims that they explain, for `explained`.
 *
 * @throws for a reason that is none
 */
export const reasonsOf = (texts: readonly SharedReasonText[]): Readonly<Record<string, Reason>> =>
  Object.fromEntries(texts.flatMap(({ claims, ...reason }) => claims.map((id) => [id, reasonOf(reason)])));

/** The words of an experiment's claims, and why some of them fail. */
export interface ClaimTexts<Id extends string> {
  readonly claims: Readonly<Record<Id, ClaimText>>;
  readonly reasons?: readonly SharedReasonText[];
}

/**
 * The claims of an experiment: each is `said` by the name of its words, and those that fail get their reasons.
 *
 *   claimsFrom(texts, (claim) => [claim("error-{units}", { values: { units: 400 }, measured, asks })])
 *
 * @throws as `said`, `reasonsOf` and `explained`
 */
export const claimsFrom = <Result, Id extends string>(
  texts: ClaimTexts<Id>,
  make: (claim: (id: Id, measuring: Measuring<Result>) => Said<Result>) => readonly Said<Result>[],
): readonly Said<Result>[] =>
  explained(
    make((id, measuring) => said<Result, Id>(texts.claims, id, measuring)),
    reasonsOf(texts.reasons ?? []),
  );

/** A name as a part of an id: "MC dropout, entropy" is "mc-dropout-entropy". */
export const kebab = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
