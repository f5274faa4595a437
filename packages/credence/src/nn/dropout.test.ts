import { full, key, randomNormal, type Shape, sum, type Tensor, tensor, valueAndGradient } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { activation } from "./activation.ts";
import { actsBefore } from "./channel-dropout.ts";
import { dropout } from "./dropout.ts";
import { maxPool } from "./max-pool.ts";
import { exactNoise } from "./noise.ts";
import { bindPasses, type DropoutMode } from "./passes.ts";
import { sequential } from "./sequential.ts";

async function rowsOf(
  shape: Shape,
  { rate = 0.4, unit = "element", mode, seed = 1 }: { rate?: number; unit?: "element" | "channel"; mode: DropoutMode; seed?: number },
) {
  const network = sequential([dropout({ rate, unit })]);
  const { passes } = bindPasses(network, { noise: exactNoise, beliefs: [undefined], dropout: mode, key: key(seed) });
  const values = [...(await network.forward(full(shape, 3), passes).read())];
  const size = values.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, row) => values.slice(row * size, (row + 1) * size));
}

test("by channel it takes images alone: of a row of features it would drop the whole batch", async () => {
  for (const shape of [
    [50, 40],
    [50, 7, 40],
  ])
    await expect(rowsOf(shape, { mode: "each", unit: "channel" })).rejects.toThrow(
      `dropout: x is [${shape.join(", ")}], expected [..., channels, height, width] for the unit "channel"`,
    );
});

describe("masks", () => {
  test("a function has one for the whole batch, whatever the batch", async () => {
    const rows = await rowsOf([50, 40], { mode: "function" });
    expect(new Set(rows.map(String)).size).toBe(1);
    expect(rows[0]).toContain(0);
    expect((await rowsOf([3, 40], { mode: "function" }))[0]).toEqual(rows[0]);
    expect((await rowsOf([3, 40], { mode: "function", seed: 2 }))[0]).not.toEqual(rows[0]);
  });

  test("fitting draws one for every example", async () => {
    const rows = await rowsOf([50, 40], { mode: "each" });
    expect(new Set(rows.map(String)).size).toBe(50);
  });

  test("the share kept is 1 - rate, and what is kept is divided by it", async () => {
    const values = (await rowsOf([200, 500], { mode: "each", rate: 0.4 })).flat();
    const kept = values.filter((v) => v !== 0);
    expect(new Set(kept).size).toBe(1);
    expect(kept[0]).toBeCloseTo(5, 5);
    // 4 standard errors of a share of 100,000
    expect(Math.abs(kept.length / values.length - 0.6)).toBeLessThan(4 * Math.sqrt(0.24 / values.length));
  });

  test("by channel, an image's channel is kept or dropped whole", async () => {
    for (const mode of ["each", "function"] as const) {
      const images = await rowsOf([6, 8, 5, 5], { mode, unit: "channel" });
      for (const image of images)
        for (let channel = 0; channel < 8; channel++) expect(new Set(image.slice(channel * 25, channel * 25 + 25)).size).toBe(1);
      expect(new Set(images.map(String)).size).toBe(mode === "function" ? 1 : 6);
    }
  });

  test("rate 0 and mode off change nothing; rate 1 is refused", async () => {
    for (const options of [
      { rate: 0, mode: "function" },
      { rate: 0.9, mode: "off" },
    ] as const)
      expect(new Set((await rowsOf([2, 9], options)).flat())).toEqual(new Set([3]));
    expect(() => dropout({ rate: 1 })).toThrow("rate is 1, expected from 0 to below 1");
  });
});

describe("dropout by channel acts behind the layers that commute with its mask", () => {
  const channels = dropout({ rate: 0.3, unit: "channel" });
  const [pool, rectify] = [maxPool({ size: 2 }), activation("relu")];

  test("which are max-pooling and ReLU, and nothing behind another layer or the end asked for", () => {
    expect(actsBefore([channels, pool, rectify, activation("gelu"), pool], 0)).toBe(3);
    expect(actsBefore([channels, pool, rectify], 0, 2)).toBe(2);
    expect(actsBefore([channels, activation("tanh"), pool], 0)).toBe(1);
    expect(actsBefore([dropout({ rate: 0.3 }), pool], 0)).toBe(1);
    expect(actsBefore([pool, rectify], 0)).toBe(1);
  });

  test.each(["each", "function"] as const)("values are those of the layers in order, bit for bit, and gradients too (%s)", async (mode) => {
    const layers = [channels, pool, rectify, channels];
    const { passes } = bindPasses(sequential(layers), {
      noise: exactNoise,
      beliefs: layers.map(() => undefined),
      dropout: mode,
      key: key(1),
    });
    const x = randomNormal(key(2), [5, 6, 8, 8]);
    const run = (forward: (x: Tensor) => Tensor) => valueAndGradient([x], () => ({ value: sum(forward(x)), extra: forward(x) }));
    const moved = run((images) => sequential(layers).forward(images, passes));
    const inOrder = run((images) => layers.reduce((y, layer, i) => layer.forward(y, passes[i]!), images));
    // -0 and 0 are one value
    const of = async (result: Tensor) => (await result.read()).map((v) => v + 0);
    expect(await of(moved.extra)).toEqual(await of(inOrder.extra));
    expect(await of(moved.gradients[0]!)).toEqual(await of(inOrder.gradients[0]!));
    // a NaN of a window stays one, dropped or not
    const values = await x.read();
    values[0] = Number.NaN;
    const broken = await sequential(layers).forward(tensor(values, x.shape), passes).read();
    expect([...broken].filter(Number.isNaN).length).toBe(1);
  });
});
