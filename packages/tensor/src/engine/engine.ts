import { platform } from "#platform";
import type { WorkerHandle } from "../platform/platform.ts";
import { type Kernel, kernels } from "./kernels.ts";
import { createMemory } from "./memory.ts";
import { instantiate, type Sgemm } from "./worker-message.ts";

/** A system BLAS, opened on this thread; workers open it again through `module`. */
export interface BlasProvider {
  readonly name: string;
  readonly path: string;
  readonly module: string;
  readonly sgemm: Sgemm;
}

// Layout of the first bytes of memory: assembly/threads.ts and assembly/arguments.ts.
const GENERATION = 4 >> 2;
const CLOSED = 24 >> 2;
const JOB = 64;
const FLOATS = JOB + 192;
const SCRATCH_BYTES = 1.5 * 2 ** 20;

const wholeNumber = (name: string, low: number, high: number, otherwise: number): number => {
  const text = platform.setting(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high)
    throw Object.assign(new Error(`${name} is "${text}", expected a whole number from ${low} to ${high}`), { name: "BadInput" });
  return value;
};

async function chooseModule(): Promise<{ name: "baseline" | "relaxed"; bytes: Uint8Array<ArrayBuffer> }> {
  const wanted = platform.setting("CREDENCE_SIMD") ?? "auto";
  if (wanted !== "auto" && wanted !== "baseline" && wanted !== "relaxed")
    throw Object.assign(new Error(`CREDENCE_SIMD is "${wanted}", expected auto, baseline or relaxed`), { name: "BadInput" });
  if (wanted !== "baseline") {
    const bytes = await platform.loadKernels("relaxed");
    if (WebAssembly.validate(bytes)) return { name: "relaxed", bytes };
    if (wanted === "relaxed") throw Object.assign(new Error("CREDENCE_SIMD=relaxed: this machine's WebAssembly has no relaxed SIMD"), { name: "BadInput" });
  }
  return { name: "baseline", bytes: await platform.loadKernels("baseline") };
}

const threads = wholeNumber("CREDENCE_THREADS", 1, 64, Math.min(64, platform.cores()));
export const memory = createMemory({ allowedMiB: wholeNumber("CREDENCE_MEMORY_MIB", 16, 4096, 4096) });
const chosen = await chooseModule();
const hashes = await platform.kernelHashes();
const module = await WebAssembly.compile(chosen.bytes);

let blas: BlasProvider | null = null;
const exports = instantiate(module, memory.wasm, () => {
  if (!blas) throw new Error("engine: sgemm called without a BLAS");
  return blas.sgemm;
});
exports.setThreadScratch(memory.allocate(SCRATCH_BYTES));
const scratches = Array.from({ length: threads - 1 }, () => memory.allocate(SCRATCH_BYTES));
let workers: WorkerHandle[] = [];

function startWorkers(): void {
  Atomics.store(memory.int32(), CLOSED, 0);
  workers = [];
  for (const scratch of scratches) {
    const worker = platform.startWorker({ module, memory: memory.wasm, scratch, blas: blas && { module: blas.module, path: blas.path } });
    if (worker) workers.push(worker);
  }
}

function stopWorkers(): void {
  const words = memory.int32();
  Atomics.store(words, CLOSED, 1);
  Atomics.add(words, GENERATION, 1);
  Atomics.notify(words, GENERATION);
  for (const worker of workers) worker.terminate();
}
startWorkers();

/**
 * Runs a kernel over chunks 0..chunks-1. Workers that are not up yet are simply absent: chunks are cut without regard to the number
 * of threads, so who computes them changes nothing.
 */
export function launch(kernel: Kernel, chunks: number, ints: readonly number[], floats: readonly number[] = []): void {
  if (chunks <= 0) return;
  const words = memory.int32();
  for (let i = 0; i < ints.length; i++) words[(JOB >> 2) + i] = ints[i]!;
  if (floats.length > 0) {
    const values = memory.float32();
    for (let i = 0; i < floats.length; i++) values[(FLOATS >> 2) + i] = floats[i]!;
  }
  if (chunks === 1) exports.run(kernels[kernel], JOB, 0);
  else exports.dispatch(kernels[kernel], chunks);
}

export const engine = {
  /** What the engine runs on. */
  info() {
    const { held, peak, allowed } = memory.usage();
    const MIB = 2 ** 20;
    return {
      module: chosen.name,
      threads: workers.length + 1,
      sharedMemory: workers.length > 0 || threads === 1,
      memoryMiB: { held: held / MIB, peak: peak / MIB, allowed: allowed / MIB },
      kernelsSha256: hashes[chosen.name],
      blas: blas && { name: blas.name, path: blas.path },
    };
  },
  /** Hands the matrix product to a BLAS, or takes it back (null). */
  useBlas(provider: BlasProvider | null): void {
    if (provider === blas) return;
    stopWorkers();
    blas = provider;
    startWorkers();
  },
  /** The BLAS in use, for the operations that have a choice. */
  hasBlas: (): boolean => blas !== null,
  /** A setting by its environment name. */
  setting: (name: string): string | undefined => platform.setting(name),
};
