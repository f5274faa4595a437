import type { Experiment } from "@credence/lab";
import type { Machinery } from "./machinery.ts";

/** The engine and the experiments of this installation, loaded when they are asked for. */
export const installedMachinery: Machinery = {
  experiments: async () => Object.values((await import("@credence/lab")).experiments as Readonly<Record<string, Experiment>>),
  sources: async () => (await import("@credence/lab")).sources,
  startEngine: async () => {
    const [{ engine, key }, { enableBlas }, { loadPosterior }] = await Promise.all([
      import("@credence/tensor"),
      import("@credence/tensor-blas"),
      import("credence"),
    ]);
    const { used: blas, rejected: rejectedBlas } = await enableBlas();
    const { module, threads, kernelsSha256: sha256, sharedMemory, memoryMiB } = engine.info();
    return { key, loadPosterior, kernels: { module, threads, sha256 }, blas, rejectedBlas, sharedMemory, memoryMiB };
  },
};
