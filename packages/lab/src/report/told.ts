import { type Filling, filled } from "../claims/texts.ts";
import type { Figure } from "./figure.ts";

/** The words of a figure or a table, from the JSON beside its experiment; numbers of a result stand in them by name, in braces. */
export interface ShownText {
  readonly title: string;
  readonly finding?: string;
  readonly caption: string;
  readonly method?: string;
  readonly published?: string;
}

/**
 * A figure's or a table's name and words; names in braces are filled by `values`.
 *
 * @throws for a name in braces that has no value
 */
export function told<Name extends string>(
  texts: Readonly<Record<Name, ShownText>>,
  name: NoInfer<Name>,
  values: Filling = {},
): Pick<Figure, "name" | keyof ShownText> {
  const words = Object.entries(texts[name]).map(([what, text]) => [what, filled(text, values)]);
  return { name: filled(name, values), ...(Object.fromEntries(words) as ShownText) };
}
