import { type Because, becauses, type Reason, type Variant, variants } from "./claim.ts";
import { explained, type Said } from "./said.ts";

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

/** The words of a claim, from the JSON beside its experiment. */
export interface ClaimText {
  readonly statement: string;
  readonly variant?: string;
  /** What the source gives: numbers, or its own words. */
  readonly published?: string | number | readonly number[];
  readonly reason?: ReasonText;
}

/** How a claim is measured, and what counts as the same. */
export type Measuring<Result> = Omit<Said<Result>, "id" | "statement" | "variant" | "published" | "reason"> &
  Partial<Pick<Said<Result>, "published" | "variant">> & {
    /** Of the names in braces. @default there are none */
    readonly values?: Filling;
  };

function oneOf<Word extends string>(words: readonly Word[], word: string): Word {
  const known = words.find((one) => one === word);
  if (known === undefined) throw new Error(`"${word}" in the words of a claim, expected one of: ${words.join(", ")}`);
  return known;
}

const reasonOf = ({ because, evidence }: ReasonText): Reason => ({ because: oneOf<Because>(becauses, because), evidence });

/**
 * A claim from its words in JSON and its measure. The id is the name of the words; both may have names in braces, which `values` fill.
 *
 * @throws for a variant or a reason that is none, a name without a value, and a claim of which nothing is published
 * @example
 * const texts = { "error-{units}": { statement: "Test error of {units} units (%)", published: "low" } };
 * said(texts, "error-{units}", { values: { units: 400 }, measured: () => 1.4, asks: below(2) }).id // => "error-400"
 */
export function said<Result, Id extends string>(
  texts: Readonly<Record<Id, ClaimText>>,
  id: NoInfer<Id>,
  { values = {}, ...measuring }: Measuring<NoInfer<Result>>,
): Said<Result> {
  const { statement, variant, reason, published } = texts[id];
  if ((measuring.published ?? published) === undefined) throw new Error(`claim "${id}": nothing is published, expected words or numbers`);
  return {
    id: filled(id, values),
    statement: filled(statement, values),
    ...(published === undefined ? {} : { published }),
    ...(variant === undefined ? {} : { variant: oneOf<Variant>(variants, variant) }),
    ...(reason === undefined ? {} : { reason: reasonOf(reason) }),
    ...measuring,
  } as Said<Result>;
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
