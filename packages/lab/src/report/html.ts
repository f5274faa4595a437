/** HTML that is already safe to write. */
export interface Markup {
  readonly html: string;
}

export type Child = Markup | string | number | null | undefined | false | readonly Child[];

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]);
}

/** Text that is HTML by itself: a drawing that a DOM serialised, our own style sheet. */
export function raw(html: string): Markup {
  return { html };
}

/** Writes HTML; everything put in is escaped, except what `html` or `raw` made. Nothing is written for null, undefined and false. */
export function html(strings: TemplateStringsArray, ...children: readonly Child[]): Markup {
  return { html: strings.reduce((text, part, index) => text + write(children[index - 1]) + part) };
}

function write(child: Child): string {
  if (child === null || child === undefined || child === false) return "";
  if (typeof child === "string") return escapeHtml(child);
  if (typeof child === "number") return String(child);
  if ("html" in child) return child.html;
  return child.map(write).join("");
}
