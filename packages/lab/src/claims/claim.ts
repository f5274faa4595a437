import type { ErrorOf } from "./quantity.ts";

/** How a claim came out. */
export type Verdict = "reproduced" | "not reproduced" | "not tested at this budget";

/** As published: the source's code; as stated: its text; external: a number or statement of others. */
export type Variant = "as published" | "as stated" | "external";

/** Why a claim failed, once that is known. */
export type Because = "artefact of the source's code" | "wrong file" | "definition differs" | "chance" | "unknown";

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
  /** Of a claim that failed, where it is known. */
  readonly because?: Because;
};

/** The verdict on a claim: whether this budget, or this result, can speak of it at all, then whether it holds. */
export const verdictOf = (tested: boolean, holds: boolean): Verdict =>
  tested ? (holds ? "reproduced" : "not reproduced") : "not tested at this budget";
