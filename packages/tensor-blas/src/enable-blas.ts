import { engine } from "@credence/tensor";
import { candidates } from "./candidates.ts";
import { hasKoffi, openLibrary } from "./library.ts";
import { describe } from "./makers.ts";
import { openSgemm } from "./open-sgemm.ts";
import { selfTest } from "./self-test.ts";

/** The library that multiplies. */
export interface BlasUsed {
  /** Maker, version and kernels, such as "OpenBLAS 0.3.21 Haswell". */
  readonly name: string;
  readonly path: string;
}

/** Outcome of a search for a BLAS. */
export interface BlasSearch {
  readonly used: BlasUsed | null;
  /** Libraries that are there but were not used, and why. */
  readonly rejected: readonly { readonly path: string; readonly reason: string }[];
}

type Tried = { readonly name: string } | { readonly reason: string } | "absent";

const oneLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim();

// a name the loader does not know is no library at all; a path was seen on the disk, so what fails there is broken
const isAbsent = (path: string, message: string): boolean =>
  !path.includes("/") && /no such file|could not be found|cannot find/i.test(message);

function tryLibrary(path: string): Tried {
  let name: string;
  try {
    name = describe(openLibrary(path), path);
  } catch (error) {
    const reason = oneLine(error);
    return isAbsent(path, reason) ? "absent" : { reason };
  }
  try {
    const fault = selfTest((memory) => openSgemm(path, memory));
    return fault === undefined ? { name } : { reason: fault };
  } catch (error) {
    return { reason: oneLine(error) };
  }
}

const LOOKS = 1000;
const MILLISECONDS_BETWEEN_LOOKS = 2;

// Returns once every worker has opened the library: a process that ends, or takes the library back, while a worker is still loading
// it would tear the library down under that worker's feet. Workers that never come up cost speed, not results.
const use = async (name: string, path: string): Promise<BlasUsed> => {
  engine.useBlas({ name, path, module: import.meta.resolve("@credence/tensor-blas/open-sgemm"), openSgemm });
  for (let look = 0; look < LOOKS; look++) {
    const { threads, threadsUp } = engine.info();
    if (threadsUp >= threads) break;
    await new Promise((resolve) => setTimeout(resolve, MILLISECONDS_BETWEEN_LOOKS));
  }
  return { name, path };
};

/**
 * Hands the engine's matrix products to a system BLAS, or takes them back.
 *
 * A library is used only after its products agree with sums in float64. Finding none is no error.
 *
 * @param setting "auto" searches the usual places, "off" uses the WebAssembly kernels, anything else is the path of a library;
 *   CREDENCE_BLAS when left out, "auto" when that is not set
 * @throws BadInput when a library asked for by path cannot be used
 */
export async function enableBlas(setting: string = engine.setting("CREDENCE_BLAS") ?? "auto"): Promise<BlasSearch> {
  const rejected: { path: string; reason: string }[] = [];
  if (setting === "off" || (setting === "auto" && !hasKoffi)) {
    engine.useBlas(null);
    return { used: null, rejected };
  }
  if (setting !== "auto") {
    const tried = tryLibrary(setting);
    if (tried !== "absent" && "name" in tried) return { used: await use(tried.name, setting), rejected };
    const reason = tried === "absent" ? "no library of that name" : tried.reason;
    throw Object.assign(new Error(`CREDENCE_BLAS is "${setting}", expected auto, off or the path of a BLAS with cblas_sgemm: ${reason}`), {
      name: "BadInput",
    });
  }
  for (const path of candidates()) {
    const tried = tryLibrary(path);
    if (tried === "absent") continue;
    if ("name" in tried) return { used: await use(tried.name, path), rejected };
    rejected.push({ path, reason: tried.reason });
  }
  engine.useBlas(null);
  return { used: null, rejected };
}
