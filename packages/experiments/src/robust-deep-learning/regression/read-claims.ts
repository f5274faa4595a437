import { asks, kebab, notAtSmoke, type Published, type Said } from "@credence/lab";
import { type FittedRecipe, measuredIn } from "./fit-recipe.ts";
import type { Form } from "./recipes.ts";

type Fits<Set extends string> = Readonly<Record<Set, FittedRecipe>>;

/** A measure of one fit over data sets drawn anew, tested with all of them. */
export const measureOf = <Set extends string>(
  set: Set,
  form: Form,
  name: string,
): Pick<Said<Fits<Set>>, "measured" | "tested"> & { readonly variant: Form; readonly values: { readonly form: string } } => ({
  variant: form,
  values: { form: kebab(form) },
  measured: (result) => measuredIn(result[set], form, name),
  tested: notAtSmoke,
});

/** What was read off a figure of the source: set and measure as published, in words, and how exactly it can be read. */
export interface Reading {
  readonly set: string;
  readonly measure: string;
  readonly words: string;
  readonly width: number;
}

/** That what was read off the source's figures is within what data sets of its recipe give. @throws for what is not published */
export const readClaims = (published: Published<string>, read: readonly Reading[]): Said<Fits<string>>[] =>
  read.map(({ set, measure, words, width }) => {
    const theirs = published.number(set, measure);
    const { values: _, ...measured } = measureOf(set, "as published", measure);
    return {
      ...measured,
      id: `${set}-${measure.replace("-", "minus ").replaceAll(/[^a-z0-9]+/g, "-")}`,
      statement: `As the source's figure shows: ${words}`,
      published: theirs,
      asks(result) {
        const { low, high } = result[set].fits.find(({ form }) => form === "as published")!.measures[measure];
        const central = `the source's, ± ${width} as it was read, in the central 95 % of data sets, ${low.toPrecision(3)} to ${high.toPrecision(3)}`;
        return asks(central, () => theirs >= low - width && theirs <= high + width);
      },
    };
  });
