import { gaussianDraw, key, randomBernoulli, randomNormal, type Tensor, tensor, unstack } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { gru, type LayerPass, lstm } from "./index.ts";
import { exactNoise, flipoutNoise, localReparameterizationNoise, type Noise, sharedNoise } from "./noise.ts";
import { bindPasses } from "./passes.ts";
import type { RecurrentLayer } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

const [BATCH, STEPS, INPUTS, UNITS] = [3, 4, 2, 3];
const x = randomNormal(key(1), [BATCH, STEPS, INPUTS]);
const kinds = { lstm, gru } as const;
const sizes = { inputs: INPUTS, units: UNITS };
type Part = "mean" | "rho";

/** Beliefs of every array of the layer, by its own key; rho near -1, where standard deviations are 0.3. */
const beliefsOf = ({ maps }: RecurrentLayer) => [
  Object.fromEntries(
    Object.entries(maps!).map(([name, { weight, bias }]) => {
      const of = (role: "weight" | "bias", part: Part, shape: readonly number[]) =>
        randomNormal(key(2).child(name).child(role).child(part), shape, { mean: part === "mean" ? 0 : -1, stdDev: 0.5 });
      const belief = (role: "weight" | "bias", shape: readonly number[]) => ({
        mean: of(role, "mean", shape),
        rho: of(role, "rho", shape),
      });
      return [name, { weight: belief("weight", weight.shape), ...(bias && { bias: belief("bias", bias.shape) }) }];
    }),
  ),
];

const passOf = (layer: RecurrentLayer, noise: Noise, dropout: "off" | "each" | "function" = "off") =>
  bindPasses(sequential([layer]), { noise, beliefs: beliefsOf(layer), dropout, key: key(9) }).passes[0]!;
const run = (layer: RecurrentLayer, given: Tensor = x, noise: Noise = exactNoise) => layer.forward(given, passOf(layer, noise));
const rowsOf = async (y: Tensor): Promise<number[][]> => {
  const values = [...(await y.read())];
  const width = y.shape[y.shape.length - 1]!;
  return Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));
};

describe.each(Object.entries(kinds))("%s", (kind, make) => {
  test("one draw of the weights serves all steps: that of an exact pass with the weights drawn", async () => {
    const layer = make(sizes);
    const drawn = await run(layer, x, sharedNoise({ draws: 2 })).read();
    const [beliefs] = beliefsOf(layer);
    for (const draw of [0, 1]) {
      const weights = (map: string, role: "weight" | "bias") => {
        const belief = beliefs![map]![role];
        if (!belief) return undefined;
        const noise = key(9).child(0).child("map").child(map).child(role);
        const { weights: all } = gaussianDraw(belief.mean, belief.rho, { noise, draws: 2 });
        return { mean: pick(all, draw) };
      };
      const exact = Object.fromEntries(
        Object.keys(beliefs!).map((map) => [
          map,
          { weight: weights(map, "weight")!, ...(weights(map, "bias") && { bias: weights(map, "bias")! }) },
        ]),
      );
      const { passes } = bindPasses(sequential([layer]), { noise: exactNoise, beliefs: [exact], dropout: "off", key: key(9) });
      const alone = await layer.forward(x, passes[0]!).read();
      for (const [i, value] of alone.entries()) expect(drawn[draw * alone.length + i]).toBeCloseTo(value, 6);
    }
  });

  test("flipout: each example has weights of its own, the same at every step", async () => {
    const layer = make(sizes);
    const flipped = await rowsOf(run(layer, x, flipoutNoise({ draws: 1 })));
    const [beliefs] = beliefsOf(layer);
    const softplus = (rho: number) => Math.log1p(Math.exp(rho));
    for (let example = 0; example < BATCH; example++) {
      // W + s e, with the example's signs around: a_i (s e)_ij b_j
      const own: Record<string, { weight: { mean: Tensor }; bias?: { mean: Tensor } }> = {};
      for (const [map, belief] of Object.entries(beliefs!)) {
        const source = key(9).child(0).child("map").child(map);
        const [rows, columns] = belief.weight.mean.shape as [number, number];
        const sign = async (name: string, width: number) =>
          (await randomBernoulli(source.child(name), [BATCH, width], { probability: 0.5, scale: 2 }).read()).map((value) => value - 1);
        const [a, b] = [await sign("inputSign", rows), await sign("outputSign", columns)];
        const e = await randomNormal(source.child("weight"), [1, rows, columns]).read();
        const [mean, rho] = [await belief.weight.mean.read(), await belief.weight.rho.read()];
        const weight = mean.map((m, at) => {
          const [i, j] = [Math.floor(at / columns), at % columns];
          return m + a[example * rows + i]! * softplus(rho[at]!) * e[at]! * b[example * columns + j]!;
        });
        own[map] = { weight: { mean: tensor(weight, [rows, columns]) } };
        if (!belief.bias) continue;
        const shift = await randomNormal(source.child("bias"), [1, columns]).read();
        const spread = await belief.bias.rho.read();
        const means = await belief.bias.mean.read();
        own[map]!.bias = { mean: tensor(means.map((m, j) => m + softplus(spread[j]!) * shift[j]!)) };
      }
      const { passes } = bindPasses(sequential([layer]), { noise: exactNoise, beliefs: [own], dropout: "off", key: key(9) });
      const alone = await rowsOf(layer.forward(x, passes[0]!));
      for (const [unit, value] of alone[example]!.entries()) expect(flipped[example]![unit]).toBeCloseTo(value, 5);
    }
  });

  test("noise that draws weights anew at each step is refused", () => {
    expect(() => run(make(sizes), x, localReparameterizationNoise({ draws: 1 }))).toThrow(
      `${kind}: the noise draws weights anew at each step, and its steps share them; expected shared noise or flipout`,
    );
  });

  test("sequences of unequal length: each ends as it does alone, whatever fills it up", async () => {
    const lengths = [2, 4, 1];
    const values = await x.read();
    for (const padding of [0, 7.3]) {
      const filled = values.map((value, at) =>
        Math.floor(at / INPUTS) % STEPS < lengths[Math.floor(at / (INPUTS * STEPS))]! ? value : padding,
      );
      const together = await rowsOf(run(make({ ...sizes, padding }), tensor(filled, x.shape)));
      const all = run(make({ ...sizes, padding, states: "all" }), tensor(filled, x.shape));
      expect(all.shape).toEqual([BATCH, STEPS, UNITS]);
      const states = await rowsOf(all);
      for (const [sequence, length] of lengths.entries()) {
        const from = sequence * STEPS * INPUTS;
        const own = tensor(values.slice(from, from + length * INPUTS), [1, length, INPUTS]);
        expect(together[sequence]).toEqual((await rowsOf(run(make(sizes), own)))[0]);
        const alone = await rowsOf(run(make({ ...sizes, states: "all" }), own));
        for (let step = 0; step < STEPS; step++)
          expect(states[sequence * STEPS + step]!.map((value) => value + 0)).toEqual(step < length ? alone[step] : Array(UNITS).fill(0));
      }
    }
  });

  test("the steps behind the longest sequence of a batch are left out, and all states keep the steps of x", () => {
    const layer = make({ ...sizes, padding: 0, states: "all" });
    const values = Float32Array.from({ length: 2 * STEPS * INPUTS }, (_, at) => (Math.floor(at / INPUTS) % STEPS < 2 ? 1 : 0));
    const given = tensor(values, [2, STEPS, INPUTS]);
    expect(layer.unroll(given, passOf(layer, exactNoise)).states.length).toBe(2);
    expect(run(layer, given).shape).toEqual([2, STEPS, UNITS]);
  });

  test("draws of two layers in a row: the second takes sequences of each draw, with their lengths", async () => {
    const layers = [make({ ...sizes, padding: 0, states: "all" }), make({ inputs: UNITS, units: 2, padding: 0 })];
    const given = tensor([
      [
        [1, 2],
        [0.5, -1],
        [0, 0],
      ],
      [
        [1, 1],
        [2, 3],
        [4, 5],
      ],
    ]);
    const network = sequential(layers);
    const beliefs = layers.flatMap(beliefsOf);
    const outputs = (draws: number, rows: Tensor) =>
      network.forward(rows, bindPasses(network, { noise: sharedNoise({ draws }), beliefs, dropout: "off", key: key(5) }).passes);
    const together = outputs(2, given);
    expect(together.shape).toEqual([2, 2, 2]);
    const short = outputs(
      2,
      tensor([
        [
          [1, 2],
          [0.5, -1],
        ],
      ]),
    );
    const [all, first] = [await together.read(), await short.read()];
    for (const draw of [0, 1]) for (const unit of [0, 1]) expect(all[draw * 4 + unit]).toBeCloseTo(first[draw * 2 + unit]!, 6);
    expect(all[0]).not.toBe(all[4]);
  });

  test("a mask of dropout is one for all steps of a sequence, another for its state, and one for all sequences of a draw", async () => {
    const FEATURES = 8;
    const layer = make({ inputs: FEATURES, units: 8, dropout: 0.5, recurrentDropout: 0.5 });
    const given = randomNormal(key(3), [BATCH, STEPS, FEATURES]);
    for (const mode of ["each", "function"] as const) {
      const seen: Record<"input" | "recurrent", Tensor[]> = { input: [], recurrent: [] };
      const pass = passOf(layer, exactNoise, mode);
      const { states } = layer.unroll(given, {
        ...pass,
        // a step after the other, whose bits those of all steps at once are (the operation's test)
        weights: () => undefined,
        apply(masked, map) {
          seen[map as "input" | "recurrent"].push(masked);
          return pass.apply(masked, map);
        },
      });
      // what went in, over what there was: 0 or 1 / (1 - rate), the same at each step
      const values = await given.read();
      const masked = await seen.input[0]!.read();
      const inputMask = Array.from({ length: STEPS }, (_, step) =>
        Array.from({ length: BATCH * FEATURES }, (_, at) => {
          const [sequence, feature] = [Math.floor(at / FEATURES), at % FEATURES];
          return (
            Math.round(masked[(step * BATCH + sequence) * FEATURES + feature]! / values[(sequence * STEPS + step) * FEATURES + feature]!) +
            0
          );
        }),
      );
      const stateMask = await Promise.all(
        seen.recurrent.slice(1).map(async (one, step) => {
          const [after, before] = [await one.read(), await states[step]!.read()];
          return [...after].map((value, at) => Math.round(value / before[at]!) + 0);
        }),
      );
      for (const masks of [inputMask, stateMask]) {
        for (const mask of masks) expect(mask).toEqual(masks[0]);
        expect(new Set(masks[0])).toEqual(new Set([0, 2]));
        const perSequence = Array.from({ length: BATCH }, (_, i) =>
          masks[0]!.slice((i * masks[0]!.length) / BATCH, ((i + 1) * masks[0]!.length) / BATCH),
        );
        if (mode === "function") for (const one of perSequence) expect(one).toEqual(perSequence[0]);
        else expect(new Set(perSequence.map(String)).size).toBeGreaterThan(1);
      }
    }
    expect(layer.drops).toBe(true);
    expect(make(sizes).drops).toBe(false);
  });

  test("all steps at once give the bits of a step after the other, with dropout and unequal lengths, states and cell", async () => {
    const layer = make({ ...sizes, dropout: 0.3, recurrentDropout: 0.5 });
    const pass = passOf(layer, sharedNoise({ draws: 2 }), "each");
    const valuesOf = async (one: LayerPass, lengths: readonly number[]) => {
      const { states, last } = layer.unroll(x, one, { lengths });
      return Promise.all(
        [...states, last.state, ...(last.cell ? [last.cell] : [])].map(async (each) => (await each.read()).map((v) => v + 0)),
      );
    };
    for (const lengths of [
      [4, 4, 4],
      [3, 1, 2],
    ])
      expect(await valuesOf(pass, lengths)).toEqual(await valuesOf({ ...pass, weights: () => undefined }, lengths));
    expect(pass.weights!("recurrent")!.weight.shape.length).toBe(3);
  });

  test("what is no batch of sequences, and sequences of length 0, are refused by name", () => {
    const layer = make({ ...sizes, padding: 0 });
    expect(() => run(layer, tensor([[1, 2]]))).toThrow(`${kind}: x is float32 [1, 2], expected float32 [batch, steps, 2]`);
    expect(() => run(layer, tensor([[[1, 2, 3]]]))).toThrow(`${kind}: x is float32 [1, 1, 3], expected float32 [batch, steps, 2]`);
    expect(() => run(layer, tensor([], [2, 0, 2]))).toThrow(`${kind}: x is [2, 0, 2], sequences of length 0, expected a step or more`);
    expect(() => run(layer, tensor([[[1, 2]], [[0, 0]]]))).toThrow(
      `${kind}: sequence 1 has length 0 (all its steps are the padding, 0), expected 1 to 1`,
    );
    const pass = passOf(layer, exactNoise);
    expect(() => layer.unroll(x, pass, { lengths: [1, 2] })).toThrow(`${kind}: 2 lengths, expected one for each of 3 sequences`);
    expect(() => layer.unroll(x, pass, { lengths: [1, 2, 5] })).toThrow(`${kind}: sequence 2 has length 5, expected 1 to 4`);
  });
});

const pick = (all: Tensor, draw: number): Tensor => unstack(all)[draw]!;
