import { experiments, sources } from "@credence/experiments";
import type { Machinery } from "./machinery.ts";

/** The engine and the experiments of this installation, each loaded when it is asked for. */
export const installedMachinery: Machinery = {
  experiments,
  sources: async () => sources,
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
