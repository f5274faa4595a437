import { expect, test } from "vitest";
import { answerOf, type Highlight, type Judged } from "./answer.ts";
import type { Claim } from "./claim.ts";

const claim = (id: string, verdict: Claim["verdict"], more: Partial<Claim> = {}): Claim => ({
  ...{
    id,
    verdict,
    variant: "as stated",
    statement: id,
    published: 1.31,
    measured: 1.342,
    spread: 0.041,
    tolerance: "within 0.1",
    ...more,
  },
});
const judged = (...claims: Claim[]): Judged[] => [{ experiment: "error", claims }];
const says = (name: string) => `${name} ({measured}, published {published})`;
const highlights: readonly Highlight[] = [
  { experiment: "error", claims: ["a"], says: says("A holds") },
  { experiment: "error", claims: ["b", "b-short"], says: says("B holds") },
  { experiment: "elsewhere", claims: ["c"], says: says("C holds") },
];

test("how many held, which, which did not, why and what is open, with their numbers", () => {
  const failed = { because: "definition differs", evidence: "The source counts 9,984 images." } as const;
  const claims = [claim("a", "reproduced"), claim("b", "not tested at this budget"), claim("b-short", "not reproduced", failed)];
  const spaced = answerOf(judged(...claims, claim("d", "not reproduced")), highlights).map((text) => text.replaceAll("\u00a0", " "));
  expect(spaced).toEqual([
    "Mostly not: 1 of the 3 statements that were tested held (33 %).",
    "Held: A holds (1.342 ± 0.041, published 1.31).",
    "Did not hold: B holds (1.342 ± 0.041, published 1.31).",
    "Why, of the 2 that failed: definition differs (1), unknown (1); for the first named, the source counts 9,984 images.",
    "Not tested by these results: 1 of 4 statements, most of them on trainings longer or larger than the runs here.",
  ]);
});

test.each([
  [1, 0, "Yes"],
  [3, 1, "Mostly"],
  [1, 1, "In part"],
  [1, 2, "Mostly not"],
])("%i held and %i not: %s", (held, not, word) => {
  const claims = [...Array(held).fill(claim("x", "reproduced")), ...Array(not).fill(claim("y", "not reproduced"))];
  expect(answerOf(judged(...claims), [])[0]).toMatch(new RegExp(`^${word}: `));
});

test("where less than half of the statements were tested, it says so first", () => {
  const open = [claim("y", "not tested at this budget"), claim("z", "not tested at this budget")];
  expect(answerOf(judged(claim("x", "reproduced"), ...open), [])[0]).toMatch(/^Yes, as far as it was tested: 1 of the 1 /);
});

test("of results that test nothing it says so, and no number of theirs", () => {
  expect(answerOf(judged(claim("a", "not tested at this budget")), highlights)).toEqual([
    "None of the 1 statements is tested by these results.",
  ]);
});
