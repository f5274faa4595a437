import { describe, expect, test } from "vitest";
import { averagePool } from "./average-pool.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { embedding } from "./embedding.ts";
import { groupNorm } from "./group-norm.ts";
import { gru } from "./gru.ts";
import { layerNorm } from "./layer-norm.ts";
import { lenet } from "./lenet.ts";
import { lstm } from "./lstm.ts";
import { maxPool } from "./max-pool.ts";
import { type MlpOptions, mlp } from "./mlp.ts";

type Sizes = Readonly<Record<string, unknown>>;

const layers: Readonly<Record<string, { readonly make: (sizes: never) => unknown; readonly sizes: Sizes }>> = {
  dense: { make: dense, sizes: { inputs: 2, outputs: 3 } },
  conv2d: { make: conv2d, sizes: { inputs: 1, outputs: 2, size: 3, stride: 1 } },
  maxPool: { make: maxPool, sizes: { size: 2, stride: 2 } },
  averagePool: { make: averagePool, sizes: { size: 2, stride: 2 } },
  layerNorm: { make: layerNorm, sizes: { features: 3 } },
  groupNorm: { make: groupNorm, sizes: { channels: 4, groups: 1 } },
  embedding: { make: embedding, sizes: { words: 5, units: 2 } },
  lstm: { make: lstm, sizes: { inputs: 2, units: 3 } },
  gru: { make: gru, sizes: { inputs: 2, units: 3 } },
  mlp: { make: mlp, sizes: { inputs: 2, hidden: [4], outputs: 1 } },
  lenet: { make: lenet, sizes: { units: 8, classes: 3 } },
};

describe.each(Object.entries(layers))("%s", (name, { make, sizes }) => {
  const whole = Object.keys(sizes).filter((size) => size !== "hidden");

  test.each(whole)("refuses %s that is no whole number from 1", (size) => {
    for (const value of [0, -1, 1.5, Number.NaN, Infinity, "4", null])
      expect(() => make({ ...sizes, [size]: value } as never)).toThrow(
        `${name}: ${size} is ${typeof value === "string" ? `"${value}"` : value}, expected a whole number from 1`,
      );
  });

  test("makes the layer of whole sizes", () => {
    expect(make(sizes as never)).toHaveProperty("toJSON");
  });
});

describe("sizes left out in JavaScript", () => {
  test.each([
    [() => mlp({ inputs: 2, hidden: [3] } as unknown as MlpOptions), "mlp: outputs is undefined"],
    [() => mlp({ hidden: [3], outputs: 1 } as unknown as MlpOptions), "mlp: inputs is undefined"],
    [() => mlp({ inputs: 2, hidden: 50, outputs: 1 } as unknown as MlpOptions), "mlp: hidden is 50, expected a list with the units"],
    [() => mlp({ inputs: 2, outputs: 1 } as unknown as MlpOptions), "mlp: hidden is undefined, expected a list"],
    [() => mlp({ inputs: 2, hidden: [8, 0.5], outputs: 1 }), "mlp: hidden[1] is 0.5, expected a whole number from 1"],
    [() => dense({ inputs: 2 } as never), "dense: outputs is undefined"],
    [() => conv2d({ inputs: 1, outputs: 2, size: 3, padding: -1 }), "conv2d: padding is -1, expected a whole number from 0"],
    [() => lenet({ filters: [4, 2.5] }), "lenet: filters[1] is 2.5"],
  ])("%s", (make, message) => {
    expect(make).toThrow(message);
  });
});

test("a dropout that is no rate is refused, not left out", () => {
  for (const dropout of [-0.5, Number.NaN, 1])
    for (const [name, make] of Object.entries({
      mlp: () => mlp({ inputs: 1, hidden: [2], outputs: 1, dropout }),
      lenet: () => lenet({ dropout }),
    }))
      expect(make).toThrow(`${name}: dropout is ${dropout}, expected from 0 to below 1`);
});
