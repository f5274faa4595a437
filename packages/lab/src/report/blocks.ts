import type { Figure, Table } from "./figure.ts";
import { plainWords, type Words } from "./glossary.ts";
import { permalink } from "./heading.ts";
import { html, type Markup, raw } from "./html.ts";
import type { Cell } from "./table-cells.ts";
import { type TablePart, tableLayout } from "./table-layout.ts";

/** A figure with its drawings: for a screen, and for a phone where the drawing changes with the room. */
export interface DrawnFigure extends Omit<Figure, "plot"> {
  readonly wide: string;
  readonly narrow?: string;
  /** Why it could not be drawn, instead of a drawing. */
  readonly problem?: string;
  /** Addresses of the drawing's files, relative to the page. */
  readonly files?: readonly { readonly label: string; readonly path: string }[];
}

/** A figure under what it shows: its finding, or its title where it has none, which then is the small label. */
export function figureBlock(figure: DrawnFigure, id: string, words: Words = plainWords): Markup {
  const drawing = figure.problem
    ? html`<p class="problem">This figure could not be drawn: ${figure.problem}</p>`
    : html`<div class="wide ${figure.narrow && "has-narrow"}"><div class="scroll">${raw(figure.wide)}</div></div>${
        figure.narrow && html`<div class="narrow"><div class="scroll">${raw(figure.narrow)}</div></div>`
      }`;
  const files = figure.files?.map(({ label, path }, index) => html`${index > 0 && " · "}<a href="${path}">${label}</a>`);
  return html`<figure id="${id}"><h3>${plainWords(figure.finding ?? figure.title)}${permalink(id, `figure ${figure.name}`)}</h3>${label(figure.finding && figure.title, figure.published)}
${drawing}
<figcaption class="caption">${words(figure.caption)}</figcaption>${methodOf(figure, words)}${files && html`<p class="files quiet">File: ${files}</p>`}</figure>`;
}

export function tableBlock(table: Table, id: string, words: Words = plainWords): Markup {
  for (const row of table.rows)
    if (row.length !== table.columns.length)
      throw new Error(`table ${table.name}: a row has ${row.length} cells, expected ${table.columns.length}`);
  return html`<section class="block" id="${id}"><h3 id="${id}-title">${plainWords(table.title)}${permalink(id, `table ${table.name}`)}</h3>${label(undefined, table.published)}
${tableLayout(table).map((part) => tablePart(part, `${id}-title`))}
<p class="caption">${words(table.caption)}</p>${methodOf(table, words)}</section>`;
}

/** Roles are said again, since a table shown as cards loses them. */
function tablePart({ heads, rows, cards }: TablePart, titleId: string): Markup {
  const style = ({ number, source }: Cell) => [number && "number", source && "source"].filter(Boolean).join(" ");
  // a name that is a number alone says on a card what it is of
  const spoken = (name: string) => (/^[\u2212\d.,]+$/.test(name) ? `${heads[0]?.text} ${name}` : name);
  const cell = (one: Cell, index: number) =>
    index === 0
      ? html`<th scope="row" role="rowheader" class="${style(one)}">${one.text}</th>`
      : html`<td role="cell" data-label="${spoken(heads[index]?.text ?? "")}" class="${style(one)}">${one.text}</td>`;
  return html`<div class="scroll"><table role="table" aria-labelledby="${titleId}" class="${cards && "cards"}">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th scope="col" role="columnheader" class="${style(head)}">${head.text}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${row.map(cell)}</tr>\n`)}</tbody></table></div>`;
}

const methodOf = ({ method }: Pick<Figure, "method">, words: Words): Markup | undefined | "" =>
  method && html`<details class="caption"><summary>How it was measured</summary><p>${words(method)}</p></details>`;

/** The small line under a heading: what is drawn, and the figure or table of the source that it stands beside. */
function label(title: string | undefined, published: string | undefined): Markup | undefined {
  const parts = [title, published && `stands beside ${published} of the source`].filter((part) => part !== undefined);
  const text = parts.join("; ");
  return parts.length === 0 ? undefined : html`<p class="published">${text[0]?.toUpperCase()}${text.slice(1)}</p>`;
}
