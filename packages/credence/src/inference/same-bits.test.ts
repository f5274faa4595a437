import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const script = `
  import { createHash } from "node:crypto";
  import { engine, integers, key, randomNormal } from ${JSON.stringify(new URL("../../../tensor/src/index.ts", import.meta.url).href)};
  import { categoricalLikelihood, lenet, methods, model, normal, predictOutputs, run } from ${JSON.stringify(new URL("../index.ts", import.meta.url).href)};
  import { blobs, shortFits } from ${JSON.stringify(new URL("./testing/problems.ts", import.meta.url).href)};
  // workers start beside the first operations: wait until they are up, so that they share the work
  await new Promise((resolve) => setTimeout(resolve, 300));
  const hashes = {};
  const note = async (name, posterior, x) => {
    const hash = createHash("sha256").update(await posterior.save());
    hashes[name] = hash.update(new Uint8Array((await predictOutputs(posterior, x, { draws: 3 }, key(5)).read()).buffer)).digest("hex");
  };
  const problem = blobs(3000);
  for (const [name, method] of Object.entries(shortFits)) await note(name, await run(method.fit(problem, key(1))), problem.data.x);
  const x = randomNormal(key(2), [48, 1, 28, 28]);
  const images = { model: model({ network: lenet(), prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() }), data: { x, y: integers(Int32Array.from({ length: 48 }, (_, i) => i % 10)) } };
  for (const estimator of ["shared", "flipout"])
    await note("lenet, " + estimator, await run(methods.bayesByBackprop({ epochs: 1, batchSize: 16, estimator }).fit(images, key(3))), x);
  console.log(JSON.stringify({ threads: engine.info().threads, hashes }));
`;

async function inProcess(settings: Record<string, string>): Promise<{ threads: number; hashes: Record<string, string> }> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    env: { ...process.env, CREDENCE_BLAS: "off", ...settings },
  });
  return JSON.parse(stdout);
}

describe("the same key gives the same bits", () => {
  test.each(["baseline", "relaxed"])("with one thread or several, %s SIMD", async (CREDENCE_SIMD) => {
    const one = await inProcess({ CREDENCE_SIMD, CREDENCE_THREADS: "1" });
    const three = await inProcess({ CREDENCE_SIMD, CREDENCE_THREADS: "3" });
    expect([one.threads, three.threads]).toEqual([1, 3]);
    expect(three.hashes).toEqual(one.hashes);
    expect(new Set(Object.values(one.hashes)).size).toBe(Object.keys(one.hashes).length);
  });
});
