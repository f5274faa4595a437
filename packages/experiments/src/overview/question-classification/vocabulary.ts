import { wordsOf } from "@credence/lab";
import { integers, keep, type Tensor } from "@credence/tensor";

/** Tokens that stand for no word: what fills up a question, and a word that the training questions do not have twice. */
export const padding = 0;
const unknown = 1;

/** Tokens of words, from 2 up, and how many tokens there are. */
export interface Vocabulary {
  readonly tokens: ReadonlyMap<string, number>;
  readonly size: number;
}

/** Words that occur at least so often, in the order in which they come first. */
export function vocabularyOf(texts: readonly string[], { atLeast }: { readonly atLeast: number }): Vocabulary {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const known = [...counts].filter(([, count]) => count >= atLeast).map(([word]) => word);
  return { tokens: new Map(known.map((word, i) => [word, i + 2])), size: known.length + 2 };
}

/** Questions as tokens, those beyond `steps` words cut off. @shape -> int32 [count, steps] */
export function encoded(texts: readonly string[], { tokens }: Vocabulary, steps: number): Tensor<"int32"> {
  const values = new Int32Array(texts.length * steps).fill(padding);
  for (const [row, text] of texts.entries())
    for (const [step, word] of wordsOf(text).slice(0, steps).entries()) values[row * steps + step] = tokens.get(word) ?? unknown;
  return keep(integers(values, [texts.length, steps]));
}
