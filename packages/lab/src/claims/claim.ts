import type { BudgetName } from "../experiment.ts";
import type { ErrorOf } from "./quantity.ts";

/** How a claim came out. */
export type Verdict = "reproduced" | "not reproduced" | "not tested at this budget";

/** As published: the source's code; as stated: its text; external: a number or statement of others. */
export const variants = ["as published", "as stated", "external"] as const;
/** One of them. */
export type Variant = (typeof variants)[number];

/** Why a claim failed, once that is known; "unknown" where it was looked into and not found. */
export const becauses = [
  "artefact of the source's code",
  "wrong file",
  "definition differs",
  "the source's own files say otherwise",
  "the source did not measure it",
  "settings are not published",
  "shorter training",
  "chance",
  "unknown",
] as const;
/** One of them. */
export type Because = (typeof becauses)[number];

/** Why a claim fails, and what shows it. */
export interface Reason {
  readonly because: Because;
  /** One sentence with its number, true whatever the run: of the source's files, of theory, or of a run that is named. */
  readonly evidence: string;
  /** The one budget whose failure it explains; every one unless told. */
  readonly at?: BudgetName;
}

/** A published statement judged: a row of result.json. */
export type Claim = {
  readonly id: string;
  readonly variant: Variant;
  readonly statement: string;
  readonly published: number | string;
  readonly measured: number | string | null;
  /** One standard deviation, or null where one value was measured. */
  readonly spread: number | null;
  /** What the spread is a spread of. */
  readonly spreadOf?: ErrorOf;
  /** What counts as reproduced, in words and numbers: "within 0.1 points". */
  readonly tolerance: string;
  readonly verdict: Verdict;
  /** Of a claim that failed and was looked into. */
  readonly because?: Because;
  /** What shows that. */
  readonly evidence?: string;
};

/** The verdict on a claim: whether this budget, or this result, can speak of it at all, then whether it holds. */
export const verdictOf = (tested: boolean, holds: boolean): Verdict =>
  tested ? (holds ? "reproduced" : "not reproduced") : "not tested at this budget";
