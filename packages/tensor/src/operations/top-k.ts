import { floats } from "../array.ts";
import { describe } from "../describe.ts";
import { launch, memory } from "../engine/engine.ts";
import { noteHostWork } from "../engine/repeated-work.ts";
import { showShape } from "../shape.ts";
import type { Tensor } from "../types.ts";

/** Values of which the engine finds the largest: where that is not above the worst of the best, none of them is looked at. */
const STRETCH = 64;

/**
 * The k largest values of the last axis, largest first; equal values in order of index, NaN last.
 * @shape x [..., count] -> k values and their places in [0, count), row after row
 */
export function topK(x: Tensor, k: number): { values: Float32Array; indices: Int32Array } {
  const input = floats("topK", x);
  const count = input.shape.at(-1);
  if (count === undefined) throw new Error(`topK: x is ${showShape(input.shape)}, expected [..., count]`);
  if (!Number.isInteger(k) || k < 1 || k > count) throw new Error(`topK: k is ${describe(k)}, expected 1 to ${count}`);
  noteHostWork();
  const rows = input.size / count;
  const stretches = count < 4 * STRETCH ? 0 : Math.floor(input.size / STRETCH);
  const bytes = 4 * stretches;
  const held = bytes === 0 ? 0 : memory.allocate(bytes);
  // stretches run over the ends of rows: what is largest in one bounds its part of either row
  if (bytes > 0) launch("reduce", Math.ceil(stretches / 256), [input.address, held, 1, stretches, STRETCH, 1, 256, 0]);
  const floats32 = memory.float32();
  const all = floats32.subarray(input.address >>> 2, (input.address >>> 2) + input.size);
  const largest = floats32.subarray(held >>> 2, (held >>> 2) + stretches);
  const indices = new Int32Array(rows * k);
  const values = new Float32Array(rows * k);
  for (let row = 0; row < rows; row++) {
    const best = bestOf(all, largest, { from: row * count, count, k });
    for (let place = 0; place < k; place++) {
      indices[row * k + place] = best[place]! - row * count;
      values[row * k + place] = all[best[place]!]!;
    }
  }
  if (bytes > 0) memory.release(held, bytes);
  return { values, indices };
}

/** Places of the k largest values of one row, largest first. */
function bestOf(
  all: Float32Array,
  largest: Float32Array,
  { from, count, k }: { readonly from: number; readonly count: number; readonly k: number },
): Int32Array {
  const worse = (i: number, j: number): boolean =>
    all[i]! < all[j]! || (all[i] === all[j] && i > j) || (Number.isNaN(all[i]!) && (i > j || !Number.isNaN(all[j]!)));
  // a heap of the best k so far, the worst of them on top
  const heap = Int32Array.from({ length: k }, (_, i) => from + i).sort((i, j) => (worse(i, j) ? -1 : 1));
  const sink = (size: number): void => {
    for (let at = 0; ; ) {
      let child = 2 * at + 1;
      if (child >= size) return;
      if (child + 1 < size && worse(heap[child + 1]!, heap[child]!)) child++;
      if (!worse(heap[child]!, heap[at]!)) return;
      const held = heap[at]!;
      heap[at] = heap[child]!;
      heap[child] = held;
      at = child;
    }
  };
  let threshold = all[heap[0]!]!;
  const end = from + count;
  for (let i = from + k; i < end; ) {
    const stretch = Math.floor(i / STRETCH);
    const next = Math.min(end, (stretch + 1) * STRETCH);
    if (stretch < largest.length && largest[stretch]! <= threshold) {
      i = next;
      continue;
    }
    for (; i < next; i++) {
      if (all[i]! <= threshold || !worse(heap[0]!, i)) continue;
      heap[0] = i;
      sink(k);
      threshold = all[heap[0]!]!;
    }
  }
  return heap.sort((i, j) => (worse(i, j) ? 1 : -1));
}
