import { key, scope, slice, stack, type Tensor } from "@credence/tensor";
import type { NetworkFunction, Posterior } from "../posteriors/posterior.ts";

/** Functions of a posterior that are looked at. */
const FUNCTIONS = 10;

/** The first rows of a data set. */
export const firstRows = (x: Tensor, rows: number): Tensor =>
  scope(() => slice(x, new Array<number>(x.shape.length).fill(0), [Math.min(rows, x.shape[0]!), ...x.shape.slice(1)]));

/** What an array holds, which is then given back. */
export async function valuesOf(array: Tensor): Promise<ArrayLike<number>> {
  try {
    return await array.read();
  } finally {
    array.dispose();
  }
}

/** Some functions of a posterior, evenly spread over those of a finite one. */
function functionsOf(posterior: Posterior): NetworkFunction[] {
  const { support } = posterior;
  const chosen = Array.from({ length: Math.min(FUNCTIONS, support?.length ?? FUNCTIONS) }, (_, i) => i);
  return chosen.map((i) => (support ? support[Math.floor((i * support.length) / chosen.length)]! : posterior.draw(key(0).child(i))));
}

/** What ten functions of a posterior, or all where there are fewer, say of the first rows. @shape [functions, rows, outputs] */
export const drawnOutputs = (posterior: Posterior, x: Tensor, { rows }: { readonly rows: number }): Tensor<"float32"> =>
  scope(() => {
    const first = firstRows(x, rows);
    return stack(functionsOf(posterior).map((evaluate) => evaluate(first))) as Tensor<"float32">;
  });
