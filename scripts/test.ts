// `npm test`: every check in turn, a line for each, and at the end how many single tests and cases passed and failed.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Counts, lastCounts, runStep, type Step, vitestCounts } from "./test-steps.ts";

const root = join(import.meta.dirname, "..");
const shared = join(root, "..", "shared");
const workspace = await mkdtemp(join(tmpdir(), "credence-test-"));
const vitestReport = join(workspace, "vitest.json");
const installedReport = join(workspace, "installed.json");

// absolute: some tests start the command in folders of their own
const data = resolve(process.env.CREDENCE_DATA || join(shared, "data"));
const withData = existsSync(data) ? { CREDENCE_DATA: data } : {};
const conformance = ["densities", "elbo", "operations", "metrics", "uncertainty", "pruning", "adversarial"].map((suite) =>
  join(shared, "conformance", `${suite}.json`),
);
const bin = (name: string) => join(root, "node_modules", ".bin", name);

/** One check that passes or fails as a whole. */
const whole = (code: number): Counts => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

const steps: readonly Step[] = [
  { name: "types", command: [bin("tsc"), "-p", "tsconfig.json"], counts: whole },
  { name: "types, credence without Node and DOM", command: [bin("tsc"), "-p", "packages/credence/tsconfig.json"], counts: whole },
  { name: "lint", command: [bin("biome"), "check", "."], counts: whole },
  { name: "nothing unused", command: [bin("knip"), "--no-config-hints"], counts: whole },
  {
    name: "unit tests",
    command: [
      bin("vitest"),
      "run",
      "--project",
      "all",
      "--project",
      "baseline kernels",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${vitestReport}`,
    ],
    environment: withData,
    counts: async () => vitestCounts(await readFile(vitestReport, "utf8")),
  },
  ...(["baseline", "relaxed"] as const).map(
    (simd): Step => ({
      name: `conformance, ${simd} kernels`,
      needs: conformance,
      command: [bin("credence"), "conformance", ...conformance],
      environment: { CREDENCE_SIMD: simd },
      counts: (_, output) => lastCounts(output),
    }),
  ),
  {
    name: "packages installed in an empty project",
    command: [
      bin("vitest"),
      "run",
      "--project",
      "installed",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${installedReport}`,
    ],
    counts: async () => vitestCounts(await readFile(installedReport, "utf8")),
  },
  {
    name: "every experiment of weight-uncertainty on real data, budget smoke",
    needs: [join(data, "mnist"), join(data, "mushroom")],
    command: [
      bin("credence"),
      "run",
      "--source",
      "weight-uncertainty",
      "--budget",
      "smoke",
      "--out",
      join(workspace, "weight-uncertainty"),
    ],
    environment: withData,
    counts: whole,
  },
];

const total = { passed: 0, failed: 0 };
for (const step of steps) {
  const { passed, failed, line, detail } = await runStep(step, root);
  total.passed += passed;
  total.failed += failed;
  if (detail) console.log(detail);
  console.log(line);
}
await rm(workspace, { recursive: true, force: true });
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
