// `npm test`: every check in turn, a line for each, and at the end how many single tests and cases passed and failed.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ownFiles, sharedFiles } from "../test/conformance/case-files.ts";
import { runStep, type Step } from "./test-steps.ts";

const root = join(import.meta.dirname, "..");
const shared = join(root, "..", "shared");
const workspace = await mkdtemp(join(tmpdir(), "credence-test-"));

// absolute: some tests start the command in folders of their own
const data = resolve(process.env.CREDENCE_DATA || join(shared, "data"));
const withData = existsSync(data) ? { CREDENCE_DATA: data } : {};
// the tests say what is missing of the shared ones
const conformance = [...ownFiles.values(), ...sharedFiles.values()].filter((path) => existsSync(path));
const bin = (name: string) => join(root, "node_modules", ".bin", name);

/** Tests of some projects of vitest.config.ts, counted as they run. */
const vitest = (...projects: readonly string[]) => [
  bin("vitest"),
  "run",
  ...projects.flatMap((project) => ["--project", project]),
  "--reporter=default",
  "--reporter=./scripts/counting-reporter.ts",
];

/** A run on real data at budget smoke. */
const smoke = (what: string, dataSets: readonly string[], words: readonly string[]): Step => ({
  name: `${what} on real data, budget smoke`,
  needs: dataSets.map((name) => join(data, name)),
  command: [bin("credence"), "run", ...words, "--budget", "smoke", "--out", join(workspace, words.at(-1)!)],
  environment: withData,
  counts: "whole",
});

const steps: readonly Step[] = [
  { name: "types", command: [bin("tsc"), "-p", "tsconfig.json"], counts: "whole" },
  { name: "types, credence without Node and DOM", command: [bin("tsc"), "-p", "packages/credence/tsconfig.json"], counts: "whole" },
  {
    name: "types, the packages' declarations",
    command: [bin("tsc"), "-p", "tsconfig.build.json", "--outDir", join(workspace, "compiled")],
    counts: "whole",
  },
  { name: "lint", command: [bin("biome"), "check", "."], counts: "whole" },
  { name: "nothing unused", command: [bin("knip"), "--no-config-hints"], counts: "whole" },
  {
    name: "unit tests",
    command: vitest("all", "baseline kernels"),
    environment: withData,
    counts: "lines",
  },
  ...(["baseline", "relaxed"] as const).map(
    (simd): Step => ({
      name: `conformance, ${simd} kernels`,
      needs: conformance,
      command: [bin("credence"), "conformance", ...conformance],
      environment: { CREDENCE_SIMD: simd },
      counts: "lines",
    }),
  ),
  {
    name: "packages installed in an empty project",
    command: vitest("installed"),
    counts: "lines",
  },
  smoke("every experiment of weight-uncertainty", ["mnist", "mushroom"], ["--source", "weight-uncertainty"]),
  smoke("mnist-variation-ratio of robust-deep-learning", ["mnist"], ["mnist-variation-ratio"]),
  smoke("active-mnist of active-learning", ["mnist"], ["active-mnist"]),
  smoke("label-fractions of label-randomization", ["mnist"], ["label-fractions"]),
  smoke("elbo-identity of overview", [], ["elbo-identity"]),
];

const total = { passed: 0, failed: 0 };
for (const step of steps) {
  const { passed, failed, line, detail } = await runStep(step, { folder: root, onProgress: (text) => console.error(text) });
  total.passed += passed;
  total.failed += failed;
  if (detail) console.log(detail);
  console.log(line);
}
await rm(workspace, { recursive: true, force: true });
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
