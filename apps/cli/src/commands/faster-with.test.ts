import { expect, test } from "vitest";
import { fasterWith, type SpeedFacts } from "./faster-with.ts";

/** A machine on which nothing is left to gain. */
const best: SpeedFacts = {
  vectors: { module: "wide", notWide: null },
  blas: { name: "OpenBLAS 0.3.21", path: "/usr/lib/libopenblas.so.0" },
  lacksKoffi: false,
  threads: 2,
  coresAvailable: 2,
  node: "v24.21.0",
  arch: "x64",
  platform: "linux",
  settings: {},
};
const relaxed = { module: "relaxed", notWide: "this processor gains nothing by them" } as const;

test("a machine that has everything is told nothing", () => expect(fasterWith(best)).toEqual([]));

const faults: readonly [string, Partial<SpeedFacts>, readonly string[]][] = [
  ["an old Node", { node: "v22.20.0", vectors: relaxed }, ["Node 24 or newer: matrix products on 256-bit vectors; this is v22.20.0"]],
  [
    "128 bits asked for",
    { vectors: relaxed, settings: { CREDENCE_SIMD: "relaxed" } },
    ["256-bit vectors: unset CREDENCE_SIMD, which is relaxed"],
  ],
  ["a processor that cannot", { vectors: relaxed, settings: { CREDENCE_SIMD: "wide" } }, []],
  ["another kind of processor, whatever its Node", { vectors: relaxed, arch: "arm64", node: "v22.20.0" }, []],
  ["no BLAS, Linux", { blas: null }, ["a BLAS: apt install libopenblas0, or dnf install openblas"]],
  ["no BLAS, macOS", { blas: null, platform: "darwin" }, ["a BLAS: brew install openblas"]],
  ["no BLAS, Windows", { blas: null, platform: "win32" }, ["a BLAS: put OpenBLAS's libopenblas.dll on the PATH"]],
  ["no BLAS, elsewhere", { blas: null, platform: "freebsd" }, ["a BLAS: install OpenBLAS, and name its library in CREDENCE_BLAS"]],
  ["a BLAS turned off", { blas: null, settings: { CREDENCE_BLAS: "off" } }, ["a BLAS: unset CREDENCE_BLAS, which is off"]],
  ["nothing to call a BLAS", { blas: null, lacksKoffi: true }, ["a BLAS: npm install koffi, the package that calls one"]],
  ["fewer threads than cores", { threads: 1, settings: { CREDENCE_THREADS: "1" } }, ["2 threads: unset CREDENCE_THREADS, which is 1"]],
  ["as many threads as cores", { settings: { CREDENCE_THREADS: "2" } }, []],
];
test.each(faults)("%s", (_, change, lines) => expect(fasterWith({ ...best, ...change })).toEqual(lines));

test("all that is amiss is said, a line each", () => {
  const settings = { CREDENCE_SIMD: "baseline", CREDENCE_BLAS: "off", CREDENCE_THREADS: "1" };
  const lines = fasterWith({ ...best, vectors: { module: "baseline", notWide: null }, blas: null, threads: 1, settings });
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).not.toMatch(/\n/);
});
