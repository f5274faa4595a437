import { existsSync } from "node:fs";

const debian = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

const linux = [
  ...[
    `/usr/lib/${debian}`,
    `/usr/lib/${debian}/openblas-pthread`,
    `/usr/lib/${debian}/openblas-openmp`,
    `/usr/lib/${debian}/openblas-serial`,
    "/usr/lib64",
    "/usr/lib",
  ].flatMap((folder) => [`${folder}/libopenblas.so.0`, `${folder}/libopenblas.so`]),
  "libopenblas.so.0",
  "libopenblas.so",
  "libopenblasp.so.0",
  "/opt/intel/oneapi/mkl/latest/lib/libmkl_rt.so.2",
  "/opt/intel/oneapi/mkl/latest/lib/intel64/libmkl_rt.so.2",
  `/usr/lib/${debian}/libmkl_rt.so`,
  "libmkl_rt.so.2",
  "libmkl_rt.so",
  `/usr/lib/${debian}/libblis.so.4`,
  "libblis.so.4",
  "libblis.so",
];

const darwin = [
  "/System/Library/Frameworks/Accelerate.framework/Accelerate",
  "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
  "/usr/local/opt/openblas/lib/libopenblas.dylib",
  "libopenblas.dylib",
];

const win32 = ["libopenblas.dll", "openblas.dll", "mkl_rt.2.dll"];

// Apple keeps its frameworks in a cache of the loader, not on the disk
const onDisk = (path: string): boolean => !path.includes("/") || path.startsWith("/System/") || existsSync(path);

/** Where a BLAS usually lies on this system, best first: paths that exist, and names for the loader to look up. */
export const candidates = (): string[] => ({ linux, darwin, win32 })[process.platform as string]?.filter(onDisk) ?? [];
