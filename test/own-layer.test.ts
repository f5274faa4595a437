import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { integers, key, normals, tensor } from "@credence/tensor";
import {
  categoricalLikelihood,
  dense,
  dropout,
  type Layer,
  loadPosterior,
  methods,
  model,
  normal,
  predictOutputs,
  run,
  sequential,
} from "credence";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const contributing = await readFile(join(root, "CONTRIBUTING.md"), "utf8");
const blocks = [...contributing.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
const code = blocks.find((block) => block.includes("maxout"))!;

let folder: string;
let maxout: (options: { inputs: number; units: number; pieces: number }) => Layer;
beforeAll(async () => {
  await mkdir(join(root, "runs"), { recursive: true });
  // below the project, where its packages are found
  folder = await mkdtemp(join(root, "runs", "own-layer-"));
  await writeFile(join(folder, "maxout.ts"), code);
  ({ maxout } = await import(join(folder, "maxout.ts")));
});
afterAll(() => rm(folder, { recursive: true }));

const [COUNT, INPUTS] = [200, 2];
const x = normals(key(4), COUNT * INPUTS);
// inside a ring or outside: no line parts them
const classes = Int32Array.from({ length: COUNT }, (_, i) => Number(Math.hypot(x[2 * i]!, x[2 * i + 1]!) > 1.2));
const data = { x: tensor(x, [COUNT, INPUTS]), y: integers(classes) };
const ownModel = () =>
  model({
    network: sequential([maxout({ inputs: INPUTS, units: 8, pieces: 3 }), dropout({ rate: 0.1 }), dense({ inputs: 8, outputs: 2 })]),
    prior: normal({ mean: 0, stdDev: 1 }),
    likelihood: categoricalLikelihood(),
  });

test("the layer has about 30 lines", () => {
  expect(code.trimEnd().split("\n").length).toBeLessThanOrEqual(32);
});

const training = { epochs: 150, batchSize: 50, learningRate: 0.03 } as const;
test.each([
  ["weights drawn once a pass", () => methods.bayesByBackprop({ ...training, draws: 2 })],
  ["local reparameterisation", () => methods.bayesByBackprop({ ...training, estimator: "local" })],
  ["flipout", () => methods.bayesByBackprop({ ...training, estimator: "flipout" })],
  ["dropout", () => methods.mcDropout(training)],
])("it learns a ring under %s, and loads what it saved", async (_, method) => {
  const own = ownModel();
  const posterior = await run(method().fit({ model: own, data }, key(1)));
  const outputs = await predictOutputs(posterior, data.x, { draws: 10 }, key(3)).read();
  let right = 0;
  for (let i = 0; i < COUNT; i++) {
    let margin = 0;
    for (let draw = 0; draw < 10; draw++) margin += outputs[(draw * COUNT + i) * 2 + 1]! - outputs[(draw * COUNT + i) * 2]!;
    if (margin > 0 === (classes[i] === 1)) right++;
  }
  // the larger class alone is right for 53 %
  expect(right / COUNT).toBeGreaterThan(0.85);
  const bytes = await posterior.save();
  await expect(loadPosterior(bytes)).rejects.toThrow('layer 0 is of kind "maxout", expected one of dense');
  const again = await loadPosterior(bytes, { model: own });
  expect(await again.draw(key(5))(data.x).read()).toEqual(await posterior.draw(key(5))(data.x).read());
});
