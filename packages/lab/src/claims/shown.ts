/** With so many digits after the point; "-" where nothing was measured. */
export const digits = (value: number | null | undefined, count = 2): string =>
  value === null || value === undefined ? "-" : value.toFixed(count);

type Write = (values: readonly (number | null)[]) => string;

/** "1.50, 2.25" */
export const listed =
  (count = 2, unit = ""): Write =>
  (values) =>
    values.map((value) => digits(value, count) + unit).join(", ");

/** "1.50 against 2.25" */
export const against =
  (count = 2, unit = ""): Write =>
  (values) =>
    values.map((value) => digits(value, count) + unit).join(" against ");
