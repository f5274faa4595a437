import type { SharedMemory } from "./shared-memory.ts";

/** What a worker needs to join the pool. */
export interface WorkerMessage {
  /** A compiled `WebAssembly.Module`. */
  readonly module: object;
  readonly memory: SharedMemory;
  readonly scratch: number;
  /** Number of the pool the worker belongs to; it leaves when another one goes on duty. */
  readonly pool: number;
  /** A module whose `openSgemm(path, memory)` gives the host function for the matrix product; null without BLAS. */
  readonly blas: { readonly module: string; readonly path: string } | null;
}

/** Row-major C = (accumulate ? C : 0) + op(A) op(B); addresses in bytes of the shared memory. */
export type Sgemm = (
  transA: number,
  transB: number,
  m: number,
  n: number,
  k: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  accumulate: number,
  c: number,
  ldc: number,
) => void;

export interface KernelExports {
  run(kernel: number, job: number, chunk: number): void;
  dispatch(kernel: number, chunks: number, wake: boolean): void;
  setThreadScratch(address: number): void;
  work(pool: number): void;
}

/** Instantiates the kernels on the shared memory. `sgemm` is looked up at each call, so it may be set later. */
export function instantiate(module: object, memory: SharedMemory, sgemm: () => Sgemm): KernelExports {
  const host = { sgemm: (...values: Parameters<Sgemm>) => sgemm()(...values) };
  const env = {
    memory: memory as WebAssembly.Memory,
    abort: () => {
      throw new Error("kernel: abort");
    },
  };
  return new WebAssembly.Instance(module as WebAssembly.Module, { env, host }).exports as unknown as KernelExports;
}

/** The whole life of a worker thread; returns when the pool closes. */
export async function serve(message: WorkerMessage): Promise<void> {
  let sgemm: Sgemm | undefined;
  if (message.blas) {
    const provider = (await import(/* @vite-ignore */ message.blas.module)) as {
      openSgemm(path: string, memory: SharedMemory): Sgemm;
    };
    sgemm = provider.openSgemm(message.blas.path, message.memory);
  }
  const kernels = instantiate(message.module, message.memory, () => sgemm!);
  kernels.setThreadScratch(message.scratch);
  kernels.work(message.pool);
}
