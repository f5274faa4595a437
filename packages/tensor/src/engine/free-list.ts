/**
 * Which parts of [start, end) are free. Neighbouring free blocks join; the smallest block of the first fitting size class is taken.
 * Sizes and addresses are multiples of 64 bytes, so that kernels may work in whole vectors to the end of any array.
 */
export interface FreeList {
  /** Address of a block of at least `bytes`, or undefined. */
  take(bytes: number): number | undefined;
  give(address: number, bytes: number): void;
  /** Bytes that are free in one piece up to `end`. */
  freeBefore(end: number): number;
  /** Entries by which blocks are found, those included that count no longer. */
  entries(): number;
}

const classOf = (bytes: number): number => {
  const exponent = 31 - Math.clz32(bytes >>> 6);
  return exponent * 4 + ((bytes >>> (6 + Math.max(0, exponent - 2))) & 3);
};

/** Entries a bin may hold beside twice the free blocks: cleaning comes once in so many gives, and costs none of them much. */
const SPARE = 64;

export function freeList(): FreeList {
  const sizeAt = new Map<number, number>();
  const startOfEnd = new Map<number, number>();
  const bins: number[][] = Array.from({ length: 128 }, () => []);

  // Bins are cleaned lazily, where `take` meets what counts no longer and where they outgrow the free blocks: an entry counts only while the block at
  // its address still has a size of its class.
  const counts = (address: number, index: number): boolean => {
    const size = sizeAt.get(address);
    return size !== undefined && classOf(size) === index;
  };
  // what counts stays once, at its last place: `take` looks from the end on, and finds the same block first
  const clean = (index: number): void => {
    bins[index] = [...new Set(bins[index]!.toReversed())].filter((address) => counts(address, index)).toReversed();
  };
  const insert = (address: number, bytes: number): void => {
    sizeAt.set(address, bytes);
    startOfEnd.set(address + bytes, address);
    const index = classOf(bytes);
    bins[index]!.push(address);
    if (bins[index]!.length > 2 * sizeAt.size + SPARE) clean(index);
  };
  const remove = (address: number, bytes: number): void => {
    sizeAt.delete(address);
    startOfEnd.delete(address + bytes);
  };

  return {
    take(bytes) {
      for (let index = classOf(bytes); index < bins.length; index++) {
        const bin = bins[index]!;
        for (let i = bin.length - 1; i >= 0; i--) {
          const address = bin[i]!;
          if (!counts(address, index)) {
            bin[i] = bin[bin.length - 1]!;
            bin.pop();
            continue;
          }
          const size = sizeAt.get(address)!;
          if (size < bytes) continue;
          bin[i] = bin[bin.length - 1]!;
          bin.pop();
          remove(address, size);
          if (size > bytes) insert(address + bytes, size - bytes);
          return address;
        }
      }
      return undefined;
    },
    give(address, bytes) {
      const after = sizeAt.get(address + bytes);
      if (after !== undefined) {
        remove(address + bytes, after);
        bytes += after;
      }
      const before = startOfEnd.get(address);
      if (before !== undefined) {
        const size = sizeAt.get(before)!;
        remove(before, size);
        address = before;
        bytes += size;
      }
      insert(address, bytes);
    },
    freeBefore(end) {
      const start = startOfEnd.get(end);
      return start === undefined ? 0 : end - start;
    },
    entries: () => bins.reduce((total, bin) => total + bin.length, 0),
  };
}
