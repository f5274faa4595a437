import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { experiments } from "@credence/experiments";
import { expect, test } from "vitest";
import { blocksOfPage } from "./source/example-programs.ts";
import { root } from "./source/source-files.ts";

const readme = await readFile(join(root, "README.md"), "utf8");

/** Numbers after `label` in a printed array: "epistemic, nats Float32Array(3) [ 0.1, ... ]". */
const printed = (output: string, label: string): number[] =>
  /\[([^\]]*)\]/
    .exec(output.slice(output.indexOf(label)))![1]!
    .split(",")
    .map(Number);

test("the example runs as it stands and says what its comments say", async () => {
  const [example, ...others] = blocksOfPage("README.md");
  expect(others).toEqual([]);
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module-typescript", "-e", example!], {
    cwd: root,
    // roundings differ between libraries, and a training carries them on
    env: { ...process.env, CREDENCE_BLAS: "off" },
  });
  expect(Number(/accuracy (\S+)/.exec(stdout)![1])).toBeGreaterThan(0.95);
  for (const label of ["aleatoric, nats", "epistemic, nats"]) {
    const promised = new RegExp(`"${label}".*// about ([\\d., ]+):`).exec(example!)![1]!.split(",").map(Number);
    const measured = printed(stdout, label);
    expect(measured).toHaveLength(promised.length);
    const worst = Math.max(...measured.map((value, place) => Math.abs(value - promised[place]!)));
    expect(worst, `${label}: ${measured} measured, ${promised} promised`).toBeLessThan(0.05);
  }
});

test("the table of experiments is the registry", () => {
  const table = /\| experiment \|[\s\S]*?\n\n/.exec(readme)![0];
  const named = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(Object.keys(experiments).toSorted());
});
