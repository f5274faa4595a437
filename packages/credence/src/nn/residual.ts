import { add, type Tensor } from "@credence/tensor";
import { expectForm, expectList, expectOptions } from "../settings.ts";
import { defaultMap, type Layer, type LayerPass, type WeightedMap } from "./layer.ts";

const parts = ["layers", "shortcut"] as const;
type Part = (typeof parts)[number];

/** The name of a part's map among those of the block: "layers.0", "layers.2.recurrent", "shortcut.0". */
const mapName = (part: Part, index: number, map: string): string => `${part}.${index}${map === defaultMap ? "" : `.${map}`}`;

/**
 * A residual block: y = x + f(x), f being layers one after the other; or g(x) + f(x) with a shortcut g where the shapes differ.
 *
 * Its arrays are named by their place: "3.layers.0.weight" of layer 3 of the network. Every map has its own noise, as outside a block.
 *
 * @shape f(x) and g(x) have one shape
 * @throws for what is no layer; a pass throws where the shapes of both sides differ
 * @see   he2016
 */
export const residual = (options: {
  /** Those of f, in order. */
  layers: readonly Layer[];
  /** Those of g. @default []: x as it is */
  shortcut?: readonly Layer[];
}): Layer => {
  expectOptions("residual", options, { layers: true, shortcut: true });
  const { layers, shortcut = [] } = options;
  const block = { layers, shortcut };
  const maps: Record<string, WeightedMap> = {};
  for (const part of parts) {
    expectList("residual", part, block[part]);
    for (const [index, layer] of block[part].entries()) {
      const name = `${part}[${index}]`;
      expectForm("residual", name, layer, {
        methods: ["forward", "toJSON"],
        expected: "a layer, such as dense({ inputs: 2, outputs: 2 })",
      });
      for (const [map, weighted] of Object.entries(layer.maps ?? {})) maps[mapName(part, index, map)] = weighted;
    }
  }
  const run = (part: Part, x: Tensor, pass: LayerPass): Tensor =>
    block[part].reduce((y, layer, index) => layer.forward(y, passOf(pass, part, index)), x);
  const all = [...block.layers, ...block.shortcut];
  return {
    kind: "residual",
    ...(Object.keys(maps).length > 0 ? { maps } : {}),
    drops: all.some(({ drops }) => drops),
    keepsZeros: all.every(({ keepsZeros }) => keepsZeros),
    forward(x, pass) {
      const [f, g] = [run("layers", x, pass), run("shortcut", x, pass)];
      // draws may come into one side alone; what remains are the axes of an example
      const [one, other] = [f, g].map(({ shape }) => shape.slice(-Math.min(f.shape.length, g.shape.length)).join(", "));
      if (one !== other)
        throw new Error(`residual: the layers give [${one}] beside [${other}], expected one shape; a shortcut may change it`);
      return add(g, f);
    },
    toJSON: () => ({
      kind: "residual",
      layers: block.layers.map((layer) => layer.toJSON()),
      shortcut: block.shortcut.map((layer) => layer.toJSON()),
    }),
  };
};

/** The pass of a layer inside: its own maps of the block's, its own masks. */
const passOf = (pass: LayerPass, part: Part, index: number): LayerPass => ({
  ...pass,
  apply: (x, map = defaultMap) => pass.apply(x, mapName(part, index, map)),
  weights: (map) => pass.weights?.(mapName(part, index, map)),
  drop: (x, options) => pass.drop(x, { ...options, mask: mapName(part, index, options.mask ?? defaultMap) }),
});
