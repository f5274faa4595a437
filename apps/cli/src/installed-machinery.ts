import { experiments, sources, usualSeconds } from "@credence/experiments";
import type { Machinery } from "./machinery.ts";

/** The engine and the experiments of this installation, each loaded when it is asked for. */
export const installedMachinery: Machinery = {
  experiments,
  sources: async () => sources,
  usualSeconds,
  startEngine: async () => {
    const [{ engine, key }, { enableBlas, hasKoffi }, { diagnose, loadPosterior }, { codeDigest, computingFolders }] = await Promise.all([
      import("@credence/tensor"),
      import("@credence/tensor-blas"),
      import("credence"),
      import("./host/code-digest.ts"),
    ]);
    const { used: blas, rejected: rejectedBlas } = await enableBlas();
    const { module, arithmetic, notWide, threads, kernelsSha256: sha256, sharedMemory, memoryMiB } = engine.info();
    const kernels = { module: arithmetic, threads, sha256 };
    const code = { sha256: codeDigest(computingFolders()) };
    return {
      key,
      loadPosterior,
      diagnose,
      kernels,
      vectors: { module, notWide },
      blas,
      lacksKoffi: !hasKoffi,
      code,
      rejectedBlas,
      sharedMemory,
      memoryMiB,
    };
  },
};
