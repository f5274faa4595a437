import { memory } from "../engine/engine.ts";

const GUARD = 256;
/** What a block holds before it is written, and what lies around it: as a float32 a NaN. */
export const UNTOUCHED = 0x7feabcde;

/** Guards around every block that the engine gives out. */
export interface GuardedMemory {
  /** Where guards were written into since the last call, of blocks given back and of those still held. */
  broken(): string[];
}

/** Puts a guard before and after each block and fills the block with NaN, so that what a kernel overruns or leaves out shows. */
export function guardMemory(): GuardedMemory {
  const { allocate, release } = memory;
  const held = new Map<number, number>();
  let found: string[] = [];
  const words = (address: number, bytes: number): Int32Array => memory.int32().subarray(address >>> 2, (address + bytes) >>> 2);
  const inspect = (address: number, size: number): void => {
    for (const [where, from] of [
      ["before", address - GUARD],
      ["after", address + size],
    ] as const) {
      const guard = words(from, GUARD);
      const at = guard.findIndex((word) => word !== UNTOUCHED);
      if (at >= 0) found.push(`${4 * at} bytes into the guard ${where} a block of ${size} bytes`);
      guard.fill(UNTOUCHED);
    }
  };
  memory.allocate = (bytes) => {
    const size = Math.max(64, Math.ceil(bytes / 64) * 64);
    const address = allocate(size + 2 * GUARD) + GUARD;
    words(address - GUARD, size + 2 * GUARD).fill(UNTOUCHED);
    held.set(address, size);
    return address;
  };
  memory.release = (address, bytes) => {
    const size = held.get(address);
    if (size === undefined) return release(address, bytes);
    held.delete(address);
    inspect(address, size);
    return release(address - GUARD, size + 2 * GUARD);
  };
  return {
    broken() {
      for (const [address, size] of held) inspect(address, size);
      const all = found;
      found = [];
      return all;
    },
  };
}
