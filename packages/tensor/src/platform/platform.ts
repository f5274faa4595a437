import type { WorkerMessage } from "../engine/worker-message.ts";

/** What the engine asks of Node or the browser. */
export interface Platform {
  /** Bytes of a compiled kernel module. */
  loadKernels(name: "baseline" | "relaxed" | "wide"): Promise<Uint8Array<ArrayBuffer>>;
  /** Absent where the host has no way to ask for 256-bit vectors. */
  readonly wideVectors?: {
    /** Compiles kernels for them, or says why this machine cannot. */
    compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | string;
    /** A clock, which tells whether it gained anything. */
    milliseconds(): number;
  };
  /** SHA-256 of the modules, written by the build. */
  kernelHashes(): Promise<{ baseline: string; relaxed: string; wide: string }>;
  /** A setting such as CREDENCE_THREADS: an environment variable in Node, a query parameter of the page in the browser. */
  setting(name: string): string | undefined;
  cores(): number;
  /**
   * Starts a thread that lives until another pool goes on duty; false where threads cannot share memory.
   *
   * @param failed called with the reason when the thread could not start
   */
  startWorker(message: WorkerMessage, failed: (reason: string) => void): boolean;
  /** Tells the developer: a warning of the process in Node, of the console in the browser. */
  warn(text: string): void;
}
