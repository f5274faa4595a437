import { expectPosterior, type Posterior } from "../../inference/posteriors/posterior.ts";
import { expectOptions } from "../../settings.ts";
import { type InputGroups, resolvedGroups } from "./groups.ts";

/** What the first layer's weights say of one input. */
export interface InputSignal {
  readonly columns: readonly number[];
  /** Signal-to-noise ratio of the weights that leave it: sqrt( sum mean^2 / sum stdDev^2 ). */
  readonly signalToNoise: number;
  /** Root mean square of those weights under the posterior: sqrt( mean of mean^2 + stdDev^2 ). */
  readonly scale: number;
}

/**
 * How much of each input reaches the network, read from the posterior of its first layer: of an input that tells nothing the weights stay at 0, as
 * uncertain as the prior.
 *
 *   signal-to-noise_i = sqrt( sum over j of m_ij^2 / sum over j of s_ij^2 )
 *   scale_i           = sqrt( 1/J sum over j of (m_ij^2 + s_ij^2) )
 *
 * Inputs are compared by their weights, so that they have to have the same scale themselves.
 *
 * @shape first layer dense, [inputs, units]
 * @throws for a posterior without standard deviations, such as a point, and a first layer that is not dense
 * @see   mackay1992; blundell2015, section 5.1
 */
export async function inputSignals(
  posterior: Posterior,
  options: {
    /** Columns that stand for one input. @default each column by itself */
    readonly groups?: InputGroups;
  } = {},
): Promise<InputSignal[]> {
  expectPosterior("inputSignals", posterior);
  expectOptions("inputSignals", options, { groups: true });
  const { inputs, units, means, stdDevs } = await firstLayer("inputSignals", posterior);
  return resolvedGroups("inputSignals", options.groups, inputs).map((columns) => {
    let [signal, noise] = [0, 0];
    for (const column of columns)
      for (let i = column * units; i < (column + 1) * units; i++) {
        signal += means[i]! ** 2;
        noise += stdDevs[i]! ** 2;
      }
    const count = columns.length * units;
    return { columns, signalToNoise: signal === 0 ? 0 : Math.sqrt(signal / noise), scale: Math.sqrt((signal + noise) / count) };
  });
}

/** Marginals of the first layer's weights, [inputs, units]. @throws where there are none, or the layer is not dense */
export async function firstLayer(where: string, posterior: Posterior) {
  const { network } = posterior.model;
  const weight = network.weights.find(({ role }) => role === "weight");
  if (weight?.shape.length !== 2)
    throw new Error(`${where}: the first weights are [${weight?.shape.join(", ")}], expected [inputs, units] of a dense layer`);
  const marginals = posterior.weightMarginals?.();
  if (!marginals)
    throw new Error(`${where}: the posterior is of kind "${posterior.kind}", expected one whose weights have standard deviations`);
  const [inputs, units] = weight.shape as [number, number];
  let read: { means: Float32Array; stdDevs: Float32Array } | undefined;
  for (const { name, mean, stdDev } of marginals) {
    if (name === weight.name) read = { means: await mean.read(), stdDevs: await stdDev.read() };
    stdDev.dispose();
  }
  return { layer: weight.layer, inputs, units, ...read! };
}
