import type { Claim } from "@credence/lab";
import { type Column, textTable } from "./text-table.ts";

const colours = { reproduced: "green", "not reproduced": "red", "not tested at this budget": "yellow" } as const;

/** A claim and, in a book, the chapter it is of. */
export interface ListedClaim {
  readonly claim: Claim;
  readonly chapter?: string;
}

interface ClaimsOptions {
  /** Characters in a line. */
  readonly width: number;
  /** Rows of failures at most: the report has all. */
  readonly most?: number;
}

/** As many successes as a glance takes in are listed below the failures; more are counted. */
const mostSuccesses = 5;

/**
 * The claims of a run: the failures, each with the reason that is known, then how many came out how. A handful of successes is listed too;
 * what was not tested is counted.
 */
export function claimsText(claims: readonly Claim[], { width }: ClaimsOptions): string {
  if (claims.length === 0) return "This experiment makes no claims.\n";
  const successes = claims.filter(({ verdict }) => verdict === "reproduced");
  const listed = claims.map((claim) => ({ claim }));
  const few = successes.length > mostSuccesses ? [] : successes.map((claim) => ({ claim }));
  const text = listing(listed, few, { width });
  return `${text}${text === "" ? "" : "\n"}${verdictCountsText(claims)}\n`;
}

/** The claims of a book that failed, each with its chapter and the reason that is known; "" where none did. */
export const failuresText = (claims: readonly ListedClaim[], options: ClaimsOptions): string => listing(claims, [], options);

function listing(claims: readonly ListedClaim[], successes: readonly ListedClaim[], { width, most = 20 }: ClaimsOptions): string {
  const failures = claims.filter(({ claim }) => claim.verdict === "not reproduced");
  const rows = [...failures.slice(0, most), ...successes].map(rowOf);
  if (rows.length === 0) return "";
  const more = failures.length - most;
  return `${textTable(columnsFor(width), rows, { width })}${more > 0 ? `and ${more} more that failed, in the report\n` : ""}`;
}

const columnsFor = (width: number): readonly Column[] => [
  { title: "claim", flexible: true },
  { title: "published", align: "right", widest: 14 },
  { title: "measured", align: "right", widest: 15 },
  {
    title: "verdict",
    widest: width < 120 ? 18 : 50,
    style: (text) => colours[text.startsWith("reproduced") ? "reproduced" : "not reproduced"],
  },
];

function rowOf({ claim, chapter }: ListedClaim): string[] {
  const { statement, variant, tolerance, published, measured, spread, verdict, because } = claim;
  return [
    `${chapter === undefined ? "" : `${chapter}: `}${statement} (${variant}; ${tolerance})`,
    number(published),
    measured === null ? "-" : spread === null ? number(measured) : `${number(measured)} ± ${Number(spread.toPrecision(2))}`,
    because === undefined ? verdict : `${verdict}: ${because}`,
  ];
}

/** "1 not reproduced, 3 reproduced": failures first. */
export function verdictCountsText(claims: readonly Claim[]): string {
  if (claims.length === 0) return "no claims";
  const count = (verdict: Claim["verdict"]) => claims.filter((claim) => claim.verdict === verdict).length;
  const verdicts: Claim["verdict"][] = ["not reproduced", "reproduced", "not tested at this budget"];
  const told = verdicts.filter((verdict) => count(verdict) > 0);
  return told.map((verdict) => `${count(verdict)} ${verdict}`).join(", ");
}

/** Four digits: more would be noise of the seed. */
function number(value: number | string): string {
  return typeof value === "string" ? value : String(Number(value.toPrecision(4)));
}
