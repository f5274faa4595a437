import { styleText } from "node:util";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Takes what the others leave, and wraps. Exactly one column of a table. */
  readonly flexible?: boolean;
  /** Wraps beyond this many characters. */
  readonly widest?: number;
  /** The colour of a cell, by its text. */
  readonly style?: (text: string) => Parameters<typeof styleText>[0];
}

const gap = "  ";
/** With less than this the flexible column would be a word a line. */
const narrowest = 24;

/** Columns of text, aligned and wrapped to `width` characters; where that is too narrow for them, the cells of a row below each other. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[], { width }: { readonly width: number }): string {
  const natural = columns.map(({ title, widest = Number.POSITIVE_INFINITY }, index) =>
    Math.min(widest, Math.max(title.length, ...rows.map((row) => row[index].length))),
  );
  const flexible = columns.findIndex((column) => column.flexible);
  const others = natural.reduce((sum, one, index) => (index === flexible ? sum : sum + one), gap.length * (columns.length - 1));
  if (width - others < Math.min(narrowest, natural[flexible])) return stackedRows(columns, rows, width);
  const widths = natural.map((one, index) => (index === flexible ? Math.min(one, width - others) : one));

  const print = (row: readonly string[], style: (column: Column, text: string) => Parameters<typeof styleText>[0] | undefined) => {
    const cells = row.map((text, index) => wrap(text, widths[index]));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      columns
        .map((column, index) => {
          const text = cells[index][line] ?? "";
          const padded = column.align === "right" ? text.padStart(widths[index]) : text.padEnd(widths[index]);
          const format = style(column, row[index]);
          return format ? styleText(format, padded) : padded;
        })
        .join(gap)
        .trimEnd(),
    );
  };
  const head = print(
    columns.map((column) => column.title),
    () => "dim",
  );
  return [...head, ...rows.flatMap((row) => print(row, (column, text) => column.style?.(text)))].map((line) => `${line}\n`).join("");
}

/** Each row as its first cell and, indented, the others with their titles. */
function stackedRows([first, ...others]: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const indent = gap.length;
  const paragraphs = rows.map(([head, ...cells]) => [
    ...wrap(head, width),
    ...cells.flatMap((text, index) => {
      const { title, style } = others[index];
      const lines = wrap(`${title}: ${text}`, width - indent).map((line) => gap + line);
      const format = style?.(text);
      return format ? lines.map((line) => styleText(format, line)) : lines;
    }),
  ]);
  return [[styleText("dim", first.title)], ...paragraphs].map((lines) => `${lines.join("\n")}\n`).join("\n");
}

/** Breaks at spaces; a word longer than the width stands alone and sticks out. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
