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

/** What was read off the source's figures: set and measure as published, in words, and how exactly it can be read. */
export const readClaims = <Set extends string>(
  published: Published<string>,
  read: readonly (readonly [set: Set, name: string, words: string, reading: number])[],
): Said<Fits<Set>>[] =>
  read.map(([set, name, words, width]) => {
    const { values: _, ...measure } = measureOf(set, "as published", name);
    const theirs = published.number(set, name);
    return {
      ...measure,
      id: `${set}-${name.replace("-", "minus ").replaceAll(/[^a-z0-9]+/g, "-")}`,
      statement: `As the source's figure shows: ${words}`,
      published: theirs,
      asks(result) {
        const { low, high } = result[set].fits.find(({ form }) => form === measure.variant)!.measures[name];
        const words = `the source's, ± ${width} as it was read, in the central 95% of data sets, ${low.toPrecision(3)} to ${high.toPrecision(3)}`;
        return asks(words, () => theirs >= low - width && theirs <= high + width);
      },
    };
  });
