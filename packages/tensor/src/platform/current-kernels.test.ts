import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { refuseOlderKernels } from "./current-kernels.ts";

test("kernels of other sources are refused, those that are there are not", async () => {
  const { sources } = JSON.parse(await readFile(new URL("./kernels/kernels.json", import.meta.url), "utf8"));
  await expect(refuseOlderKernels(sources)).resolves.toBeUndefined();
  await expect(refuseOlderKernels("0".repeat(64))).rejects.toThrow(/not compiled from the sources.*npm run build/);
});
