import { expect, test } from "vitest";
import { runForJson } from "../packages/tensor/src/testing/run-node.ts";

const MIB = 2 ** 20;
const url = (path: string) => JSON.stringify(new URL(`../packages/${path}`, import.meta.url).href);

/** The most memory a process held, beyond what it held once the library was loaded, in MiB. */
const program = (body: string) => `
  const { methods, model, mlp, normal, categoricalLikelihood } = await import(${url("credence/src/index.ts")});
  const { imageTensors } = await import(${url("lab/src/index.ts")});
  const { openArtifacts } = await import(${url("lab/src/runs/artifacts.ts")});
  const { createHash } = await import("node:crypto");
  const { key } = tensors;
  const most = () => process.resourceUsage().maxRSS / 1024;
  const before = most();
  ${body}
  console.log(JSON.stringify(most() - before));
  process.exit(0);`;

// As many images as MNIST has: 180 MiB as float32. They were once held as a list of JavaScript numbers and as three further copies: 1.1 GiB.
const count = 60_000;
const features = 784;
const dataMiB = (4 * count * features) / MIB;

test("a data set that is made into arrays, named among the artifacts and looked at by a fit is held once", async () => {
  const beyond = await runForJson(
    program(`
  const images = { count: ${count}, height: 28, width: 28, pixels: new Uint8Array(${count * features}).fill(200), labels: new Uint8Array(${count}) };
  const data = imageTensors(images);
  const prior = normal({ mean: 0, stdDev: 1 });
  const problem = { model: model({ network: mlp({ inputs: ${features}, hidden: [8], outputs: 10 }), prior, likelihood: categoricalLikelihood() }), data };
  const method = methods.map({ epochs: 1, batchSize: 16 });
  const sha256 = async (bytes) => createHash("sha256").update(bytes).digest("hex");
  const arithmetic = { credence: "0", code: { sha256: "" }, kernels: { module: "relaxed", sha256: "" }, blas: null };
  const storage = { read: async () => undefined };
  await openArtifacts(storage, { host: { sha256 }, arithmetic, onMessage() {} }).nameOf({ label: "", method, problem, key: key(0) });
  const fit = method.fit(problem, key(0));
  await fit.next();`),
  );
  // the bytes of the pixels (a quarter), the array, and up to 120 MiB of pieces that wait for the collector and of compiled code; a further copy would be 180
  expect(beyond).toBeLessThan(2.5 * dataMiB);
});

test("a CSV is read into 8 bytes a number, however long its texts are", async () => {
  const rows = 20_000;
  const held = await runForJson(`
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--expose-gc");
  const collect = (await import("node:vm")).runInNewContext("gc");
  const { readCsv } = await import(${url("tabular/src/index.ts")});
  const { wideLines } = await import(${JSON.stringify(new URL("../bench/wide-table.ts", import.meta.url).href)});
  const { key } = await import(${url("tensor/src/index.ts")});
  async function* stream() { for (const text of wideLines(${rows}, key(0))) yield new TextEncoder().encode(text); }
  const held = () => { collect(); collect(); const { heapUsed, external } = process.memoryUsage(); return heapUsed + external; };
  const source = (rows) => ({ name: "wide.csv", byteLength: 400 * rows, slice: async () => new Uint8Array([120, 49]), stream });
  const before = held();
  const table = await readCsv(source(${rows}));
  const after = held();
  console.log(JSON.stringify({ bytes: after - before, rows: table.rows, columns: table.columns.length }));
  process.exit(0);`);
  const { bytes, rows: read, columns } = held as unknown as { bytes: number; rows: number; columns: number };
  expect([read, columns]).toEqual([rows, 50]);
  // the numbers alone are 8 MB, places of texts and lines half of one; rows of texts would be more than 30
  expect(bytes).toBeLessThan(10 * rows * columns);
});
