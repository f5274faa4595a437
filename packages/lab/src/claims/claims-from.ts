import { filled, type Places } from "../filled.ts";
import { becauses, type Reason, variants } from "./claim.ts";
import { explained, type Said } from "./said.ts";

/** The words of a claim, or of several that differ in a name, as the JSON beside an experiment holds them. */
export interface Statement {
  /** "The {network} tells the moons apart": a claim fills in what stands in braces. */
  readonly statement: string;
  /** The number, or the words, that the source gives; a claim that gives its own needs none. */
  readonly published?: number | string;
  /** One of the variants; "as stated" unless told. */
  readonly variant?: string;
}

/** Why claims fail, as JSON holds it. */
export interface Explanation {
  /** Ids of the claims. */
  readonly claims: readonly string[];
  /** One of the kinds of reasons. */
  readonly because: string;
  readonly evidence: string;
}

/** What stands in JSON of the claims of an experiment: their words by name, and why some of them fail. */
export interface ClaimTexts<Name extends string> {
  readonly claims: Readonly<Record<Name, Statement>>;
  readonly reasons?: readonly Explanation[];
}

/** What code says of a claim whose words stand elsewhere: how ours is found in a result, and what is asked of it. */
export interface Found<Result>
  extends Pick<Said<Result>, "measured" | "asks">,
    Partial<Pick<Said<Result>, "id" | "variant" | "published" | "tested" | "where" | "shows">> {
  /** Which of several claims of one statement: the end of its id, in kebab-case. */
  readonly of?: string | number;
  /** Fills the places of the statement. */
  readonly named?: Places;
}

/** A name as a part of an id: "MC dropout, entropy" is "mc-dropout-entropy". */
export const kebab = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

const oneOf = <Word extends string>(what: string, word: string, known: readonly Word[]): Word => {
  const found = known.find((one) => one === word);
  if (found === undefined) throw new Error(`claimsFrom: there is no ${what} "${word}", expected one of ${known.join(", ")}`);
  return found;
};

/** Makes the claim whose statement has a name. Its id is the name, and behind it which of several it is: "accuracy" of "map" is "accuracy-map". */
export type MakeClaim<Result, Name extends string> = (name: Name, found: Found<Result>) => Said<Result>;

/**
 * Claims whose words stand in JSON; code makes the rest of each, and those that fail get their reasons.
 *
 *   claimsFrom(texts, (claim) => [claim("accuracy", { of: "map", named: { method: "MAP" }, measured, asks })])
 *
 * @throws for a variant and a kind of reason there is none of, a statement without anything published, a place that nothing fills, and a reason of no claim
 */
export function claimsFrom<Result, Name extends string>(
  texts: ClaimTexts<Name>,
  make: (claim: MakeClaim<Result, Name>) => readonly Said<Result>[],
): readonly Said<Result>[] {
  const claims = make((name, { of, named = {}, ...found }) => {
    const text: Statement = texts.claims[name];
    const published = found.published ?? text.published;
    if (published === undefined) throw new Error(`claimsFrom: nothing is published of "${name}"`);
    const [statement] = filled([text.statement], named) as [string];
    return {
      id: of === undefined ? name : `${name}-${kebab(String(of))}`,
      ...(text.variant === undefined ? {} : { variant: oneOf("variant", text.variant, variants) }),
      ...found,
      statement,
      published,
    };
  });
  return explained(claims, reasonsOf(texts.reasons ?? []));
}

/** Reasons by the ids of their claims. */
function reasonsOf(explanations: readonly Explanation[]): Readonly<Record<string, Reason>> {
  const reasons: Record<string, Reason> = {};
  for (const { claims, because, evidence } of explanations)
    for (const id of claims) {
      if (reasons[id]) throw new Error(`claimsFrom: the claim "${id}" has two reasons`);
      reasons[id] = { because: oneOf("kind of reason", because, becauses), evidence };
    }
  return reasons;
}
