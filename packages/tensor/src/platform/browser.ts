import type { Platform } from "./platform.ts";

const relaxed = new URL("../../build/relaxed.wasm", import.meta.url);
const baseline = new URL("../../build/baseline.wasm", import.meta.url);
const hashes = new URL("../../build/kernels.json", import.meta.url);

interface BrowserGlobals {
  readonly crossOriginIsolated?: boolean;
  readonly location?: { readonly search: string };
  readonly navigator?: { readonly hardwareConcurrency?: number };
}
const globals = globalThis as unknown as BrowserGlobals;

const fetchBuilt = async (url: URL): Promise<Response> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`tensor: ${url} answered ${response.status}; the built kernels must be served beside the page`);
  return response;
};

export const platform: Platform = {
  loadKernels: async (name) => new Uint8Array(await (await fetchBuilt(name === "relaxed" ? relaxed : baseline)).arrayBuffer()),
  kernelHashes: async () => (await fetchBuilt(hashes)).json(),
  setting: (name) => new URLSearchParams(globals.location?.search ?? "").get(name) ?? undefined,
  cores: () => globals.navigator?.hardwareConcurrency ?? 1,
  startWorker(message) {
    if (!globals.crossOriginIsolated) return false;
    const worker = new Worker(new URL("./browser-worker.ts", import.meta.url), { type: "module" });
    worker.postMessage(message);
    return true;
  },
};
