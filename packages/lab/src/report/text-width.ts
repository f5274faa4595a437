/** Advance widths in em, rounded up from DejaVu Sans, the widest face the page and the files fall back to. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[ilj.,:;'|!]/, 0.34],
  [/[ frt()[\]/\\"-]/, 0.41],
  [/[mwMW@%]/, 0.99],
  [/[+\u2212<=>~±≈→↑]/, 0.84],
  [/[A-Z&]/, 0.79],
];

/** About how wide a line of text is, in pixels; never less than it comes out in DejaVu Sans. */
export function textWidth(text: string, fontSize: number, weight: "normal" | "bold" = "normal"): number {
  let ems = 0;
  for (const character of text) ems += widths.find(([pattern]) => pattern.test(character))?.[1] ?? 0.64;
  return ems * fontSize * (weight === "bold" ? 1.14 : 1);
}

/** Breaks text at spaces so that each line fits; a single word wider than the line keeps a line of its own. */
export function wrapText(text: string, width: number, options: { fontSize: number; weight?: "normal" | "bold" }): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textWidth(longer, options.fontSize, options.weight) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== "") lines.push(line);
  return lines;
}
