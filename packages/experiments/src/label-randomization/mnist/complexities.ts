import { type Key, normals } from "@credence/tensor";
import { type Posterior, readMarginals } from "credence";
import { priorStdDev } from "./network.ts";

/** Added to the density of the prior by the source's library before it takes the logarithm. */
const densityFloor = 1e-6;

/** KL[q || prior] of some weights, nats. */
export type Complexity = {
  /** The closed form. */
  readonly closed: number;
  /** Of it, m^2 / (2 sd^2) of the means: what a posterior pays for where its weights are. */
  readonly means: number;
  /** log q(w) - log(p(w) + 1e-6) of one draw: the source's estimate. */
  readonly drawn: number;
};
export type LayerComplexity = Complexity & { readonly layer: string; readonly weights: number };

export const layerNames = ["conv 1", "conv 2", "dense 1", "dense 2", "dense 3"] as const;

/** Layer by layer, in float64. */
export async function layerComplexities(posterior: Posterior, key: Key): Promise<LayerComplexity[]> {
  const layers = Map.groupBy(await readMarginals(posterior), ({ name }) => name.split(".")[0]!);
  return [...layers.values()].map((arrays, i) => {
    const total = { layer: layerNames[i]!, weights: 0, closed: 0, means: 0, drawn: 0 };
    for (const { name, mean, stdDev } of arrays) {
      const noise = normals(key.child(name), mean.length);
      total.weights += mean.length;
      for (let n = 0; n < mean.length; n++) addWeight(total, { m: mean[n]!, s: stdDev[n]!, e: noise[n]! });
    }
    return total;
  });
}

function addWeight(to: { -readonly [Part in keyof Complexity]: number }, { m, s, e }: { m: number; s: number; e: number }): void {
  const [means, spread] = [m ** 2 / (2 * priorStdDev ** 2), s ** 2 / (2 * priorStdDev ** 2)];
  const w = m + s * e;
  const density = Math.exp(-(w ** 2) / (2 * priorStdDev ** 2)) / (Math.sqrt(2 * Math.PI) * priorStdDev);
  to.means += means;
  to.closed += Math.log(priorStdDev / s) + spread + means - 0.5;
  to.drawn += -Math.log(s) - e ** 2 / 2 - Math.log(2 * Math.PI) / 2 - Math.log(density + densityFloor);
}

/** Summed over the layers. */
export function totals(layers: readonly LayerComplexity[]): Complexity {
  const of = (part: keyof Complexity) => layers.reduce((sum, layer) => sum + layer[part], 0);
  return { closed: of("closed"), means: of("means"), drawn: of("drawn") };
}
