import { platform } from "#platform";
import { chooseKernels } from "./choose-kernels.ts";
import { type Kernel, kernels, worthWaking } from "./kernels.ts";
import { createMemory } from "./memory.ts";
import { type NotedWork, noted, noteLaunch } from "./repeated-work.ts";
import type { SharedMemory } from "./shared-memory.ts";
import { instantiate, type Sgemm } from "./worker-message.ts";

/** A system BLAS. Every thread opens it for itself: this one through `openSgemm`, workers through the export of that name of `module`. */
export interface BlasProvider {
  readonly name: string;
  readonly path: string;
  /** URL of a module that exports `openSgemm`. */
  readonly module: string;
  readonly openSgemm: (path: string, memory: SharedMemory) => Sgemm;
}

// Layout of the first bytes of memory: assembly/threads.ts and assembly/arguments.ts.
const GENERATION = 4 >> 2;
const WORKERS = 20 >> 2;
const POOL = 24 >> 2;
const JOB = 64;
const FLOATS = JOB + 192;
/** A tile of the matrix product, and room for packed panels and blocks of noise. */
const SCRATCH_BYTES = 2 * 2 ** 20;

const wholeNumber = (name: string, low: number, high: number, otherwise: number): number => {
  const text = platform.setting(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high)
    throw Object.assign(new Error(`${name} is "${text}", expected a whole number from ${low} to ${high}`), { name: "BadInput" });
  return value;
};

const threads = wholeNumber("CREDENCE_THREADS", 1, 64, Math.min(64, platform.cores()));
export const memory = createMemory({ allowedMiB: wholeNumber("CREDENCE_MEMORY_MIB", 16, 4096, 4096) });
const chosen = await chooseKernels();
const hashes = await platform.kernelHashes();
const { module } = chosen;

let blas: BlasProvider | null = null;
let sgemm: Sgemm | null = null;
const exports = instantiate(module, memory.wasm, () => {
  if (!sgemm) throw new Error("engine: sgemm called without a BLAS");
  return sgemm;
});
exports.setThreadScratch(memory.allocate(SCRATCH_BYTES));
const scratches = Array.from({ length: threads - 1 }, () => memory.allocate(SCRATCH_BYTES));
let workers = 0;
let pool = 0;

function startWorkers(): void {
  Atomics.store(memory.int32(), POOL, ++pool);
  workers = 0;
  for (const scratch of scratches) {
    const started = platform.startWorker(
      { module, memory: memory.wasm, scratch, pool, blas: blas && { module: blas.module, path: blas.path } },
      workerFailed,
    );
    if (started) workers++;
  }
}

// A worker that never came takes no chunk, so the work goes on without it, to the same bits.
let warned = false;
function workerFailed(reason: string): void {
  workers = Math.max(0, workers - 1);
  if (warned) return;
  warned = true;
  platform.warn(`credence: a worker thread could not start; work goes on without it: ${reason}`);
}

// Workers leave by themselves: one that is ended from outside could take a chunk of the next job with it, and that job would never finish.
// Those still starting up find another pool on duty and leave too.
function stopWorkers(): void {
  const words = memory.int32();
  Atomics.store(words, POOL, 0);
  Atomics.add(words, GENERATION, 1);
  Atomics.notify(words, GENERATION);
  while (Atomics.load(words, WORKERS) > 0);
}
startWorkers();

/**
 * Runs a kernel over chunks 0..chunks-1. Workers that are not up yet are simply absent: chunks are cut without regard to the number
 * of threads, so who computes them changes nothing.
 */
export function launch(kernel: Kernel, chunks: number, ints: readonly number[], floats: readonly number[] = []): void {
  if (chunks <= 0) return;
  noteLaunch(kernel, chunks, ints, floats);
  run(kernel, chunks, ints, floats);
}

function run(kernel: Kernel, chunks: number, ints: readonly number[], floats: readonly number[]): void {
  const words = memory.int32();
  for (let i = 0; i < ints.length; i++) words[(JOB >> 2) + i] = ints[i]!;
  if (floats.length > 0) {
    const values = memory.float32();
    for (let i = 0; i < floats.length; i++) values[(FLOATS >> 2) + i] = floats[i]!;
  }
  if (chunks === 1) exports.run(kernels[kernel], JOB, 0);
  else exports.dispatch(kernels[kernel], chunks, worthWaking(kernel, chunks, ints));
}

/** Work that can be done again by its launches alone, from what its inputs hold then and to the same arrays. */
export interface RepeatableWork {
  /** Does it again. @returns false, and does nothing, where another BLAS has been chosen since */
  repeat(): boolean;
  /** Gives back the memory of what lies between inputs and results. */
  dispose(): void;
}

/** Does some work, and says how to do it again; null where its launches alone would not do the same. */
export function repeatable<Result>(work: () => Result): { readonly result: Result; readonly again: RepeatableWork | null } {
  const giveBack = ({ address, bytes }: NotedWork["memory"][number]) => memory.release(address, bytes);
  const { result, work: own } = noted(work, giveBack);
  if (!own) return { result, again: null };
  const provider = blas;
  const again: RepeatableWork = {
    repeat() {
      if (blas !== provider) return false;
      for (const { kernel, chunks, ints, floats } of own.launches) run(kernel, chunks, ints, floats);
      return true;
    },
    dispose: () => own.memory.forEach(giveBack),
  };
  return { result, again };
}

/** The one engine of this process or page: its facts, its settings, and the choice of who multiplies matrices. */
export const engine = {
  /** What the engine runs on. */
  info() {
    const { held, peak, allowed } = memory.usage();
    const MIB = 2 ** 20;
    return {
      /** The kernels in use. */
      module: chosen.name,
      /** What decides the bits of results: wide kernels give those of the relaxed ones. */
      arithmetic: chosen.arithmetic,
      /** Why the wide kernels that were asked for are not used, or null. */
      notWide: chosen.reason,
      threads: workers + 1,
      /** Threads that take work at this moment: workers come up a little after the engine does. */
      threadsUp: Atomics.load(memory.int32(), WORKERS) + 1,
      sharedMemory: workers > 0 || threads === 1,
      memoryMiB: { held: held / MIB, peak: peak / MIB, allowed: allowed / MIB },
      /** Of the module that gives the arithmetic its name. */
      kernelsSha256: hashes[chosen.arithmetic],
      blas: blas && { name: blas.name, path: blas.path },
    };
  },
  /** Hands the matrix product to a BLAS, or takes it back (null). */
  useBlas(provider: BlasProvider | null): void {
    if (provider === blas) return;
    const opened = provider ? provider.openSgemm(provider.path, memory.wasm) : null;
    stopWorkers();
    blas = provider;
    sgemm = opened;
    startWorkers();
  },
  /** The BLAS in use, for the operations that have a choice. */
  hasBlas: (): boolean => blas !== null,
  /** A setting by its environment name. */
  setting: (name: string): string | undefined => platform.setting(name),
};
