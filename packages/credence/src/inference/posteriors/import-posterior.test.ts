import { key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { activation } from "../../nn/activation.ts";
import { dense } from "../../nn/dense.ts";
import { dropout } from "../../nn/dropout.ts";
import { sequential } from "../../nn/sequential.ts";
import { decodeSafetensors, encodeSafetensors } from "../../saving/safetensors.ts";
import { type ImportOptions, importPosterior } from "./import-posterior.ts";

const networkWith = (rate: number) =>
  sequential([dense({ inputs: 2, outputs: 3 }), activation("relu"), dropout({ rate }), dense({ inputs: 3, outputs: 2 })]);
const own = model({
  network: networkWith(0.5),
  prior: normal({ mean: 0, stdDev: 1 }),
  likelihood: categoricalLikelihood(),
});

// as torch.nn.Linear keeps them: [outputs, inputs]
const arrays = {
  "fc1.weight": [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  "fc1.bias": [0.5, 0, -40],
  "fc2.weight": [
    [1, 0, 1],
    [0, 1, 1],
  ],
  "fc2.bias": [0, 1],
} as const;

const file = (change: Record<string, { shape: readonly number[]; values: Float32Array }> = {}) =>
  encodeSafetensors({
    metadata: {},
    arrays: new Map([
      ...Object.entries(arrays).flatMap(([name, rows]): [string, { shape: readonly number[]; values: Float32Array }][] => {
        const shape = Array.isArray(rows[0]) ? [rows.length, rows[0].length] : [rows.length];
        const values = Float32Array.from((rows as readonly (number | readonly number[])[]).flat());
        return [
          [name, { shape, values }],
          [`${name}_rho`, { shape, values: values.map(() => -30) }],
        ];
      }),
      ...Object.entries(change),
    ]),
  });

const sources = (name: string) => {
  const [layer, role, part] = name.split(".");
  const from = `fc${layer === "0" ? 1 : 2}.${role}${part === "rho" ? "_rho" : ""}`;
  return role === "weight" ? ({ from, layout: "outputs-first" } as const) : { from };
};

const options = (family: ImportOptions["family"]): ImportOptions => ({ model: own, family, arrays: sources });

describe("weights of another library", () => {
  // x W1' + b1 = [1 + 2 + 0.5, 7, 11 - 40] -> relu [3.5, 7, 0] -> [3.5, 8]
  const x = tensor([[1, 1]]);

  test.each(["point", "mean-field"] as const)("give that library's outputs as a %s", async (family) => {
    const posterior = await importPosterior(file(), { ...options(family), model: model({ ...own, network: networkWith(0) }) });
    const outputs = await posterior.draw(key(1))(x).read();
    // softplus(-30) leaves standard deviations of 1e-13
    expect(outputs[0]).toBeCloseTo(3.5, 5);
    expect(outputs[1]).toBeCloseTo(8, 5);
  });

  test("as dropout, units are kept and doubled or gone", async () => {
    const posterior = await importPosterior(file(), options("dropout"));
    const seen = new Set<string>();
    for (let seed = 0; seed < 40; seed++) seen.add(String([...(await posterior.draw(key(seed))(x).read())]));
    expect([...seen].sort()).toEqual(["0,1", "0,15", "7,1", "7,15"]);
  });
});

test("a file of half precision with an I64 counter in it gives the outputs of its weights", async () => {
  const halves = (values: readonly number[]) => new Uint8Array(Float16Array.from(values).buffer);
  const parts = Object.entries(arrays).map(([name, rows]): [string, number[], Uint8Array] => [
    name,
    Array.isArray(rows[0]) ? [rows.length, rows[0].length] : [rows.length],
    halves((rows as readonly (number | readonly number[])[]).flat()),
  ]);
  let end = 8;
  const header = JSON.stringify({
    num_batches_tracked: { dtype: "I64", shape: [], data_offsets: [0, 8] },
    ...Object.fromEntries(
      parts.map(([name, shape, { length }]) => [name, { dtype: "F16", shape, data_offsets: [end, (end += length)] }] as const),
    ),
  });
  const bytes = new Uint8Array(8 + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(Buffer.from(header), 8);
  bytes.set(Buffer.concat(parts.map(([, , data]) => data)), 8 + header.length + 8);
  const posterior = await importPosterior(bytes, { ...options("point"), model: model({ ...own, network: networkWith(0) }) });
  expect([
    ...(await posterior
      .draw(key(1))(tensor([[1, 1]]))
      .read()),
  ]).toEqual([3.5, 8]);
});

describe("what does not fit is refused with both names", () => {
  test.each([
    [
      "a missing array",
      { ...options("point"), arrays: (name: string) => ({ from: `layers.${name}` }) },
      '"0.weight.mean" should come from "layers.0.weight.mean", which the file does not hold (it has fc1.weight,',
    ],
    [
      "another layout",
      { ...options("point"), arrays: (name: string) => ({ from: sources(name).from }) },
      '"fc1.weight" is [3, 2], expected [2, 3] for "0.weight.mean"',
    ],
    [
      "another network",
      { ...options("point"), model: model({ ...own, network: sequential([dense({ inputs: 4, outputs: 3 })]) }) },
      '"fc1.weight" is [3, 2], expected [3, 4] for "0.weight.mean"',
    ],
    [
      "dropout without dropout",
      { ...options("dropout"), model: model({ ...own, network: sequential([dense({ inputs: 2, outputs: 3 })]) }) },
      "the network has no dropout layer",
    ],
  ] as [string, ImportOptions, string][])("%s", async (_, given, message) => {
    await expect(importPosterior(file(), given)).rejects.toThrow(message);
  });

  test("an array of whole numbers", async () => {
    const bytes = encodeSafetensors({
      metadata: {},
      arrays: new Map([...decodeSafetensors(file()).arrays, ["fc2.bias", { shape: [2], values: Int32Array.of(0, 1) }]]),
    });
    await expect(importPosterior(bytes, options("point"))).rejects.toThrow(
      'importPosterior: "fc2.bias" holds whole numbers (I32), expected floating point for "3.bias.mean"',
    );
  });

  test("values that are not finite", async () => {
    const lost = file({ "fc2.bias": { shape: [2], values: Float32Array.of(0, Number.NaN) } });
    await expect(importPosterior(lost, options("point"))).rejects.toThrow(
      'importPosterior: value 1 of "fc2.bias" is NaN, expected finite numbers for "3.bias.mean"',
    );
  });

  test("an array of another shape under the right name", async () => {
    await expect(importPosterior(file({ "fc2.bias": { shape: [3], values: new Float32Array(3) } }), options("point"))).rejects.toThrow(
      '"fc2.bias" is [3], expected [2] for "3.bias.mean"',
    );
  });
});
