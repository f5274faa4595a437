import type { Kernel } from "./kernels.ts";

/** A kernel as it was launched. */
export interface Launched {
  readonly kernel: Kernel;
  readonly chunks: number;
  readonly ints: readonly number[];
  readonly floats: readonly number[];
}

/** Memory that the work gave back while it was noted. */
export interface GivenBack {
  readonly address: number;
  readonly bytes: number;
}

/** Work as it was launched, in order. Its memory is its own until it is disposed of, so that launched again it computes from what its inputs hold then. */
export interface NotedWork {
  readonly launches: readonly Launched[];
  readonly memory: readonly GivenBack[];
}

/** Work with more memory than this for what lies between is long enough for launching not to count, and is not noted. */
const MOST_BYTES = 2 ** 26;

interface Open {
  readonly launches: Launched[];
  readonly memory: GivenBack[];
  bytes: number;
  /** False once the host looked at values, wrote some, or the memory is too much: launches alone would not do the same again. */
  repeatable: boolean;
}

let open: Open | null = null;

/** Notes a launch. */
export function noteLaunch(kernel: Kernel, chunks: number, ints: readonly number[], floats: readonly number[]): void {
  if (open?.repeatable) open.launches.push({ kernel, chunks, ints, floats });
}

/** Whether memory that is given back is kept for work being noted, which later launches of it write again. */
export function keptBack(address: number, bytes: number): boolean {
  if (!open?.repeatable || open.bytes + bytes > MOST_BYTES) {
    noteHostWork();
    return false;
  }
  open.bytes += bytes;
  open.memory.push({ address, bytes });
  return true;
}

/** The host looks at values or writes some besides those of a new array: what it does then is not among the launches. */
export function noteHostWork(): void {
  if (open) open.repeatable = false;
}

/**
 * Runs `work` and notes what it launches; null where launching that again would not do the same, or where work is being noted already.
 * `giveBack` takes the memory that was kept for it in vain.
 */
export function noted<Result>(
  work: () => Result,
  giveBack: (memory: GivenBack) => void,
): { readonly result: Result; readonly work: NotedWork | null } {
  if (open) {
    noteHostWork();
    return { result: work(), work: null };
  }
  const own: Open = { launches: [], memory: [], bytes: 0, repeatable: true };
  open = own;
  let done = false;
  let result: Result;
  try {
    result = work();
    done = own.repeatable;
  } finally {
    open = null;
    if (!done) own.memory.forEach(giveBack);
  }
  return { result, work: done ? own : null };
}
