// `npm run bench:browser -- --json WORKLOAD...`: the same workloads in Chromium and in Node on the same kernels (128-bit vectors, no BLAS), in turn,
// three times each: the rows of the medians, and Chromium's time divided by Node's.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { withPage } from "../test/browser/open-page.ts";
import { type Measured, median } from "./measure.ts";
import { chosenWorkloads, printRow, rowOf } from "./row.ts";

const ROUNDS = 3;
const settings = { CREDENCE_SIMD: "relaxed", CREDENCE_BLAS: "off" };

async function inNode(name: string): Promise<Measured> {
  const bench = fileURLToPath(new URL("./bench.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [bench, "--json", name], { env: { ...process.env, ...settings } });
  return JSON.parse(stdout);
}

/** A text, as a page takes it: its imports are the page's own. */
const inPage = (name: string) => `(async () => {
  const { engine } = await import("@credence/tensor");
  const { measure } = await import("/bench/measure.ts");
  const { workloads } = await import("/bench/workloads.ts");
  const measured = await measure(workloads.find(({ name }) => name === ${JSON.stringify(name)}));
  return { ...measured, info: engine.info() };
})()`;

interface InPage extends Measured {
  readonly info: { readonly module: string; readonly threads: number; readonly sharedMemory: boolean };
}

/** Nothing is compared that ran on other kernels or on one thread. */
async function inChromium(name: string): Promise<Measured> {
  const { info, ...measured } = await withPage((page) => page.evaluate<InPage>(inPage(name)), { settings });
  if (info.module !== settings.CREDENCE_SIMD || !info.sharedMemory)
    throw new Error(
      `Chromium runs the ${info.module} kernels on ${info.threads} threads, expected ${settings.CREDENCE_SIMD} and shared memory`,
    );
  return measured;
}

const together = (rounds: readonly Measured[]): Measured => ({
  ms: median(rounds.map(({ ms }) => ms)),
  n: rounds.reduce((sum, { n }) => sum + n, 0),
});

const words = process.argv.slice(2);
const json = words.includes("--json");
for (const workload of chosenWorkloads(
  words.filter((word) => !word.startsWith("--")),
  ["bbb-mlp-1200", "lenet-dropout-train"],
)) {
  const rounds = { node: [] as Measured[], chromium: [] as Measured[] };
  for (let round = 0; round < ROUNDS; round++) {
    rounds.node.push(await inNode(workload.name));
    rounds.chromium.push(await inChromium(workload.name));
  }
  const [node, chromium] = [together(rounds.node), together(rounds.chromium)];
  printRow(rowOf(workload, "node", node), { json });
  printRow(rowOf(workload, "chromium", chromium), { json });
  const ratio = Number((chromium.ms / node.ms).toFixed(3));
  console.log(
    json ? JSON.stringify({ workload: workload.name, ratio }) : `${workload.name.padEnd(24)} Chromium takes ${ratio} of Node's time`,
  );
}
process.exit(0);
