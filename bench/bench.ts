// `npm run bench -- --json WORKLOAD...`: the median time of one unit of work, with the WebAssembly kernels and with a system BLAS.
// The engine starts as it does in the command `credence`: on 256-bit vectors where V8 makes them.
process.env.CREDENCE_SIMD ||= "wide";
const { engine } = await import("@credence/tensor");
const { enableBlas } = await import("@credence/tensor-blas");
const { measure } = await import("./measure.ts");
const { chosenWorkloads, printRow, rowOf } = await import("./row.ts");

const words = process.argv.slice(2);
const json = words.includes("--json");
const chosen = chosenWorkloads(words.filter((word) => !word.startsWith("--")));
const backends = [{ name: "wasm", use: async () => engine.useBlas(null) }];
const { used } = await enableBlas(engine.setting("CREDENCE_BLAS") ?? "auto");
if (used) backends.push({ name: "blas", use: async () => void (await enableBlas(used.path)) });
for (const workload of chosen) {
  for (const { name, use } of backends) {
    await use();
    printRow(rowOf(workload, name, await measure(workload)), { json });
  }
}
process.exit(0);
