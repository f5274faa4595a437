import { formatNumber } from "../report/numbers.ts";

/** What counts as reproduced: the words a reader sees and the predicate that decides are one object. */
export interface Tolerance {
  /** What a reader sees: "within 5 %". */
  readonly words: string;
  /** Whether our numbers meet the published ones, in the order of the claim; `errors` are the standard deviations of ours, 0 where none is known. */
  holds(ours: readonly number[], theirs: readonly number[], errors: readonly number[]): boolean;
}

/** A tolerance of its own: the words, and the predicate they describe. */
export const asks = (words: string, holds: Tolerance["holds"]): Tolerance => ({ words, holds });

/** The same predicate, and a reason for it. */
export const because = (reason: string, { words, holds }: Tolerance): Tolerance => ({ words: `${words}: ${reason}`, holds });

const each = (compare: (ours: number, theirs: number) => boolean): Tolerance["holds"] => {
  return (ours, theirs) => ours.length > 0 && ours.every((value, i) => compare(value, theirs[i] as number));
};

/** |ours - theirs| <= width, each. */
export const within = (width: number, unit = ""): Tolerance =>
  asks(
    `within ${formatNumber(width)}${unit && ` ${unit}`}`,
    each((ours, theirs) => Math.abs(ours - theirs) <= width),
  );

/** |ours - theirs| <= percent / 100 of theirs, each. */
export const withinPercent = (percent: number): Tolerance =>
  asks(
    `within ${formatNumber(percent)} %`,
    each((ours, theirs) => Math.abs(ours - theirs) <= (percent / 100) * Math.abs(theirs)),
  );

/** |ours - theirs| <= width + count standard deviations of ours, each. */
export const withinErrors = (
  count: number,
  {
    width = 0,
    of = "standard deviations",
  }: {
    /** Added to the errors, in units of the number. @default 0 */
    readonly width?: number;
    /** What an error is, in the words of the verdict. @default "standard deviations" */
    readonly of?: string;
  } = {},
): Tolerance =>
  asks(`within ${width > 0 ? `${formatNumber(width)} and ` : ""}${formatNumber(count)} ${of}`, (ours, theirs, errors) =>
    ours.every((value, i) => Math.abs(value - theirs[i]!) <= width + count * errors[i]!),
  );

/** Of one sign, and the larger size at most `most` times the smaller, each. */
export const factor = (most: number): Tolerance =>
  asks(
    `within a factor ${formatNumber(most)}`,
    each((ours, theirs) => ours * theirs > 0 && Math.max(ours / theirs, theirs / ours) <= most),
  );

/** Every number larger. */
export const above = (bound: number, unit = ""): Tolerance =>
  asks(`above ${formatNumber(bound)}${unit && ` ${unit}`}`, (ours) => ours.every((value) => value > bound));

/** Every number smaller. */
export const below = (bound: number, unit = ""): Tolerance =>
  asks(`below ${formatNumber(bound)}${unit && ` ${unit}`}`, (ours) => ours.every((value) => value < bound));

/** Every number from `low` to `high`. */
export const between = (low: number, high: number, unit = ""): Tolerance =>
  asks(`between ${formatNumber(low)} and ${formatNumber(high)}${unit && ` ${unit}`}`, (ours) =>
    ours.every((value) => value >= low && value <= high),
  );

/** Each larger than the one before. */
export const ascending = (): Tolerance =>
  asks("in this order, smallest first", (ours) => ours.every((value, i) => i === 0 || value > ours[i - 1]!));

/** Each smaller than the one before. */
export const descending = (): Tolerance =>
  asks("in this order, largest first", (ours) => ours.every((value, i) => i === 0 || value < ours[i - 1]!));

/** The one at this place is smaller than all others. */
export const lowestIs = (place: number, name = `number ${place + 1}`): Tolerance =>
  asks(`${name} is the lowest`, (ours) => ours.every((value, i) => i === place || ours[place]! < value));

/** The one at this place is larger than all others. */
export const highestIs = (place: number, name = `number ${place + 1}`): Tolerance =>
  asks(`${name} is the highest`, (ours) => ours.every((value, i) => i === place || ours[place]! > value));

/** Every condition holds. */
export const all = (...tolerances: readonly Tolerance[]): Tolerance =>
  asks(tolerances.map(({ words }) => words).join(", and "), (ours, theirs, errors) =>
    tolerances.every(({ holds }) => holds(ours, theirs, errors)),
  );
