import type { Table } from "./figure.ts";
import { type Cell, columnCells } from "./table-cells.ts";
import { textWidth } from "./text-width.ts";

/** A table, or a part of one, as it is printed. */
export interface TablePart {
  readonly heads: readonly Cell[];
  /** The first cell of each names it. */
  readonly rows: readonly (readonly Cell[])[];
  /** On a phone its rows stand below each other as cards. */
  readonly cards: boolean;
}

/** Pixels of the text column of a page, and of a phone. */
const [screen, phone] = [860, 340];
const [fontSize, padding] = [14.72, 22.4];
/** Pixels that words in a cell should have, where they are as many. */
const comfortable = 170;

const columnsOf = ({ heads, rows }: Omit<TablePart, "cards">): (readonly Cell[])[] =>
  heads.map((head, i) => [head, ...rows.map((row) => row[i]!)]);

/** The least width at which no word is broken, and a passage has some room. */
function widthOf(part: Omit<TablePart, "cards">): number {
  const widthOfCell = ({ text, number }: Cell, weight: "normal" | "bold") => {
    const whole = textWidth(text, fontSize, weight);
    if (number && weight === "normal") return whole;
    const words = Math.max(0, ...text.split(/[\s-]+/).map((word) => textWidth(word, fontSize, weight)));
    return weight === "bold" ? words : Math.max(words, Math.min(whole, comfortable));
  };
  return columnsOf(part).reduce(
    (sum, [head, ...cells]) => sum + padding + Math.max(widthOfCell(head!, "bold"), ...cells.map((cell) => widthOfCell(cell, "normal"))),
    0,
  );
}

const plain = (text: string, source = false): Cell => ({ text, number: false, source });

/** Rows become columns: measures below each other, the published one below ours. */
function turned(whole: Omit<TablePart, "cards">, subjects: number): Omit<TablePart, "cards"> {
  const nameOf = (row: readonly Cell[]) =>
    row
      .slice(0, subjects)
      .map(({ text }) => text)
      .join(", ");
  const heads = [
    plain(
      whole.heads
        .slice(0, subjects)
        .map(({ text }) => text)
        .join(", "),
    ),
    ...whole.rows.map((row) => ({ ...plain(nameOf(row)), number: true })),
  ];
  const measures = whole.heads.slice(subjects);
  return { heads, rows: measures.map((head, i) => [plain(head.text, head.source), ...whole.rows.map((row) => row[subjects + i]!)]) };
}

/** As many columns as the page holds in each part, what a row is about in all of them; a published column stays with ours. */
function split(whole: Omit<TablePart, "cards">, subjects: number): Omit<TablePart, "cards">[] {
  const pick = (indices: readonly number[]) => ({
    heads: indices.map((i) => whole.heads[i]!),
    rows: whole.rows.map((row) => indices.map((i) => row[i]!)),
  });
  const first = Array.from({ length: subjects }, (_, i) => i);
  const groups: number[][] = [];
  for (let i = subjects; i < whole.heads.length; i++)
    if (whole.heads[i]!.source && groups.length > 0 && !whole.heads[i - 1]!.source) groups.at(-1)!.push(i);
    else groups.push([i]);
  const parts: number[][] = [];
  for (const group of groups) {
    const last = parts.at(-1);
    if (last && widthOf(pick([...first, ...last, ...group])) <= screen) last.push(...group);
    else parts.push([...group]);
  }
  return parts.map((part) => pick([...first, ...part]));
}

/**
 * A table so that a screen shows it without scrolling: as it is, or turned, or in parts below each other. On a phone what is wider
 * becomes cards.
 */
export function tableLayout(table: Table): TablePart[] {
  const cells = table.columns.map((column, i) =>
    columnCells(
      table.rows.map((row) => row[i] ?? null),
      column,
    ),
  );
  const whole = {
    heads: table.columns.map(({ label }, i) => ({
      text: label,
      number: cells[i]?.[0]?.number ?? false,
      source: table.columns[i]!.published === true,
    })),
    rows: table.rows.map((_, row) => cells.map((column) => column[row]!)),
  };
  const named = whole.heads.findIndex(({ number }) => number);
  const namesOf = (columns: number) => new Set(whole.rows.map((row) => JSON.stringify(row.slice(0, columns).map(({ text }) => text))));
  let subjects = named < 0 ? 1 : Math.max(1, named);
  // rows of one name are told apart by what comes next: a size, a share
  while (subjects < 3 && subjects < whole.heads.length - 1 && namesOf(subjects).size < whole.rows.length) subjects++;
  const parts = widthOf(whole) <= screen ? [whole] : fits(turned(whole, subjects)) ? [turned(whole, subjects)] : split(whole, subjects);
  return parts.map((part) => ({ ...part, cards: widthOf(part) > phone }));
}

const fits = (part: Omit<TablePart, "cards">) => widthOf(part) <= screen;
