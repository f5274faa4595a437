import { full, type Key, multiply, scope, type Tensor } from "@credence/tensor";
import type { LayerPass } from "../../nn/layer.ts";
import type { Network } from "../../nn/network.ts";
import { bindPasses } from "../../nn/passes.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectKey, expectOptions, expectWhole } from "../../settings.ts";
import { boundDraws, type DrawnWeights, drawsTogether, groups, HELD, joined, sharedLayers } from "./drawn-outputs.ts";
import { expectPosterior, type NetworkFunction, type Posterior } from "./posterior.ts";
import { printedPosterior } from "./printed-posterior.ts";

/** Rows that held draws are asked about at a time; of more, what is drawn anew costs little. */
const fewRows = 16;

/** A mask of a draw is the same for every row: drawn where it is first used, and held. */
function withHeldMasks(pass: LayerPass): LayerPass {
  const masks = new Map<string, Tensor>();
  return {
    ...pass,
    drop(x, options) {
      const name = `${x.shape.length} ${options.mask ?? ""}`;
      // what dropout makes of ones is its mask
      const ones = () => full([...x.shape.slice(0, -1).map(() => 1), x.shape[x.shape.length - 1]!], 1);
      const mask = masks.get(name) ?? pass.drop(ones(), options);
      masks.set(name, mask);
      return multiply(x, mask);
    },
  };
}

/**
 * `drawnOutputs` of some keys for few rows at a time, with weights and masks drawn now and held until the collector finds that nobody needs them; undefined
 * for networks of other layers than plain dense ones, and where the weights take more than 64 MiB. Not to be called inside a scope.
 * @shape rows [rows, features] -> [draws, rows, outputs]
 */
export function holdOutputs(
  network: Network,
  { beliefs, noise, keys }: DrawnWeights & { readonly keys: readonly Key[] },
): NetworkFunction | undefined {
  const together = drawsTogether(network, fewRows);
  if (together === 1 || network.size * keys.length > HELD) return undefined;
  const from = sharedLayers(network, beliefs);
  const below = from === 0 ? [] : bindPasses(network, { noise: noise(1), beliefs, dropout: "off", key: keys[0]! }).passes;
  const functions = groups(keys, together).map((own) => boundDraws(network, { beliefs, noise, from, held: withHeldMasks }, own));
  const evaluate = (rows: Tensor): Tensor<"float32"> => {
    const inputs = from === 0 ? rows : network.forward(rows, below, { end: from });
    return joined(functions.map((one) => one(inputs)));
  };
  // a first pass draws the masks
  evaluate(full([1, network.weights[0]!.shape[0]!], 0));
  return (rows) => scope(() => evaluate(rows));
}

/**
 * The posterior with the functions of one key drawn once and held, for many predictions of few rows each: `predict` of it by the same draws and the same
 * key gives the same bits and draws nothing; by others it draws as before. It shares the arrays of the posterior, which is given back as it is where
 * nothing is gained: of finitely many functions, of layers that are not dense, of weights that take more than 64 MiB.
 * @throws for draws that are no whole number from 1
 */
export async function heldDraws<P extends Predictive>(
  posterior: Posterior<P>,
  options: {
    /** Functions drawn. */
    readonly draws: number;
  },
  key: Key,
): Promise<Posterior<P>> {
  expectPosterior("heldDraws", posterior);
  expectOptions("heldDraws", options, { draws: true });
  expectWhole("heldDraws", "draws", options.draws);
  expectKey("heldDraws", key);
  // what is held belongs to no scope: behind an await none is open
  await Promise.resolve();
  const keys = Array.from({ length: options.draws }, (_, draw) => key.child(draw));
  const held = posterior.support ? undefined : posterior.holdDraws?.(keys);
  if (!held) return posterior;
  return printedPosterior({
    ...posterior,
    drawnOutputs: (x, asked) => ((x.shape[0] ?? 0) <= fewRows && areEqual(asked.keys, keys) ? held(x) : posterior.drawnOutputs!(x, asked)),
  });
}

const areEqual = (some: readonly Key[], others: readonly Key[]): boolean =>
  some.length === others.length && some.every(({ words }, place) => words.every((word, i) => word === others[place]!.words[i]));
