/** A page, and the marks around a passage that is written from kept numbers; the page shows neither. */
export interface MarkedPage {
  readonly name: string;
  readonly text: string;
  readonly marks: readonly [from: string, to: string];
}

/** The page with another passage between its marks. @throws where it lacks them */
export function withPassage({ name, text, marks: [from, to] }: MarkedPage, passage: string): string {
  const [before, rest] = text.split(from);
  const [, after] = (rest ?? "").split(to);
  if (before === undefined || after === undefined) throw new Error(`${name}: expected ${from} ... ${to} on the page`);
  return `${before}${from}${passage}${to}${after}`;
}
