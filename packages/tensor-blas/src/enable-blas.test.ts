import {
  type Convolve2dOptions,
  convolve2d,
  engine,
  key,
  matmul,
  randomNormal,
  scope,
  sum,
  type Tensor,
  valueAndGradient,
} from "@credence/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { runForJson } from "../../tensor/src/testing/run-node.ts";
import { enableBlas } from "./index.ts";

const found = await enableBlas("auto");
await enableBlas("off");
afterAll(() => enableBlas("off"));

/** Compares what the WebAssembly kernels and the library make of each case: largest difference relative to the largest value. */
async function expectSame(cases: Record<string, () => readonly Tensor[]>, tolerance: number): Promise<void> {
  const all = async () => {
    const results: number[][][] = [];
    for (const run of Object.values(cases))
      results.push(await Promise.all(scope(run).map(async (tensor) => Array.from(await tensor.read()))));
    return results;
  };
  await enableBlas("off");
  const plain = await all();
  await enableBlas("auto");
  const library = await all();
  await enableBlas("off");
  for (const [c, label] of Object.keys(cases).entries())
    for (const [i, values] of plain[c]!.entries()) {
      expect(library[c]![i]).toHaveLength(values.length);
      const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const worst = values.reduce((most, value, j) => Math.max(most, Math.abs(value - library[c]![i]![j]!)), 0);
      expect(worst / scale, label).toBeLessThan(tolerance);
    }
}

describe.skipIf(!found.used)("a BLAS of this machine (skipped where there is none)", () => {
  test("auto names it, off takes it back", async () => {
    const { used } = await enableBlas("auto");
    expect(used?.name).not.toBe("");
    expect(engine.info().blas).toEqual(used);
    expect((await enableBlas("off")).used).toBeNull();
    expect(engine.info().blas).toBeNull();
  });

  test("a path is used as given", async () => {
    const { used } = await enableBlas(found.used!.path);
    expect(used).toEqual(found.used);
    await enableBlas("off");
  });

  test("products agree with the WebAssembly kernel: all transposes, tiny to chunked, batched and repeated", async () => {
    const cases: Record<string, () => Tensor[]> = {};
    for (const [m, n, k] of [
      [3, 5, 7],
      [40, 33, 50],
      [128, 300, 200],
      [500, 60, 128],
      [300, 301, 302],
    ] as const)
      for (const transposeA of [false, true])
        for (const transposeB of [false, true])
          for (const [leadA, leadB] of [
            [[], []],
            [[3], [3]],
            [[3], []],
            [[], [3]],
          ] as const) {
            const a = [...leadA, ...(transposeA ? [k, m] : [m, k])];
            const b = [...leadB, ...(transposeB ? [n, k] : [k, n])];
            cases[`${a} ${b} ${transposeA} ${transposeB}`] = () => [
              matmul(randomNormal(key(1), a), randomNormal(key(2), b), { transposeA, transposeB }),
            ];
          }
    await expectSame(cases, 2e-6);
  });

  test("convolutions and their gradients agree", async () => {
    const shapes: [number[], number[], Convolve2dOptions][] = [
      [[9, 3, 14, 13], [6, 3, 5, 5], {}],
      [[3, 20, 12, 12], [50, 20, 5, 5], { padding: 2 }],
      [[2, 4, 11, 9], [7, 4, 3, 3], { stride: 2, padding: 1 }],
      [[1, 90, 40, 40], [3, 90, 3, 3], { padding: 1 }],
    ];
    const cases = shapes.map(([image, kernel, options]) => () => {
      const [x, w] = [randomNormal(key(1), image), randomNormal(key(2), kernel)];
      const { gradients, extra } = valueAndGradient([x, w], () => {
        const y = convolve2d(x, w, options);
        return { value: sum(convolve2d(y, randomNormal(key(3), [1, kernel[0]!, 1, 1]))), extra: y };
      });
      return [extra, ...gradients];
    });
    await expectSame(Object.fromEntries(cases.map((run, i) => [String(shapes[i]), run])), 5e-6);
  });

  test("a gibberish memory under the result does not show: nothing is added to it", async () => {
    const text = `
      const { enableBlas } = await openBlas();
      await enableBlas("auto");
      const { full, key, matmul, randomNormal, scope } = tensors;
      scope(() => { full([4, 2 ** 20], NaN); });
      const y = await scope(() => matmul(randomNormal(key(1), [300, 200]), randomNormal(key(2), [200, 300]))).read();
      console.log(JSON.stringify(y.some(Number.isNaN)));`;
    expect(await runForJson(text)).toBe(false);
  });

  test("switching on and off between products, on three threads, neither hangs nor changes a product", async () => {
    const text = `
      const { enableBlas } = await openBlas();
      const { key, matmul, randomNormal, scope } = tensors;
      const [a, b] = [randomNormal(key(1), [128, 300]), randomNormal(key(2), [300, 260])];
      const first = await scope(() => matmul(a, b)).read();
      let worst = 0;
      for (let i = 0; i < 20; i++) {
        await enableBlas(i % 2 ? "off" : "auto");
        // at times the new workers have come up, at times not
        if (i % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 40));
        for (let j = 0; j < 30; j++) {
          const y = scope(() => matmul(a, b));
          const values = await y.read();
          y.dispose();
          for (let n = 0; n < values.length; n += 97) worst = Math.max(worst, Math.abs(values[n] - first[n]));
        }
      }
      console.log(JSON.stringify(worst));`;
    expect(await runForJson(text, { CREDENCE_THREADS: "3" })).toBeLessThan(1e-4);
  });

  test("CREDENCE_BLAS is the setting when none is given", async () => {
    const text = "const { enableBlas } = await openBlas(); console.log(JSON.stringify(await enableBlas()));";
    expect(await runForJson(text, { CREDENCE_BLAS: "off" })).toEqual({ used: null, rejected: [] });
    expect(await runForJson(text)).toMatchObject({ used: found.used });
  });
});

test.each(["/nowhere/libblas.so", import.meta.filename])("a path that is no BLAS is one clear line: %s", async (path) => {
  const error = await enableBlas(path).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(error?.name).toBe("BadInput");
  expect(error?.message).toContain(`CREDENCE_BLAS is "${path}", expected auto, off or the path of a BLAS with cblas_sgemm: `);
  expect(error?.message).not.toContain("\n");
  expect(engine.info().blas).toBeNull();
});
