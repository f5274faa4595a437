import { engine, key, normals, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/index.ts";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import { decodeSafetensors, encodeSafetensors } from "../../saving/safetensors.ts";
import { loadPosterior } from "../posteriors/load-posterior.ts";
import { meanFieldPosterior } from "../posteriors/mean-field-posterior.ts";
import { prune } from "./index.ts";
import { packBits, unpackBits } from "./kept-weights.ts";

/** A network 3-5-5-2 with drawn means and standard deviations. */
function whole() {
  const network = mlp({ inputs: 3, hidden: [5, 5], outputs: 2 });
  const arrays = network.weights.flatMap(({ name, shape }) =>
    (["mean", "rho"] as const).map((part) => {
      const size = shape.reduce((product, n) => product * n, 1);
      return { name: `${name}.${part}`, value: tensor(normals(key(3).child(name).child(part), size), shape) };
    }),
  );
  return meanFieldPosterior(model({ network, prior: normal({ mean: 0, stdDev: 1.5 }), likelihood: categoricalLikelihood() }), arrays);
}

describe("a sparse file", () => {
  test("is refused where values and bits do not fit", async () => {
    const { posterior } = await prune(whole(), { share: 0.5 });
    const bytes = await posterior.save();
    // The first word of bits: one more weight is kept than there are values.
    const words = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const broken = new Int32Array(words);
    broken[broken.length - 1] = (1 << 10) - 1;
    const { held } = engine.info().memoryMiB;
    await expect(loadPosterior(new Uint8Array(broken.buffer))).rejects.toThrow(/loadPosterior: "4.weight.mean" has \d values, expected 10/);
    // the arrays of the layers before are given back
    expect(engine.info().memoryMiB.held).toBe(held);
    const file = decodeSafetensors(bytes);
    const cut = encodeSafetensors({
      metadata: file.metadata,
      arrays: new Map([...file.arrays, ["4.weight.kept", { shape: [2], values: new Int32Array(2) }]]),
    });
    await expect(loadPosterior(cut)).rejects.toThrow('loadPosterior: "4.weight.kept" has 2 numbers for 10 flags, expected 1');
    const retyped = (name: string, values: Float32Array | Int32Array) =>
      loadPosterior(
        encodeSafetensors({ metadata: file.metadata, arrays: new Map([...file.arrays, [name, { shape: [values.length], values }]]) }),
      );
    await expect(retyped("4.weight.kept", new Float32Array(1))).rejects.toThrow('"4.weight.kept" is float32, expected int32');
    const { length } = file.arrays.get("4.weight.mean")!.values;
    await expect(retyped("4.weight.mean", new Int32Array(length))).rejects.toThrow('"4.weight.mean" is int32, expected float32');
    expect(engine.info().memoryMiB.held).toBe(held);
  });

  test("bits come back", () => {
    const flags = Uint8Array.from({ length: 77 }, (_, i) => Number((i * i) % 3 === 1));
    expect(unpackBits(packBits(flags), { name: "any", count: 77 })).toEqual(flags);
    expect(packBits(Uint8Array.of(1, 0, 1))).toEqual(Int32Array.of(5));
    expect(() => unpackBits(new Int32Array(2), { name: "0.weight.kept", count: 77 })).toThrow(
      'loadPosterior: "0.weight.kept" has 2 numbers for 77 flags, expected 3',
    );
  });
});
