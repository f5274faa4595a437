/** With so many digits after the point, thousands apart; "-" where nothing was measured. */
export const digits = (value: number | null | undefined, count = 2): string =>
  value === null || value === undefined
    ? "-"
    : value.toLocaleString("en-US", { minimumFractionDigits: count, maximumFractionDigits: count });

type Write = (values: readonly (number | null)[]) => string;

const joined =
  (separator: string, count: number, unit: string): Write =>
  (values) =>
    values.map((value) => (value === null ? "-" : digits(value, count) + (unit && ` ${unit}`))).join(separator);

/** Writes numbers one after the other: "1.50, 2.25"; each with its unit, where one is given: "1.50 %, 2.25 %". */
export const listed = (count = 2, unit = ""): Write => joined(", ", count, unit);

/** Writes two numbers as a comparison: "1.50 against 2.25". */
export const against = (count = 2, unit = ""): Write => joined(" against ", count, unit);
