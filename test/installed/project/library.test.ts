import { key, randomNormal } from "@credence/tensor";
import { mlp } from "credence";
import { expect, test } from "vitest";

test("the library works under vitest", async () => {
  expect(await randomNormal(key(0), [3]).read()).toHaveLength(3);
  expect(mlp({ inputs: 1, hidden: [2], outputs: 1 })).toBeDefined();
});
