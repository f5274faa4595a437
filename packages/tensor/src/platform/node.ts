import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Platform } from "./platform.ts";

const build = new URL("../../build/", import.meta.url);

const readBuilt = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
  try {
    return new Uint8Array(await readFile(new URL(name, build)));
  } catch {
    throw new Error(`tensor: build/${name} is missing; \`npm run build\` compiles the kernels (npm install does it)`);
  }
};

export const platform: Platform = {
  loadKernels: (name) => readBuilt(`${name}.wasm`),
  kernelHashes: async () => JSON.parse(new TextDecoder().decode(await readBuilt("kernels.json"))),
  setting: (name) => process.env[name] || undefined,
  cores: () => availableParallelism(),
  startWorker(message) {
    const worker = new Worker(new URL("./node-worker.ts", import.meta.url), { workerData: message, execArgv: [], env: {} });
    worker.unref();
    return true;
  },
};
