// How each maker's library is told to use one thread, and what it calls itself.
import type { LibraryHandle } from "koffi";
import { optionalFunction } from "./library.ts";

/**
 * One thread: the engine cuts the work itself and calls the library from all its threads at once. Some libraries keep the number per
 * thread, so every thread says it. A library that offers no such call is taken to be single-threaded.
 */
export function useOneThread(library: LibraryHandle): void {
  optionalFunction(library, "openblas_set_num_threads", "void", ["int32"])?.(1);
  // MKL: the sequential layer (1) where it may still be chosen, one thread in any case
  optionalFunction(library, "MKL_Set_Threading_Layer", "int32", ["int32"])?.(1);
  optionalFunction(library, "MKL_Set_Num_Threads", "void", ["int32"])?.(1);
  optionalFunction(library, "bli_thread_set_num_threads", "void", ["int64"])?.(1);
  // Accelerate: BLAS_THREADING_SINGLE_THREADED
  optionalFunction(library, "BLASSetThreading", "int32", ["uint32"])?.(1);
}

/** "OpenBLAS 0.3.21 Haswell": the version and the kernels in use, because both decide the last bits. */
export function describe(library: LibraryHandle, path: string): string {
  const text = (name: string): string | undefined => optionalFunction(library, name, "str", [])?.() as string | undefined;
  const openblas = text("openblas_get_config");
  if (openblas !== undefined)
    return [/OpenBLAS [\w.]+/.exec(openblas)?.[0] ?? "OpenBLAS", text("openblas_get_corename") ?? ""].join(" ").trim();
  if (optionalFunction(library, "MKL_Set_Num_Threads", "void", ["int32"])) return "MKL";
  const blis = text("bli_info_get_version_str");
  if (blis !== undefined) return `BLIS ${blis}`;
  return path.includes("Accelerate") ? "Accelerate" : "cblas";
}
