import { key, normals, scope, softplus, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { type Distribution, laplace, normal, scaleMixture } from "../../distributions/index.ts";
import { predictOutputs } from "../../inference/predict.ts";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import * as methods from "../methods/index.ts";
import { loadPosterior } from "../posteriors/load-posterior.ts";
import { meanFieldPosterior } from "../posteriors/mean-field-posterior.ts";
import { run } from "../run.ts";
import { blobs } from "../testing/problems.ts";
import { decibels, keepStrongest, prune, saving, signals, signalToNoise } from "./index.ts";

/** A network 3-5-5-2 with drawn means and standard deviations near 0.1 to 2, under a prior. */
function posteriorUnder(prior: Distribution) {
  const network = mlp({ inputs: 3, hidden: [5, 5], outputs: 2 });
  const arrays = network.weights.flatMap(({ name, shape }) => {
    const size = shape.reduce((product, n) => product * n, 1);
    return (["mean", "rho"] as const).map((part) => ({
      name: `${name}.${part}`,
      value: tensor(normals(key(3).child(name).child(part), size), shape),
    }));
  });
  return { arrays, posterior: meanFieldPosterior(model({ network, prior, likelihood: categoricalLikelihood() }), arrays) };
}

const gaussian = posteriorUnder(normal({ mean: 0, stdDev: 1.5 }));
const x = tensor(normals(key(4), 12), [4, 3]);
const sigma = (rho: number) => Math.log1p(Math.exp(rho));

/** Names, roles and values of all 67 parameters. */
async function parametersOf({ arrays }: ReturnType<typeof posteriorUnder>) {
  const byName = new Map<string, Float32Array>();
  for (const { name, value } of arrays) byName.set(name, (await value.read()) as Float32Array);
  return [...new Set(arrays.map(({ name }) => name.slice(0, name.lastIndexOf("."))))].flatMap((name) =>
    Array.from(byName.get(`${name}.mean`)!, (mean, i) => ({ name, i, mean, rho: byName.get(`${name}.rho`)![i]! })),
  );
}

describe("signal-to-noise ratios", () => {
  test("of single weights, certain ones among them", () => {
    expect(signalToNoise([1, -3, 0, 0, 2], [2, 1, 0, 4, 0])).toEqual(Float64Array.of(0.5, 3, 0, 0, Number.POSITIVE_INFINITY));
    expect(decibels(100)).toBe(20);
    expect(decibels(0)).toBe(Number.NEGATIVE_INFINITY);
  });

  test("of a posterior: |mean| / softplus(rho)", async () => {
    const parameters = await parametersOf(gaussian);
    const ratios = (await signals(gaussian.posterior)).flatMap((one) => [...one.ratios]);
    for (const [i, { mean, rho }] of parameters.entries()) expect(ratios[i]! / (Math.abs(mean) / sigma(rho))).toBeCloseTo(1, 5);
  });

  test.each([
    [() => signalToNoise([1, 2], [1]), "signalToNoise: 2 means and 1 standard deviations"],
    [() => signalToNoise([1], [-1]), "weight 0 has mean 1 and standard deviation -1"],
    [() => signalToNoise([0, Number.NaN], [1, 1]), "weight 1 has mean NaN"],
    [() => keepStrongest([1], { share: 1.1 }), "pruning: share is 1.1, expected 0 to 1"],
    [() => keepStrongest([1], { share: Number.NaN, cut: "quantile" }), "share is NaN"],
    [() => keepStrongest([1, 2, Number.NaN], { share: 0.5 }), "pruning: ratio 2 is NaN, expected a number"],
    [() => keepStrongest(Float64Array.of(Number.NaN, 2), { share: 0.5, cut: "quantile" }), "pruning: ratio 0 is NaN"],
  ])("rejects what is no ratio or share", (attempt, message) => expect(attempt).toThrow(message));
});

describe("the cut", () => {
  // Against the definition, by sorting places: floor(share n) of the lowest go, the earlier of equal ones first.
  test.each([0, 0.1, 0.25, 0.5, 0.74, 0.99, 1])("by count at share %d, with ties", (share) => {
    const ratios = Array.from(normals(key(1), 101), (value) => Math.abs(Math.round(value * 4)) / 4);
    const order = ratios.map((_, i) => i).toSorted((a, b) => ratios[a]! - ratios[b]! || a - b);
    const gone = new Set(order.slice(0, Math.floor(share * 101)));
    const { kept, removed } = keepStrongest(ratios, { share });
    expect([...kept]).toEqual(ratios.map((_, i) => (gone.has(i) ? 0 : 1)));
    expect(removed).toBe(gone.size);
  });

  // In real numbers 0.29 * 100 is 29; the float64 next to 0.29 lies below it, and so does the product.
  test("by count takes the whole part of the float64 product", () => {
    const ratios = Array.from({ length: 100 }, (_, i) => i);
    expect(keepStrongest(ratios, { share: 0.29 }).removed).toBe(28);
    expect(keepStrongest(ratios, { share: 0.3 }).removed).toBe(30);
  });

  // Thresholds: numpy.quantile of the same numbers.
  test.each([
    [0, 1, 0],
    [0.25, 2, 1],
    [0.3, 2.2, 2],
    [0.5, 3, 2],
    [1, 8, 4],
  ])("by quantile at share %d: below %d go", (share, threshold, removed) => {
    const cut = keepStrongest([3, 1, 8, 2, 4], { share, cut: "quantile" });
    expect(cut.threshold).toBeCloseTo(threshold, 12);
    expect(cut.removed).toBe(removed);
    expect([...cut.kept].filter((flag) => flag === 0).length).toBe(removed);
  });

  test("by quantile equal weights stay together, by count they do not", () => {
    const ratios = [2, 2, 2, 2, 5];
    expect([...keepStrongest(ratios, { share: 0.5, cut: "quantile" }).kept]).toEqual([1, 1, 1, 1, 1]);
    expect([...keepStrongest(ratios, { share: 0.5 }).kept]).toEqual([0, 0, 1, 1, 1]);
  });

  test("infinite ratios and empty lists have thresholds too", () => {
    const infinity = Number.POSITIVE_INFINITY;
    expect(keepStrongest([1, infinity, infinity], { share: 0.75, cut: "quantile" })).toMatchObject({ threshold: infinity, removed: 1 });
    expect(keepStrongest([1, infinity], { share: 1 })).toMatchObject({ threshold: infinity, removed: 2 });
    for (const cut of ["count", "quantile"] as const) expect(keepStrongest([], { share: 0.5, cut }).removed).toBe(0);
  });
});

describe("a pruned posterior", () => {
  test("has mean 0 and standard deviation 0 where the ratio is low, biases aside", async () => {
    const { posterior, removed, size, arrays } = await prune(gaussian.posterior, { share: 0.6 });
    expect([size, removed]).toEqual([50, 30]);
    expect(arrays.map((array) => [array.name, array.size])).toEqual([
      ["0.weight", 15],
      ["2.weight", 25],
      ["4.weight", 10],
    ]);
    const threshold = arrays[0]!.threshold;
    const stay = new Map((await signals(gaussian.posterior)).map(({ name, ratios }) => [name, ratios]));
    const before = gaussian.posterior.weightMarginals!();
    for (const [place, { name, mean, stdDev }] of posterior.weightMarginals!().entries()) {
      const keeps = Array.from(stay.get(name)!, (ratio) => name.endsWith("bias") || ratio >= threshold);
      const [means, stdDevs] = [await before[place]!.mean.read(), await before[place]!.stdDev.read()];
      expect(await mean.read()).toEqual(means.map((value, i) => (keeps[i] ? value : 0)));
      expect(await stdDev.read()).toEqual(stdDevs.map((value, i) => (keeps[i] ? value : 0)));
      const own = arrays.find((array) => array.name === name);
      if (own) expect(own).toMatchObject({ removed: keeps.filter((keep) => !keep).length, share: own.removed / own.size, threshold });
    }
    posterior.dispose();
  });

  test("takes the same share of each layer under its own threshold, and biases when told", async () => {
    const pruned = await prune(gaussian.posterior, { share: 0.4, scope: "layer", biases: "prune" });
    expect(pruned.arrays.map(({ name, removed }) => [name, removed])).toEqual([
      ["0.weight", 6],
      ["0.bias", 2],
      ["2.weight", 10],
      ["2.bias", 2],
      ["4.weight", 4],
      ["4.bias", 0],
    ]);
    expect(new Set(pruned.arrays.map(({ threshold }) => threshold)).size).toBe(6);
  });

  // The oracle: each weight from its own noise, removed ones left out of sums in float64.
  test("draws the functions of the whole posterior without the removed weights", async () => {
    const { posterior, arrays } = await prune(gaussian.posterior, { share: 0.5, biases: "prune" });
    const { threshold } = arrays[0]!;
    const own = key(9);
    const drawn = new Map<string, number[]>();
    for (const { name, mean, rho, i } of await parametersOf(gaussian)) {
      const [layer, role] = name.split(".") as [string, string];
      const noise = normals(own.child(Number(layer)).child(role), i + 1)[i]!;
      const stays = Math.abs(mean) / sigma(rho) >= threshold * (1 - 1e-6);
      drawn.set(name, [...(drawn.get(name) ?? []), stays ? mean + sigma(rho) * noise : 0]);
    }
    const layerOf = (inputs: readonly number[], layer: number): number[] =>
      drawn
        .get(`${layer}.bias`)!
        .map((bias, output, all) =>
          inputs.reduce((sum, input, i) => sum + input * drawn.get(`${layer}.weight`)![i * all.length + output]!, bias),
        );
    const relu = (values: readonly number[]) => values.map((value) => Math.max(0, value));
    const rows = await x.read();
    const expected = [0, 1, 2, 3].flatMap((row) => layerOf(relu(layerOf(relu(layerOf([...rows.slice(3 * row, 3 * row + 3)], 0)), 2)), 4));
    const outputs = await posterior.draw(own)(x).read();
    for (const [i, value] of expected.entries()) expect(outputs[i]).toBeCloseTo(value, 4);
    expect(outputs).not.toEqual(await gaussian.posterior.draw(own)(x).read());
  });

  test("with nothing removed it is the whole posterior, bit for bit", async () => {
    for (const options of [{ share: 0 }, { share: 0, scope: "layer", biases: "prune" }] as const) {
      const { posterior } = await prune(gaussian.posterior, options);
      expect(await predictOutputs(posterior, x, { draws: 3 }, key(1)).read()).toEqual(
        await predictOutputs(gaussian.posterior, x, { draws: 3 }, key(1)).read(),
      );
      expect(await posterior.complexity!(key(2))).toEqual(await gaussian.posterior.complexity!(key(2)));
    }
  });

  test("with all weights removed it is its biases: one function of no input", async () => {
    const { posterior } = await prune(gaussian.posterior, { share: 1 });
    const outputs = await posterior.draw(key(5))(x).read();
    for (let row = 1; row < 4; row++) expect(outputs.slice(2 * row, 2 * row + 2)).toEqual(outputs.slice(0, 2));
    const empty = await prune(gaussian.posterior, { share: 1, biases: "prune" });
    expect([...(await empty.posterior.draw(key(5))(x).read())].map(Math.abs)).toEqual(Array(8).fill(0));
    expect((await empty.posterior.complexity!(key(2))).value).toBe(0);
    expect((await (await loadPosterior(await empty.posterior.save())).complexity!(key(2))).value).toBe(0);
  });

  test("pruned again, what was gone stays gone", async () => {
    const [half, most] = [await prune(gaussian.posterior, { share: 0.5 }), await prune(gaussian.posterior, { share: 0.8 })];
    const again = await prune(half.posterior, { share: 0.8 });
    expect(again.removed).toBe(40);
    expect(await again.posterior.draw(key(1))(x).read()).toEqual(await most.posterior.draw(key(1))(x).read());
    const fewer = await prune(half.posterior, { share: 0.1 });
    expect(await fewer.posterior.draw(key(1))(x).read()).toEqual(await half.posterior.draw(key(1))(x).read());
  });
});

describe("its complexity", () => {
  test("is the closed form over the kept weights, normal prior", async () => {
    const { posterior, arrays } = await prune(gaussian.posterior, { share: 0.7 });
    const threshold = arrays[0]!.threshold;
    const expected = (await parametersOf(gaussian)).reduce((total, { name, mean, rho }) => {
      const s = sigma(rho);
      if (name.endsWith("weight") && Math.abs(mean) / s < threshold * (1 - 1e-6)) return total;
      return total + Math.log(1.5 / s) + (s ** 2 + mean ** 2) / (2 * 1.5 ** 2) - 0.5;
    }, 0);
    // float32 terms
    expect((await posterior.complexity!(key(1))).value / expected).toBeCloseTo(1, 5);
    expect((await posterior.complexity!(key(1))).value).toBeLessThan((await gaussian.posterior.complexity!(key(1))).value);
  });

  test("falls to the biases' own when all weights go, Laplace prior", async () => {
    const { posterior } = posteriorUnder(laplace({ mean: 0, scale: 0.4 }));
    const all = await prune(posterior, { share: 1 });
    const biases = await posterior.keepOnly!(
      new Map(["0.weight", "2.weight", "4.weight"].map((name, i) => [name, new Uint8Array([15, 25, 10][i]!)])),
    );
    expect(await all.posterior.complexity!(key(1))).toEqual(await biases.complexity!(key(1)));
  });

  test("is the Monte Carlo estimate over the kept weights, mixture prior", async () => {
    const parts = { weight: 0.5, stdDev1: 1, stdDev2: 0.1 };
    const mixture = posteriorUnder(scaleMixture(parts));
    const { posterior, arrays } = await prune(mixture.posterior, { share: 0.7 });
    const estimates = await Promise.all(Array.from({ length: 60 }, async (_, i) => (await posterior.complexity!(key(7).child(i))).value));
    const mean = estimates.reduce((sum, value) => sum + value, 0) / 60;
    const error = Math.sqrt(estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 59 / 60);
    // E_q[log q - log p] by Simpson's rule over 8 standard deviations
    const expected = (await parametersOf(mixture)).reduce((total, { name, mean: m, rho }) => {
      const s = sigma(rho);
      if (name.endsWith("weight") && Math.abs(m) / s < arrays[0]!.threshold * (1 - 1e-6)) return total;
      const density = (z: number, deviation: number) => Math.exp((-z * z) / (2 * deviation ** 2)) / (deviation * Math.sqrt(2 * Math.PI));
      const steps = 2000;
      let sum = 0;
      for (let i = 0; i <= steps; i++) {
        const w = m + s * (-8 + (16 * i) / steps);
        const q = density(w - m, s);
        const p = parts.weight * density(w, parts.stdDev1) + (1 - parts.weight) * density(w, parts.stdDev2);
        sum += (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2) * q * Math.log(q / p);
      }
      return total + (sum * 16 * s) / steps / 3;
    }, 0);
    expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.02 * expected);
  });
});

test("flags changed after pruning change nothing: not its draws, its complexity or its file", async () => {
  const flags = () => new Map([["0.weight", Uint8Array.from({ length: 15 }, (_, i) => i % 2)]]);
  const untouched = await gaussian.posterior.keepOnly!(flags());
  for (const from of [gaussian.posterior, await gaussian.posterior.keepOnly!(new Map())]) {
    const changed = flags();
    const making = from.keepOnly!(changed);
    // while it is made, and after
    changed.get("0.weight")!.fill(1, 0, 8);
    const posterior = await making;
    changed.get("0.weight")!.fill(0);
    changed.set("2.weight", new Uint8Array(25));
    expect(await posterior.draw(key(1))(x).read()).toEqual(await untouched.draw(key(1))(x).read());
    expect(await posterior.complexity!(key(1))).toEqual(await untouched.complexity!(key(1)));
    expect(await posterior.save()).toEqual(await untouched.save());
  }
});

describe("its file", () => {
  test.each(["global", "layer"] as const)(
    "holds what is kept: the same predictions, complexity and file again, scope %s",
    async (scope) => {
      for (const share of [0, 0.5, 0.93, 1]) {
        const { posterior } = await prune(gaussian.posterior, { share, scope, biases: "prune" });
        const bytes = await posterior.save();
        const loaded = await loadPosterior(bytes);
        expect(loaded.kind).toBe("pruned");
        expect(await predictOutputs(loaded, x, { draws: 3 }, key(1)).read()).toEqual(
          await predictOutputs(posterior, x, { draws: 3 }, key(1)).read(),
        );
        expect(await loaded.complexity!(key(2))).toEqual(await posterior.complexity!(key(2)));
        expect(await loaded.save()).toEqual(bytes);
      }
    },
  );

  test("has eight bytes per kept weight and one bit per weight", async () => {
    const network = mlp({ inputs: 300, hidden: [100], outputs: 10 });
    const arrays = network.weights.flatMap(({ name, shape }) =>
      ["mean", "rho"].map((part) => ({
        name: `${name}.${part}`,
        value: tensor(
          normals(
            key(8).child(name).child(part),
            shape.reduce((product, n) => product * n, 1),
          ),
          shape,
        ),
      })),
    );
    const whole = meanFieldPosterior(
      model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() }),
      arrays,
    );
    const { posterior } = await prune(whole, { share: 0.95 });
    const { denseBytes, sparseBytes, factor } = await saving(whole, posterior);
    const header = 2000;
    expect(Math.abs(denseBytes - 8 * 31_110)).toBeLessThan(header);
    expect(Math.abs(sparseBytes - (8 * (31_000 * 0.05 + 110) + 31_000 / 8))).toBeLessThan(header);
    expect(factor).toBe(denseBytes / sparseBytes);
  });
});

describe("what cannot be pruned is named", () => {
  test("a point, an ensemble, dropout", async () => {
    const settings = { epochs: 1, batchSize: 50, prior: "flat" } as const;
    const without = {
      point: methods.map(settings),
      ensemble: methods.deepEnsemble({ ...settings, members: 2 }),
      dropout: methods.mcDropout(settings),
    };
    for (const [kind, method] of Object.entries(without)) {
      const posterior = await run(method.fit(blobs(50), key(1)));
      await expect(prune(posterior, { share: 0.5 })).rejects.toThrow(
        `pruning: the posterior is of kind "${kind}", expected one whose weights have`,
      );
    }
  });

  test("words it does not know", async () => {
    const wrong = { biases: "drop", cut: "median", scope: "all" };
    for (const [name, word] of Object.entries(wrong))
      await expect(prune(gaussian.posterior, { share: 0.5, [name]: word })).rejects.toThrow(`${name} is "${word}", expected `);
  });

  test("flags that fit no array", async () => {
    const keepOnly = gaussian.posterior.keepOnly!;
    await expect(keepOnly(new Map([["1.weight", new Uint8Array(3)]]))).rejects.toThrow('keepOnly: the network has no array "1.weight"');
    await expect(keepOnly(new Map([["0.weight", new Uint8Array(3)]]))).rejects.toThrow('keepOnly: "0.weight" has 3 flags, expected 15');
    const bytes = new Uint8Array(15).fill(1).fill(255, 7);
    await expect(keepOnly(new Map([["0.weight", bytes]]))).rejects.toThrow('keepOnly: "0.weight" has flag 255 at 7, expected 0 or 1');
    const { posterior } = await prune(gaussian.posterior, { share: 0.5 });
    await expect(posterior.keepOnly!(new Map([["0.bias", new Uint8Array(5).fill(2)]]))).rejects.toThrow('"0.bias" has flag 2 at 0');
  });

  test("another scope", async () => {
    await expect(prune(gaussian.posterior, { share: 0.5, scope: "array" as never })).rejects.toThrow(
      'prune: scope is "array", expected global or layer',
    );
  });
});

test("pruning and drawing give back what they take", async () => {
  const { engine } = await import("@credence/tensor");
  const once = async () => {
    const { posterior } = await prune(gaussian.posterior, { share: 0.5 });
    scope(() => void posterior.draw(key(1))(x));
    await posterior.complexity!(key(1));
    (await loadPosterior(await posterior.save())).dispose();
    posterior.dispose();
  };
  await once();
  const { held } = engine.info().memoryMiB;
  for (let i = 0; i < 5; i++) await once();
  expect(engine.info().memoryMiB.held).toBe(held);
  expect(await softplus(tensor([Number.NEGATIVE_INFINITY])).read()).toEqual(Float32Array.of(0));
});
