import { badInput } from "@credence/lab";
import { type Column, type Table, textAt } from "../table.ts";
import type { ColumnSummary } from "./column-summary.ts";

const decimalComma = /^[+-]?\d*,\d+$/;
const thousands = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;

/** @throws BadInput where all texts of a column are numbers with a comma before the fraction, or between thousands, which three digits behind it leave open */
export function expectNoCommas(table: Table, column: Column, { firstText, wholeNumbers }: ColumnSummary): void {
  const fractions = wholeNumbers && column.texts.every((text) => decimalComma.test(text));
  const grouped = column.texts.every((text) => thousands.test(text));
  if (!fractions && !grouped) return;
  const text = textAt(column, firstText)!;
  const whole = text.replaceAll(",", "");
  const told = !grouped
    ? "looks like a decimal comma, say so: --decimal ,"
    : fractions
      ? `may be ${whole} or ${text.replace(",", ".")}: take commas between thousands out of the file, or say --decimal , where they begin fractions`
      : `has commas between thousands, expected ${whole}: take them out of the file`;
  throw badInput(
    `${table.place(firstText)}, column "${column.name}": "${text}" ${told}; if the column holds names, --column ${column.name}=category`,
  );
}

/** A way of writing numbers or dates that is not read, and what to write instead. */
interface UnreadForm {
  readonly form: RegExp;
  readonly told: (text: string) => string;
}

const number = "[+-]?\\d[\\d., \\u00a0\\u202f]*";
const plain = (text: string) => `expected a plain number such as ${text.replaceAll(/[^\d.,+-]/g, "") || "12.5"}`;

const unread: readonly UnreadForm[] = [
  {
    form: /^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/,
    told: (text) => `has points between thousands, expected ${text.replaceAll(".", "")}`,
  },
  {
    form: /^[+-]?[1-9]\d{0,2}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?$/,
    told: (text) => `has spaces between thousands, expected ${text.replaceAll(/\s/g, "")}`,
  },
  { form: new RegExp(`^${number} ?[%‰]$`), told: (text) => `is a percentage, ${plain(text)}` },
  { form: new RegExp(`^(?:[€$£¥] ?${number}|${number} ?[€$£¥])$`), told: (text) => `is an amount with its currency, ${plain(text)}` },
  {
    form: new RegExp(`^${number} ?[A-Za-zµ°]{1,4}[²³]?(?:/[A-Za-z]{1,4}[²³]?)?$`),
    told: (text) => `is a number with its unit, ${plain(text)}`,
  },
  {
    form: /^\d{1,2}[/-]\d{1,2}[/-]\d{2,4}(?: \d.*)?$/,
    told: () => "is a date whose day and month may be either, expected year-month-day such as 2021-05-18, or day.month.year",
  },
  {
    form: /^(?:\d{1,2}[- ][A-Za-z]{3,9}[- ,]+\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4})$/,
    told: () => "is a date with a month in words, expected year-month-day such as 2021-05-18, or day.month.year",
  },
];

/** Fewer different texts than this may well be names, such as sizes of a package, or slips among numbers. */
const fewestValues = 12;

/**
 * Numbers and dates in a form that is not read would be left out as texts, or taken for names.
 * @throws BadInput where all texts of a column are of one such form, with what to write instead
 */
export function expectReadForms(table: Table, column: Column, { firstText }: ColumnSummary): void {
  if (column.texts.length < fewestValues) return;
  const found = unread.find(({ form }) => column.texts.every((text) => form.test(text)));
  if (!found) return;
  const { name } = column;
  const text = textAt(column, firstText)!;
  throw badInput(
    `${table.place(firstText)}, column "${name}": "${text}" ${found.told(text)}; if the column holds names, --column ${name}=category, if it tells nothing, --ignore ${name}`,
  );
}
