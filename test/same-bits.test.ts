import { expect, test } from "vitest";
import { type Digests, digestsInNode } from "./workload/digests-in-node.ts";

const measured: Record<string, Promise<Digests>> = {};
const on = (module: string, threads: string): Promise<Digests> => {
  measured[`${module} ${threads}`] ??= digestsInNode({ CREDENCE_SIMD: module, CREDENCE_THREADS: threads });
  return measured[`${module} ${threads}`]!;
};

test.each(["baseline", "relaxed", "wide"])(
  "the %s kernels give the same bits on 1, 2 and 3 threads, and the same again",
  async (module) => {
    const one = await on(module, "1");
    expect(one.info).toMatchObject({ threads: 1 });
    expect(Object.keys(one.digests).length).toBeGreaterThan(20);
    const again = digestsInNode({ CREDENCE_SIMD: module, CREDENCE_THREADS: "3" });
    for (const [threads, run] of [
      [2, on(module, "2")],
      [3, on(module, "3")],
      [3, again],
    ] as const) {
      const more = await run;
      expect(more.info).toMatchObject({ arithmetic: one.info.arithmetic, threads, threadsUp: threads });
      expect(more.digests).toEqual(one.digests);
    }
  },
);

test("wide kernels, where the machine has them, give the bits of the relaxed ones", async () => {
  const [relaxed, wide] = [await on("relaxed", "1"), await on("wide", "1")];
  expect(relaxed.info).toMatchObject({ module: "relaxed", arithmetic: "relaxed", notWide: null });
  expect(wide.info).toMatchObject(
    wide.info.notWide === null ? { module: "wide", arithmetic: "relaxed" } : { module: "relaxed", arithmetic: "relaxed" },
  );
  expect(wide.info.kernelsSha256).toBe(relaxed.info.kernelsSha256);
  expect(wide.digests).toEqual(relaxed.digests);
});
