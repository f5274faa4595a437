import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { kernels } from "./kernels.ts";
import { selfTestJobs } from "./self-test-jobs.ts";
import { differenceFromRelaxed } from "./wide-self-test.ts";

const built = async (name: string) =>
  WebAssembly.compile(new Uint8Array(await readFile(new URL(`../platform/kernels/${name}.wasm`, import.meta.url))));

test("every kernel is tested but the one that calls a BLAS", () => {
  const tested = new Set(selfTestJobs(0, 2 ** 24).map(({ kernel }) => kernel));
  expect([...tested].toSorted()).toEqual(
    Object.keys(kernels)
      .filter((name) => name !== "blasMultiply")
      .toSorted(),
  );
});

test("the wide module gives the bits of the relaxed one, and one of another arithmetic is found out by name", async () => {
  const [baseline, relaxed, wide] = await Promise.all([built("baseline"), built("relaxed"), built("wide")]);
  expect(differenceFromRelaxed(wide, relaxed)).toBeNull();
  // sums of a product and a term are rounded twice in the baseline
  expect(Object.keys(kernels)).toContain(differenceFromRelaxed(baseline, relaxed));
});
