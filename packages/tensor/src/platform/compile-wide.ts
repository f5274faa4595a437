import { setFlagsFromString } from "node:v8";

/** First version of V8 whose pass was seen to catch the kernels' tiles; earlier ones know no flag of that name, or only part of the pass. */
const FIRST_V8 = 13;
const JOIN = "experimental-wasm-revectorize";
/** All functions are optimised at once, so that the flags are set for these milliseconds only. */
const AT_ONCE = ["liftoff", "wasm-lazy-compilation"];

/**
 * Compiles with V8's pass that joins neighbouring 128-bit operations into AVX2's 256-bit ones, or says why it cannot. Flags are back to what
 * they were when it returns: compilation is synchronous, and workers get the module with its optimised code.
 */
export function compileWide(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | string {
  const v8 = Number.parseInt(process.versions.v8 ?? "0", 10);
  if (process.arch !== "x64") return `V8 joins 128-bit operations on x64 processors only, and this one is ${process.arch}`;
  if (!(v8 >= FIRST_V8)) return `it needs Node 24 or later, and this is ${process.version}`;
  const given = new Set([...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(/\s+/)].map((word) => word.replaceAll("_", "-")));
  const set = (flag: string, on: boolean) => setFlagsFromString(`--${on ? "" : "no-"}${flag}`);
  set(JOIN, true);
  for (const flag of AT_ONCE) set(flag, false);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    set(JOIN, given.has(`--${JOIN}`));
    for (const flag of AT_ONCE) set(flag, !given.has(`--no-${flag}`));
  }
}
