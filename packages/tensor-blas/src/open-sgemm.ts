import type { Sgemm, SharedMemory } from "@credence/tensor";
import { baseAddress, openLibrary } from "./library.ts";
import { useOneThread } from "./makers.ts";

// cblas.h
const ROW_MAJOR = 101;
const PLAIN = 111;
const TRANSPOSED = 112;

/**
 * The matrix product of a BLAS on the engine's memory, without copies. The engine calls it once in every thread.
 *
 * Addresses of the memory become addresses of the process by adding the memory's base; they are passed as plain numbers (below 2^53),
 * which costs about 0.4 us a call. The library is told to use one thread: our own threads call it side by side.
 *
 * @throws when the library does not load or has no cblas_sgemm
 */
export function openSgemm(path: string, memory: SharedMemory): Sgemm {
  const library = openLibrary(path);
  const sgemm = library.func("cblas_sgemm", "void", [
    "int32",
    "int32",
    "int32",
    "int32",
    "int32",
    "int32",
    "float",
    "uintptr_t",
    "int32",
    "uintptr_t",
    "int32",
    "float",
    "uintptr_t",
    "int32",
  ]) as unknown as (...values: number[]) => void;
  useOneThread(library);
  const base = baseAddress(memory);
  return (transA, transB, m, n, k, a, lda, b, ldb, accumulate, c, ldc) =>
    sgemm(
      ROW_MAJOR,
      transA ? TRANSPOSED : PLAIN,
      transB ? TRANSPOSED : PLAIN,
      m,
      n,
      k,
      1,
      base + (a >>> 0),
      lda,
      base + (b >>> 0),
      ldb,
      accumulate,
      base + (c >>> 0),
      ldc,
    );
}
