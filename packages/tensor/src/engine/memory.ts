import { freeList } from "./free-list.ts";
import { keptBack } from "./repeated-work.ts";
import type { SharedMemory } from "./shared-memory.ts";

/** The one memory that all arrays and all threads share. */
export interface Memory {
  readonly wasm: SharedMemory;
  allocate(bytes: number): number;
  release(address: number, bytes: number): void;
  /** Views over the whole memory, current after growth. */
  float32(): Float32Array;
  int32(): Int32Array;
  float64(): Float64Array;
  /** Bytes held by arrays, the most ever held, and the limit. */
  usage(): { held: number; peak: number; allowed: number };
}

const PAGE = 65536;
const MIB = 2 ** 20;
/** Below it lie the ticket, the job and the kernels' constants. */
const FIRST_ADDRESS = PAGE;

const roundUp = (bytes: number): number => Math.max(64, Math.ceil(bytes / 64) * 64);

/** @throws when the limit is reached, saying how much was asked, held and allowed. */
export function createMemory({ allowedMiB }: { allowedMiB: number }): Memory {
  const maximum = Math.min(65536, Math.floor((allowedMiB * MIB) / PAGE));
  const wasm = new WebAssembly.Memory({ initial: 16, maximum, shared: true });
  const free = freeList();
  // the last vector is kept back: kernels may read a vector that begins in an array and ends past it
  let end = wasm.buffer.byteLength - 64;
  free.give(FIRST_ADDRESS, end - FIRST_ADDRESS);
  let held = 0;
  let peak = 0;
  let f32 = new Float32Array(wasm.buffer);
  let i32 = new Int32Array(wasm.buffer);
  let f64 = new Float64Array(wasm.buffer);

  const outOfMemory = (bytes: number): Error =>
    new Error(
      `out of memory: asked for ${(bytes / MIB).toFixed(1)} MiB with ${(held / MIB).toFixed(1)} MiB held of ${((maximum * PAGE) / MIB).toFixed(0)} MiB allowed; ` +
        "use a smaller batch or fewer draws at once, or raise CREDENCE_MEMORY_MIB (at most 4096)",
    );

  const grow = (size: number, bytes: number): void => {
    const current = wasm.buffer.byteLength;
    // what is free at the end becomes one piece with what is added
    const missing = Math.ceil((size - free.freeBefore(end)) / PAGE);
    const left = maximum - current / PAGE;
    if (missing > left) throw outOfMemory(bytes);
    try {
      // by at least an eighth, so that a growing program does not grow page by page
      wasm.grow(Math.min(left, Math.max(missing, Math.ceil(current / 8 / PAGE))));
    } catch {
      try {
        wasm.grow(missing);
      } catch {
        throw outOfMemory(bytes);
      }
    }
    const newEnd = wasm.buffer.byteLength - 64;
    free.give(end, newEnd - end);
    end = newEnd;
    f32 = new Float32Array(wasm.buffer);
    i32 = new Int32Array(wasm.buffer);
    f64 = new Float64Array(wasm.buffer);
  };

  return {
    wasm,
    allocate(bytes) {
      const size = roundUp(bytes);
      // sizes from 2^32 on have no size class and no place
      if (!(size < 4096 * MIB)) throw outOfMemory(bytes);
      let address = free.take(size);
      if (address === undefined) {
        grow(size, bytes);
        address = free.take(size);
        if (address === undefined) throw outOfMemory(bytes);
      }
      held += size;
      if (held > peak) peak = held;
      return address;
    },
    release(address, bytes) {
      if (keptBack(address, bytes)) return;
      const size = roundUp(bytes);
      held -= size;
      free.give(address, size);
    },
    float32: () => f32,
    int32: () => i32,
    float64: () => f64,
    usage: () => ({ held, peak, allowed: maximum * PAGE }),
  };
}
