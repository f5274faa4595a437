import type { WorkerMessage } from "../engine/worker-message.ts";

export interface WorkerHandle {
  terminate(): void;
}

/** What the engine asks of Node or the browser. */
export interface Platform {
  /** Bytes of a compiled kernel module. */
  loadKernels(name: "baseline" | "relaxed"): Promise<Uint8Array<ArrayBuffer>>;
  /** SHA-256 of both modules, written by the build. */
  kernelHashes(): Promise<{ baseline: string; relaxed: string }>;
  /** A setting such as CREDENCE_THREADS: an environment variable in Node, a query parameter of the page in the browser. */
  setting(name: string): string | undefined;
  cores(): number;
  /** undefined where threads cannot share memory. */
  startWorker(message: WorkerMessage): WorkerHandle | undefined;
}
