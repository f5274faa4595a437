import { expect, test } from "vitest";
import { type Digests, digestsInNode } from "../workload/digests-in-node.ts";
import { describeInBrowser } from "./describe-in-browser.ts";
import { callInPage, type PageOptions, withPage } from "./open-page.ts";

const digestsInPage = (options: PageOptions): Promise<Digests> =>
  withPage(async (page) => (await callInPage(page, "/test/workload/digests-here.ts", "digestsHere")) as Digests, options);

describeInBrowser("the tensor engine in Chromium (skipped where there is none)", () => {
  test.each(["baseline", "relaxed"])("gives Node's bits with threads: %s kernels", async (module) => {
    const settings = { CREDENCE_SIMD: module, CREDENCE_THREADS: "2" };
    const [node, page] = [await digestsInNode(settings), await digestsInPage({ settings })];
    expect(page.info).toMatchObject({ module, threads: 2, threadsUp: 2, sharedMemory: true, kernelsSha256: node.info.kernelsSha256 });
    expect(page.digests).toEqual(node.digests);
  });

  test("gives Node's bits on one thread where the page may not share memory", async () => {
    const settings = { CREDENCE_THREADS: "2" };
    const [node, page] = [await digestsInNode(settings), await digestsInPage({ settings, isolated: false })];
    expect(page.info).toMatchObject({ threads: 1, sharedMemory: false, module: node.info.module });
    expect(page.digests).toEqual(node.digests);
  });

  test("a bad setting is one clear error in the page too", async () => {
    const message = await withPage(
      (page) =>
        callInPage(page, "@credence/tensor", "key", 0).then(
          () => "loaded",
          (error: Error) => error.message,
        ),
      { settings: { CREDENCE_THREADS: "many" } },
    );
    expect(message).toContain('BadInput: CREDENCE_THREADS is "many", expected a whole number from 1 to 64');
  });

  test("the library loads beside the engine", async () => {
    const names = await withPage((page) => page.evaluate<string[]>('import("credence").then(Object.keys)'));
    expect(names.length).toBeGreaterThan(0);
  });
});
