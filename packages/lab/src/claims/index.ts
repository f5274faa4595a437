export { aheadOf } from "./ahead-of.ts";
export { answerOf, type Highlight, type Judged } from "./answer.ts";
export type { Because, Claim, Reason, Variant, Verdict } from "./claim.ts";
export { verdictOf } from "./claim.ts";
export { claimsOn, type Part } from "./claims-on.ts";
export { claimsNamed, type Place, type StudyPlaces } from "./place.ts";
export { type Published, type PublishedRecord, type PublishedValues, publishedNumbers } from "./published.ts";
export {
  counted,
  type ErrorOf,
  mean,
  measuredOver,
  type Quantity,
  type Repeated,
  repeated,
  rounded,
  significant,
  spreadOf,
  toSignificant,
} from "./quantity.ts";
export { type Runs, type RunsPoint, runsOf } from "./runs-of.ts";
export { atPaper, explained, judge, judgeAll, type Measured, notAtSmoke, type Said } from "./said.ts";
export { against, digits, listed } from "./shown.ts";
export {
  type ClaimText,
  type ClaimTexts,
  claimsFrom,
  type Filling,
  filled,
  kebab,
  type Measuring,
  type ReasonText,
  reasonsOf,
  type SharedReasonText,
  said,
  type ToleranceText,
} from "./texts.ts";
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
