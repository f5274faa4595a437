// What koffi makes of a shared library. koffi is an optional dependency: without it there is no BLAS, and that is no error.
import type { SharedMemory } from "@credence/tensor";
import type { LibraryHandle } from "koffi";

const koffi = await import("koffi").then(
  (module) => module.default,
  () => null,
);

/** Whether the optional package that calls C libraries is installed: without it no BLAS is looked for. */
export const hasKoffi = koffi !== null;

/** Opens a shared library by path or by the loader's name. @throws when koffi is absent or the library does not load */
export function openLibrary(path: string): LibraryHandle {
  if (!koffi) throw new Error("the optional package koffi is not installed for this platform");
  return koffi.load(path);
}

/** Where the memory's first byte lies in this process. A shared memory never moves, however it grows. */
export function baseAddress(memory: SharedMemory): number {
  if (!koffi) throw new Error("the optional package koffi is not installed for this platform");
  return Number(koffi.address(memory.buffer));
}

/** A function of the library, or undefined where it has none of that name. */
export function optionalFunction(
  library: LibraryHandle,
  name: string,
  result: string,
  parameters: string[],
): ((...values: unknown[]) => unknown) | undefined {
  try {
    return library.func(name, result, parameters);
  } catch {
    return undefined;
  }
}
