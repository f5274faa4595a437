import type { Platform } from "./platform.ts";

const relaxed = new URL("./kernels/relaxed.wasm", import.meta.url);
const baseline = new URL("./kernels/baseline.wasm", import.meta.url);
const hashes = new URL("./kernels/kernels.json", import.meta.url);

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
  startWorker(message, failed) {
    if (!globals.crossOriginIsolated) return false;
    const worker = new Worker(new URL("./browser-worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("error", (event) => failed(event.message || "its script could not be loaded"));
    worker.postMessage(message);
    return true;
  },
  warn: (text) => console.warn(text),
};
