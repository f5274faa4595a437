import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { compileWide } from "./compile-wide.ts";
import { refuseOlderKernels } from "./current-kernels.ts";
import type { Platform } from "./platform.ts";

// literal and in one piece, as bundlers ask
const relaxed = new URL("./kernels/relaxed.wasm", import.meta.url);
const wide = new URL("./kernels/wide.wasm", import.meta.url);
const baseline = new URL("./kernels/baseline.wasm", import.meta.url);
const hashes = new URL("./kernels/kernels.json", import.meta.url);

const readBuilt = async (file: URL): Promise<Uint8Array<ArrayBuffer>> => {
  try {
    return new Uint8Array(await readFile(file));
  } catch {
    throw new Error(
      `tensor: ${file.pathname} is missing; in a clone, \`npm run build\` compiles the kernels; a bundle needs the folder kernels of the package beside it`,
    );
  }
};

export const platform: Platform = {
  loadKernels: (name) => readBuilt({ baseline, relaxed, wide }[name]),
  wideVectors: { compile: compileWide, milliseconds: () => Number(process.hrtime.bigint()) / 1e6 },
  async kernelHashes() {
    const { sources, ...kernels } = JSON.parse(new TextDecoder().decode(await readBuilt(hashes)));
    await refuseOlderKernels(sources);
    return kernels;
  },
  setting: (name) => process.env[name] || undefined,
  cores: () => availableParallelism(),
  startWorker(message, failed) {
    const worker = new Worker(new URL("./node-worker.js", import.meta.url), { workerData: message, execArgv: [], env: {} });
    worker.on("error", (error) => failed(error instanceof Error ? error.message : String(error)));
    worker.unref();
    return true;
  },
  warn: (text) => process.emitWarning(text, "CredenceWarning"),
};
