// Compiles the kernels three times: with 128-bit SIMD alone, with relaxed SIMD (fused multiply-add), and that again with tiles that V8 joins into 256 bits.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { constantsInMemory } from "./constants-in-memory.mjs";
import { kernelSources } from "./kernel-sources.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));
console.log("credence: compiling the WebAssembly kernels (some 15 seconds) ...");
const kernels = "src/platform/kernels";
mkdirSync(`${folder}/${kernels}`, { recursive: true });
const kernelSource = (path, base) => {
  const file = resolve(base, path);
  if (!existsSync(file)) return null;
  const source = readFileSync(file, "utf8");
  return file.startsWith(`${folder}assembly`) ? constantsInMemory(source) : source;
};
const hashes = { sources: kernelSources() };
for (const [name, wide, features] of [
  ["baseline", 0, ["simd", "threads"]],
  ["relaxed", 0, ["simd", "threads", "relaxed-simd"]],
  ["wide", 1, ["simd", "threads", "relaxed-simd"]],
]) {
  const { error, stderr } = await asc.main(
    [
      "assembly/index.ts",
      "--baseDir",
      folder,
      "--outFile",
      `${kernels}/${name}.wasm`,
      "--use",
      `WIDE=${wide}`,
      "--runtime",
      "stub",
      "--optimizeLevel",
      "3",
      "--shrinkLevel",
      "0",
      "--noAssert",
      "--debug",
      "--importMemory",
      "--sharedMemory",
      "--initialMemory",
      "16",
      "--maximumMemory",
      "65536",
      "--memoryBase",
      "1024",
      ...features.flatMap((feature) => ["--enable", feature]),
    ],
    { readFile: kernelSource },
  );
  if (error) {
    console.error(String(stderr));
    process.exit(1);
  }
  hashes[name] = createHash("sha256")
    .update(readFileSync(`${folder}/${kernels}/${name}.wasm`))
    .digest("hex");
}
writeFileSync(`${folder}/${kernels}/kernels.json`, `${JSON.stringify(hashes, null, 2)}\n`);
