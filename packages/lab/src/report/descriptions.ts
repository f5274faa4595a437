import { filled, type Places } from "../filled.ts";
import type { Figure } from "./figure.ts";

/** What is said of a figure or a table, as the JSON beside an experiment holds it; numbers stand in it by name, `{growth}`. */
export type Description = Omit<Figure, "name" | "plot">;

/**
 * What is said of figures and tables by their names, with the numbers of a result in their places: `said("bands", { growth: "2.4" })`.
 *
 * @throws for a place that nothing fills, and for a number without a place
 */
export const descriptions =
  <Name extends string>(texts: Readonly<Record<Name, Description>>) =>
  (name: Name, places: Places = {}): Omit<Figure, "plot"> => {
    const parts = Object.entries(texts[name]) as [keyof Description, string][];
    const told = filled(
      parts.map(([, text]) => text),
      places,
    );
    return { name, ...(Object.fromEntries(parts.map(([part], i) => [part, told[i]])) as unknown as Description) };
  };
