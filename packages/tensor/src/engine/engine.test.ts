import { describe, expect, test } from "vitest";
import type { engine } from "../index.ts";
import { runForJson, runNode } from "../testing/run-node.ts";

describe("settings", () => {
  test.each([
    ["CREDENCE_THREADS", "abc", 'CREDENCE_THREADS is "abc", expected a whole number from 1 to 64'],
    ["CREDENCE_THREADS", "0", 'CREDENCE_THREADS is "0", expected a whole number from 1 to 64'],
    ["CREDENCE_MEMORY_MIB", "8", 'CREDENCE_MEMORY_MIB is "8", expected a whole number from 16 to 4096'],
    ["CREDENCE_SIMD", "avx", 'CREDENCE_SIMD is "avx", expected auto, baseline, relaxed or wide'],
  ])("%s=%s is refused in one line", async (name, value, message) => {
    const { status, stderr } = await runNode("", { [name]: value });
    expect(status).not.toBe(0);
    expect(stderr).toContain(`BadInput: ${message}`);
  });

  test.each(["baseline", "relaxed"])("CREDENCE_SIMD=%s picks that module and says its hash", async (name) => {
    const info = (await runForJson("console.log(JSON.stringify(tensors.engine.info()))", { CREDENCE_SIMD: name })) as ReturnType<
      typeof engine.info
    >;
    expect(info.module).toBe(name);
    expect(info.kernelsSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("CREDENCE_SIMD=wide falls back to the relaxed kernels on a processor without AVX2, and says why", async () => {
    const text = "console.log(JSON.stringify(tensors.engine.info()))";
    const ended = await runNode(text, { CREDENCE_SIMD: "wide" }, ["--no-enable-avx2"]);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      module: "relaxed",
      arithmetic: "relaxed",
      notWide: expect.stringMatching(/^(V8 did not join|V8 joins|it needs Node)/),
    });
    expect(ended.stderr).toBe("");
  });

  test("the workers asked for come up, and the process ends all the same", async () => {
    const text = `
      while (tensors.engine.info().threadsUp < 3) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log(JSON.stringify(tensors.engine.info()));`;
    expect(await runForJson(text, { CREDENCE_THREADS: "3" })).toMatchObject({ threads: 3, threadsUp: 3, sharedMemory: true });
  });
});

describe("a worker that cannot start", () => {
  // the engine asks Node for a thread, and the thread's module throws
  const text = `
    const { key, randomNormal, engine } = tensors;
    await new Promise((resolve) => setTimeout(resolve, 500));
    const bytes = new Uint8Array((await randomNormal(key(0), [1000]).read()).buffer);
    console.log(JSON.stringify({ sum: bytes.reduce((a, b) => a + b, 0), threads: engine.info().threads }));`;
  const failing = `--import=data:text/javascript,${encodeURIComponent(`
    import threads from "node:worker_threads";
    import { syncBuiltinESMExports } from "node:module";
    threads.Worker = class extends threads.Worker { constructor() { super("throw new Error('no thread here')", { eval: true }); } };
    syncBuiltinESMExports();`)}`;

  test("is one warning; work goes on with one thread, to the same bits, and the program ends well", async () => {
    const settings = { CREDENCE_THREADS: "3" };
    const [failed, sound] = [await runNode(text, { ...settings, NODE_OPTIONS: failing }), await runNode(text, settings)];
    expect(failed.status).toBe(0);
    expect(failed.stderr.match(/CredenceWarning/g)).toHaveLength(1);
    expect(failed.stderr).toContain("a worker thread could not start; work goes on without it: no thread here");
    expect(JSON.parse(failed.stdout)).toEqual({ ...JSON.parse(sound.stdout), threads: 1 });
  });
});

describe("memory", () => {
  test("running out says what was asked, held and allowed, and what to do", async () => {
    const text = `
      const { scope, zeros, engine } = tensors;
      const messages = [];
      scope(() => {
        zeros([2, 2 ** 20]);
        for (const size of [3 * 2 ** 20, 2 ** 33]) try { zeros([size]); } catch (error) { messages.push(error.message); }
      });
      // what failed is not held, and the rest of the memory is still there
      scope(() => { zeros([2 ** 20]); });
      console.log(JSON.stringify({ messages, info: engine.info() }));`;
    const { messages, info } = (await runForJson(text, { CREDENCE_MEMORY_MIB: "16", CREDENCE_THREADS: "1" })) as {
      messages: string[];
      info: ReturnType<typeof engine.info>;
    };
    const held = (8 + 2).toFixed(1);
    expect(messages).toEqual([
      `out of memory: asked for 12.0 MiB with ${held} MiB held of 16 MiB allowed; use a smaller batch or fewer draws at once, or raise CREDENCE_MEMORY_MIB (at most 4096)`,
      `out of memory: asked for 32768.0 MiB with ${held} MiB held of 16 MiB allowed; use a smaller batch or fewer draws at once, or raise CREDENCE_MEMORY_MIB (at most 4096)`,
    ]);
    expect(info.memoryMiB).toEqual({ held: 2, peak: 10, allowed: 16 });
  });

  test("arrays beyond 2 GiB from the start are read and written where they lie", async () => {
    const text = `
      const { allocate } = await inside("array.ts");
      const { add, convolve2d, concat, gaussianDraw, integers, key, keep, matmul, randomNormal, scope, softmax, sum, transpose } = tensors;
      const all = async () => {
        const results = scope(() => {
          const [a, b] = [randomNormal(key(1), [150, 90]), randomNormal(key(2), [90, 130])];
          const image = randomNormal(key(3), [2, 3, 9, 9]);
          const { weights, complexity } = gaussianDraw(a, randomNormal(key(4), [150, 90]), { noise: key(5), draws: 2, prior: { kind: "normal", mean: 0, stdDev: 1 } });
          return [matmul(a, b), convolve2d(image, randomNormal(key(6), [4, 3, 3, 3])), softmax(a), transpose(add(a, a)), sum(a, { axis: 0 }), concat([a, a], 1), weights, complexity];
        });
        const values = await Promise.all(results.map((result) => result.read()));
        return [values.map((array) => [...array]), results[0].address];
      };
      const [low, lowAddress] = await all();
      // 2.4 GiB are taken and never touched, so that the system need not find them
      keep(allocate([600, 2 ** 20]));
      const [high, highAddress] = await all();
      console.log(JSON.stringify({ equal: JSON.stringify(low) === JSON.stringify(high), count: high.flat().length, lowAddress, highAddress }));`;
    const { equal, lowAddress, highAddress, count } = (await runForJson(text)) as Record<string, number | boolean>;
    expect(count).toBeGreaterThan(100_000);
    expect(lowAddress).toBeLessThan(2 ** 31);
    expect(highAddress).toBeGreaterThan(2 ** 31);
    expect(equal).toBe(true);
  });

  test("arrays nobody holds are collected outside scopes", async () => {
    const text = `
      const { zeros, engine } = tensors;
      const before = engine.info().memoryMiB.held;
      for (let i = 0; i < 50; i++) zeros([2 ** 18]);
      const made = engine.info().memoryMiB.held - before;
      for (let i = 0; i < 50 && engine.info().memoryMiB.held > before; i++) { gc(); await new Promise((resolve) => setTimeout(resolve, 5)); }
      console.log(JSON.stringify([made, engine.info().memoryMiB.held - before]));`;
    const exposed = `import { setFlagsFromString } from "node:v8"; import { runInNewContext } from "node:vm"; setFlagsFromString("--expose-gc"); const gc = runInNewContext("gc");${text}`;
    expect(await runForJson(exposed)).toEqual([50, 0]);
  });
});
