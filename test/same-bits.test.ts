import { describe, expect, test } from "vitest";
import { digestsInNode } from "./workload/digests-in-node.ts";

describe.each(["baseline", "relaxed"])("the %s kernels", (module) => {
  test("give the same bits on 1, 2 and 3 threads, and the same again", async () => {
    const one = await digestsInNode({ CREDENCE_SIMD: module, CREDENCE_THREADS: "1" });
    expect(one.info).toMatchObject({ module, threads: 1 });
    expect(Object.keys(one.digests).length).toBeGreaterThan(20);
    for (const threads of ["2", "3", "3"]) {
      const more = await digestsInNode({ CREDENCE_SIMD: module, CREDENCE_THREADS: threads });
      expect(more.info).toMatchObject({ module, threads: Number(threads), threadsUp: Number(threads) });
      expect(more.digests).toEqual(one.digests);
    }
  });
});
