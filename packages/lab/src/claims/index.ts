export { answerOf, type Highlight, type Judged } from "./answer.ts";
export type { Because, Claim, Reason, Variant, Verdict } from "./claim.ts";
export { verdictOf } from "./claim.ts";
export { type ClaimTexts, claimsFrom, type Explanation, type Found, kebab, type MakeClaim, type Statement } from "./claims-from.ts";
export { claimsOn, type Part } from "./claims-on.ts";
export { aheadOf, atPaper, notAtSmoke, overRuns, type ValuesOf } from "./over-runs.ts";
export { type Published, type PublishedRecord, type PublishedValues, publishedNumbers } from "./published.ts";
export {
  counted,
  type ErrorOf,
  mean,
  measuredOver,
  type Quantity,
  type Repeated,
  repeated,
  significant,
  spreadOf,
  toSignificant,
} from "./quantity.ts";
export { explained, judge, judgeAll, type Measured, type Said } from "./said.ts";
export { against, digits, listed } from "./shown.ts";
export {
  above,
  all,
  ascending,
  asks,
  because,
  below,
  between,
  descending,
  factor,
  highestIs,
  lowestIs,
  type Tolerance,
  within,
  withinErrors,
  withinPercent,
} from "./tolerance.ts";
