import type { Figure, Table } from "./figure.ts";
import { html, type Markup, raw } from "./html.ts";
import { formatDigits } from "./numbers.ts";

/** A figure with its drawings: for a screen, and for a phone where the drawing changes with the room. */
export interface DrawnFigure extends Omit<Figure, "plot"> {
  readonly wide: string;
  readonly narrow?: string;
  /** Why it could not be drawn, instead of a drawing. */
  readonly problem?: string;
  /** Addresses of the drawing's files, relative to the page. */
  readonly files?: readonly { readonly label: string; readonly path: string }[];
}

export function figureBlock(figure: DrawnFigure, id: string): Markup {
  const drawing = figure.problem
    ? html`<p class="problem">This figure could not be drawn: ${figure.problem}</p>`
    : html`<div class="wide ${figure.narrow && "has-narrow"}"><div class="scroll">${raw(figure.wide)}</div></div>${
        figure.narrow && html`<div class="narrow"><div class="scroll">${raw(figure.narrow)}</div></div>`
      }`;
  const files = figure.files?.map(({ label, path }, index) => html`${index > 0 && " · "}<a href="${path}">${label}</a>`);
  return html`<figure id="${id}"><h3>${figure.title}</h3>${beside(figure.published)}
${drawing}
<figcaption class="caption">${figure.finding && html`<strong>${figure.finding}</strong> `}${figure.caption}</figcaption>${
    figure.method && html`<details class="caption"><summary>How it was measured</summary><p>${figure.method}</p></details>`
  }${files && html`<p class="files quiet">File: ${files}</p>`}</figure>`;
}

export function tableBlock(table: Table, id: string): Markup {
  for (const row of table.rows)
    if (row.length !== table.columns.length)
      throw new Error(`table ${table.name}: a row has ${row.length} cells, expected ${table.columns.length}`);
  // A column is set as numbers where it holds any.
  const style = table.columns.map((column, index) =>
    [(column.digits !== undefined || table.rows.some((row) => typeof row[index] === "number")) && "number", column.published && "source"]
      .filter(Boolean)
      .join(" "),
  );
  const cell = (value: string | number | null, digits: number | undefined) =>
    value === null ? "–" : typeof value === "number" ? formatDigits(value, digits) : value;
  return html`<section class="block" id="${id}"><h3>${table.title}</h3>${beside(table.published)}
<div class="scroll" tabindex="0" role="region" aria-label="${table.title}"><table>
<thead><tr>${table.columns.map((column, index) => html`<th scope="col" class="${style[index]}">${column.label}</th>`)}</tr></thead>
<tbody>${table.rows.map(
    (row) =>
      html`<tr>${row.map((value, index) => html`<td class="${style[index]}">${cell(value, table.columns[index].digits)}</td>`)}</tr>
`,
  )}</tbody></table></div>
<p class="caption">${table.caption}</p></section>`;
}

function beside(published: string | undefined): Markup | undefined {
  return published === undefined ? undefined : html`<p class="published">Stands beside ${published} of the source</p>`;
}
