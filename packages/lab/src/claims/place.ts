import type { Claim } from "./claim.ts";

/** A figure, table or statement of a document, in its words: the experiment that runs it again with the claims that test it, or why none does. */
export type Place =
  | {
      /** "Figure 19: model calibration" */
      readonly what: string;
      readonly experiment: string;
      /** Ids of its claims, in which `*` stands for any characters; none where it is drawn without a claim. */
      readonly claims: readonly string[];
    }
  | { readonly what: string; readonly why: string };

/** Everything that a document shows and says, each with its place. */
export interface StudyPlaces {
  readonly figures: readonly Place[];
  readonly tables: readonly Place[];
  readonly statements: readonly Place[];
  /** What its experiments ask beyond the document: of stored runs, of third parties, of our own. */
  readonly further: readonly Place[];
}

/**
 * The claims whose id is one of these, in which `*` stands for any characters.
 *
 * @example
 * claimsNamed(["table-*"], [{ id: "table-1" }, { id: "order" }]) // => [{ id: "table-1" }]
 */
export function claimsNamed<One extends Pick<Claim, "id">>(ids: readonly string[], claims: readonly One[]): readonly One[] {
  const patterns = ids.map((id) => new RegExp(`^${id.replaceAll(".", "\\.").replaceAll("*", ".*")}$`));
  return claims.filter(({ id }) => patterns.some((pattern) => pattern.test(id)));
}
