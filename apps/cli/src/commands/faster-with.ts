import type { Engine } from "../machinery.ts";

/** What decides how fast this machine computes, and what it could do. */
export interface SpeedFacts {
  readonly vectors: Engine["vectors"];
  readonly blas: Engine["blas"];
  /** The search for a BLAS lacked the package that calls C libraries. */
  readonly lacksKoffi: boolean;
  readonly threads: number;
  readonly coresAvailable: number;
  /** As `process` has them: "v24.21.0", "x64", "linux". */
  readonly node: string;
  readonly arch: string;
  readonly platform: string;
  /** Settings of the environment by name. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** First version of Node whose V8 makes 256-bit vectors (packages/tensor, platform/compile-wide.ts). */
const WIDE_NODE = 24;

/** What would make this machine faster, a line each, and what to do for it; what nobody can change (another processor) is not among them. */
export const fasterWith = (facts: SpeedFacts): readonly string[] =>
  [wideVectors(facts), blasLibrary(facts), moreThreads(facts)].filter((line) => line !== undefined);

function wideVectors({ vectors, node, arch, settings }: SpeedFacts): string | undefined {
  if (vectors.module === "wide" || arch !== "x64") return undefined;
  if (Number.parseInt(node.slice(1), 10) < WIDE_NODE)
    return `Node ${WIDE_NODE} or newer: matrix products on 256-bit vectors; this is ${node}`;
  const { CREDENCE_SIMD: chosen } = settings;
  return chosen && chosen !== "wide" ? `256-bit vectors: unset CREDENCE_SIMD, which is ${chosen}` : undefined;
}

/** How a library is installed that the search finds (packages/tensor-blas, candidates.ts); macOS has its own. */
const installers: Readonly<Record<string, string>> = {
  linux: "apt install libopenblas0, or dnf install openblas",
  darwin: "brew install openblas",
  win32: "put OpenBLAS's libopenblas.dll on the PATH",
};

function blasLibrary({ blas, lacksKoffi, platform, settings }: SpeedFacts): string | undefined {
  if (blas !== null) return undefined;
  if (settings.CREDENCE_BLAS === "off") return "a BLAS: unset CREDENCE_BLAS, which is off";
  if (lacksKoffi) return "a BLAS: npm install koffi, the package that calls one";
  return `a BLAS: ${installers[platform] ?? "install OpenBLAS, and name its library in CREDENCE_BLAS"}`;
}

function moreThreads({ threads, coresAvailable, settings }: SpeedFacts): string | undefined {
  const { CREDENCE_THREADS: chosen } = settings;
  return chosen && threads < coresAvailable ? `${coresAvailable} threads: unset CREDENCE_THREADS, which is ${chosen}` : undefined;
}
