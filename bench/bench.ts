// `npm run bench -- --json WORKLOAD...`: the median time of one unit of work, with the WebAssembly kernels and with a system BLAS.
// The engine starts as it does in the command `credence`: on 256-bit vectors where V8 makes them.
import type { Workload } from "./workloads.ts";

process.env.CREDENCE_SIMD ||= "wide";
const { engine } = await import("@credence/tensor");
const { enableBlas } = await import("@credence/tensor-blas");
const { workloads } = await import("./workloads.ts");

const SECONDS = 2;
const words = process.argv.slice(2);
const json = words.includes("--json");
const names = words.filter((word) => !word.startsWith("--"));
const unknown = names.find((name) => !workloads.some((workload) => workload.name === name));
if (unknown) {
  console.error(`bench: no workload "${unknown}", expected ${workloads.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

async function measure({ start }: Workload): Promise<{ ms: number; n: number }> {
  const { step, stop } = await start();
  const warmUntil = performance.now() + 500;
  for (let i = 0; i < 3 || (performance.now() < warmUntil && i < 200); i++) await step();
  const times: number[] = [];
  const begin = performance.now();
  while (performance.now() - begin < SECONDS * 1000 || times.length < 3) {
    const before = performance.now();
    await step();
    times.push(performance.now() - before);
  }
  await stop();
  times.sort((a, b) => a - b);
  return { ms: times[times.length >> 1]!, n: times.length };
}

const chosen = workloads.filter(({ name }) => names.length === 0 || names.includes(name));
const backends = [{ name: "wasm", use: async () => engine.useBlas(null) }];
const { used } = await enableBlas(engine.setting("CREDENCE_BLAS") ?? "auto");
if (used) backends.push({ name: "blas", use: async () => void (await enableBlas(used.path)) });
for (const workload of chosen) {
  for (const backend of backends) {
    await backend.use();
    const { ms, n } = await measure(workload);
    const gflops = workload.operations === undefined ? {} : { gflops: Number((workload.operations / ms / 1e6).toFixed(1)) };
    const row = { workload: workload.name, ms: Number(ms.toFixed(4)), backend: backend.name, n, ...gflops };
    console.log(
      json
        ? JSON.stringify(row)
        : `${row.workload.padEnd(24)} ${row.backend.padEnd(5)} ${row.ms.toFixed(2).padStart(10)} ms  (${n} times)${gflops.gflops === undefined ? "" : `  ${gflops.gflops} GFLOP/s`}`,
    );
  }
}
process.exit(0);
