import { type Key, normals } from "@credence/tensor";
import type { Posterior } from "credence";
import { priorStdDev } from "./network.ts";

/** Added to the density of the prior by the source's library before it takes the logarithm. */
const densityFloor = 1e-6;

/** KL[q || prior] of the weights of one layer, nats. */
export type LayerComplexity = {
  readonly layer: string;
  readonly weights: number;
  /** The closed form. */
  readonly closed: number;
  /** Of it, m^2 / (2 sd^2) of the means: what a posterior pays for where its weights are. */
  readonly means: number;
  /** log q(w) - log(p(w) + 1e-6) of one draw: the source's estimate. */
  readonly drawn: number;
};

export const layerNames = ["conv 1", "conv 2", "dense 1", "dense 2", "dense 3"] as const;

/** Layer by layer, in float64. */
export async function layerComplexities(posterior: Posterior, key: Key): Promise<LayerComplexity[]> {
  const layers = new Map<string, { weights: number; closed: number; means: number; drawn: number }>();
  for (const { name, mean, stdDev } of posterior.weightMarginals!()) {
    const place = name.split(".")[0]!;
    const layer = layers.get(place) ?? { weights: 0, closed: 0, means: 0, drawn: 0 };
    layers.set(place, layer);
    const [m, s] = [await mean.read(), await stdDev.read()];
    stdDev.dispose();
    const noise = normals(key.child(name), m.length);
    layer.weights += m.length;
    for (let i = 0; i < m.length; i++) addWeight(layer, { m: m[i]!, s: s[i]!, e: noise[i]! });
  }
  return [...layers.values()].map((layer, i) => ({ layer: layerNames[i]!, ...layer }));
}

function addWeight(
  to: { closed: number; means: number; drawn: number },
  { m, s, e }: { readonly m: number; readonly s: number; readonly e: number },
): void {
  const [means, spread] = [m ** 2 / (2 * priorStdDev ** 2), s ** 2 / (2 * priorStdDev ** 2)];
  const w = m + s * e;
  const density = Math.exp(-(w ** 2) / (2 * priorStdDev ** 2)) / (Math.sqrt(2 * Math.PI) * priorStdDev);
  to.means += means;
  to.closed += Math.log(priorStdDev / s) + spread + means - 0.5;
  to.drawn += -Math.log(s) - e ** 2 / 2 - Math.log(2 * Math.PI) / 2 - Math.log(density + densityFloor);
}

/** Both estimates summed over the layers. */
export const totals = (layers: readonly LayerComplexity[]) => ({
  closed: layers.reduce((sum, { closed }) => sum + closed, 0),
  means: layers.reduce((sum, { means }) => sum + means, 0),
  drawn: layers.reduce((sum, { drawn }) => sum + drawn, 0),
});
