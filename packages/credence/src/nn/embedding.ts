import { gatherRows, multiply, reshape, stack, type Tensor, tensor, unstack } from "@credence/tensor";
import { expectOptions, expectWhole } from "../settings.ts";
import type { Layer } from "./layer.ts";
import type { BilinearMap } from "./noise.ts";

/** Rows of the weights by token; that of the padding is 0. @shape x int32 [batch, steps], W [words, units] or [draws, words, units] */
const embeddingMap = (words: number, padding: number | "none"): BilinearMap => ({
  axes: 2,
  indices: true,
  apply(x, weight) {
    const [batch, steps] = x.shape as [number, number];
    const tokens = reshape(x, [batch * steps]);
    const kept = padding === "none" ? undefined : gatherRows(indicator(words, padding), tokens);
    const rows = (one: Tensor): Tensor => {
      const found = gatherRows(one, tokens);
      return reshape(kept ? multiply(found, kept) : found, [batch, steps, one.shape[1]!]);
    };
    return weight.shape.length === 2 ? rows(weight) : stack(unstack(weight).map(rows));
  },
  addBias: () => {
    throw new Error("embedding: it has no bias");
  },
  inputSigns: (x) => x,
  // one for all steps of an example: a word that comes twice has one row
  outputSigns: (y) => y.map((n, axis) => (axis === y.length - 2 ? 1 : n)),
});

// 1 for each word but the padding
const indicator = (words: number, padding: number): Tensor =>
  tensor(
    Float32Array.from({ length: words }, (_, word) => (word === padding ? 0 : 1)),
    [words, 1],
  );

/**
 * Learned vectors of tokens: token k is row k of the weights, as if it were one-hot and multiplied by them.
 *
 * With a token for padding, its row is 0 whatever the weights are: a recurrent layer behind it with `padding: 0` leaves those steps out.
 * Under local reparameterisation every occurrence of a word has noise of its own.
 *
 * @shape x int32 [batch, steps] -> [batch, steps, units]; W [words, units]
 * @throws for sizes that are no whole numbers from 1; a pass throws for a token outside 0 to words - 1
 */
export const embedding = (options: {
  /** Rows: tokens are from 0 to words - 1. Words never seen want a row of their own. */
  words: number;
  /** Values of a vector. */
  units: number;
  /** The token that fills up sequences. @default "none": every token is a word */
  padding?: number | "none";
}): Layer => {
  expectOptions("embedding", options, { words: true, units: true, padding: true });
  const { words, units, padding = "none" } = options;
  expectWhole("embedding", "words", words);
  expectWhole("embedding", "units", units);
  if (padding !== "none") expectWhole("embedding", "padding", padding, 0);
  return {
    kind: "embedding",
    maps: { default: { map: embeddingMap(words, padding), weight: { shape: [words, units], fanIn: 1 } } },
    drops: false,
    keepsZeros: false,
    forward(x, pass) {
      if (x.dtype !== "int32" || x.shape.length !== 2)
        throw new Error(`embedding: x is ${x.dtype} [${x.shape.join(", ")}], expected int32 [batch, steps] of tokens`);
      try {
        return pass.apply(x);
      } catch (error) {
        throw outside(error, { words, steps: x.shape[1]! }) ?? error;
      }
    },
    toJSON: () => ({ kind: "embedding", words, units, padding }),
  };
};

/** What gatherRows says of an index, in the words of a layer of tokens. */
function outside(error: unknown, { words, steps }: { words: number; steps: number }): Error | undefined {
  const [, token, place] = /gatherRows: index (-?\d+) at (\d+)/.exec(error instanceof Error ? error.message : "") ?? [];
  if (token === undefined) return undefined;
  const [sequence, step] = [Math.floor(Number(place) / steps), Number(place) % steps];
  return new Error(
    `embedding: token ${token} in sequence ${sequence}, step ${step}, expected 0 to ${words - 1}; words never seen want a token of their own`,
    { cause: error },
  );
}
