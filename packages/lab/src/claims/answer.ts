import type { Claim } from "./claim.ts";
import { measuredText, publishedText, reasonCounts, verdictCounts } from "./outcomes.ts";

/** The judged claims of an experiment, as its result holds them. */
export interface Judged {
  readonly experiment: string;
  readonly claims: readonly Claim[];
}

/** A statement of a study that its answer speaks of, and the claim that tests it. */
export interface Highlight {
  readonly experiment: string;
  /** Claims that test it, the best first: the answer takes the first that was tested. */
  readonly claims: readonly string[];
  /** The statement as part of a sentence, `{measured}` and `{published}` in it for its numbers: "the narrower the prior, the higher the density ({measured})". */
  readonly says: string;
}

/** Highlights of one kind that an answer names. */
const most = 3;

/**
 * A study's answer from its claims, in at most five sentences: how many statements held, which, which did not, why, and what is open.
 * What was not tested is not spoken of.
 *
 * @param highlights in the order of their weight
 */
export function answerOf(results: readonly Judged[], highlights: readonly Highlight[]): readonly string[] {
  const all = results.flatMap(({ claims }) => claims);
  const counts = verdictCounts(all);
  const tested = counts.reproduced + counts["not reproduced"];
  if (tested === 0) return [`None of the ${all.length} statements is tested by these results.`];
  const found = highlights.flatMap((highlight) => {
    const claim = testedClaim(results, highlight);
    return claim ? [{ claim, text: told(highlight, claim) }] : [];
  });
  const texts = (verdict: Claim["verdict"]) => found.filter(({ claim }) => claim.verdict === verdict).map(({ text }) => text);
  const held = texts("reproduced").slice(0, most);
  const failed = found.filter(({ claim }) => claim.verdict === "not reproduced").slice(0, most);
  return [
    `${opening(counts.reproduced / tested, tested / all.length)}: ${counts.reproduced} of the ${tested} statements that were tested held (${Math.round((100 * counts.reproduced) / tested)} %).`,
    held.length > 0 && `Held: ${held.join("; ")}.`,
    failed.length > 0 && `Did not hold: ${failed.map(({ text }) => text).join("; ")}.`,
    counts["not reproduced"] > 0 && why(all, failed[0]?.claim),
    counts["not tested at this budget"] > 0 &&
      `Not tested by these results: ${counts["not tested at this budget"]} of ${all.length} statements, most of them on trainings longer or larger than the runs here.`,
  ].filter((sentence) => sentence !== false);
}

const told = ({ says }: Highlight, claim: Claim): string =>
  says.replaceAll("{measured}", () => measuredText(claim)).replaceAll("{published}", () => publishedText(claim));

/** How the answer begins, by the share of the tested statements that held, and of all that were tested. */
function opening(held: number, tested: number): string {
  const word = held === 1 ? "Yes" : held >= 0.75 ? "Mostly" : held >= 0.5 ? "In part" : "Mostly not";
  return tested < 0.5 ? `${word}, as far as it was tested` : word;
}

function why(claims: readonly Claim[], first: Claim | undefined): string {
  const reasons = reasonCounts(claims);
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  const listed = reasons.map(({ because, count }) => `${because} (${count})`).join(", ");
  const evidence = first?.evidence?.replace(/\.$/, "");
  return `Why, of the ${total} that failed: ${listed}${evidence ? `; for the first named, ${lowerFirst(evidence)}` : ""}.`;
}

/** A sentence goes on in another: its first letter is small where the rest of the word is. */
const lowerFirst = (text: string): string => (/^\p{Lu}(?=[\p{Ll} ])/u.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text);

/** @throws where the experiment's result has none of these claims: the highlight names nothing */
function testedClaim(results: readonly Judged[], { experiment, claims: ids }: Highlight): Claim | undefined {
  const result = results.find((one) => one.experiment === experiment);
  const claims = ids.flatMap((id) => result?.claims.filter((claim) => claim.id === id) ?? []);
  return claims.find(({ verdict }) => verdict !== "not tested at this budget");
}
