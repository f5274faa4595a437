import { type Key, normals } from "@credence/tensor";
import { expectKey, expectOptions, expectWhole } from "../../settings.ts";
import { expectPosterior, type Posterior } from "./posterior.ts";

/** Draws of the values of one array of weights. */
export interface DrawnWeights {
  /** The network's name of the array: "0.weight". */
  readonly name: string;
  /** All draws of the array's values one after the other; of a point network, its values once. */
  readonly values: Float32Array;
  /** Standard deviation of each value; left out for a point network. */
  readonly stdDevs?: Float32Array;
}

/**
 * Draws of the weights themselves, biases excluded: what a histogram of weights shows. Each value is drawn from its marginal.
 *
 *   w = mean + stdDev noise
 *
 * @throws for draws that are no whole number from 1, and for a posterior with neither marginals nor the arrays of one network, as an ensemble
 */
export async function drawWeights(
  posterior: Posterior,
  options: {
    /** Samples of every weight. */
    readonly draws: number;
    /** The samples are a function of it. */
    readonly key: Key;
  },
): Promise<DrawnWeights[]> {
  expectPosterior("drawWeights", posterior);
  expectOptions("drawWeights", options, { draws: true, key: true });
  const { draws, key } = options;
  expectKey("drawWeights", key);
  expectWhole("drawWeights", "draws", draws);
  const names = posterior.model.network.weights.filter(({ role }) => role === "weight").map(({ name }) => name);
  const marginals = posterior.weightMarginals?.();
  if (!marginals) return pointValues(posterior, names);
  const drawn: DrawnWeights[] = [];
  for (const { name, mean, stdDev } of marginals) {
    if (names.includes(name)) {
      const [means, stdDevs] = [(await mean.read()) as Float32Array, (await stdDev.read()) as Float32Array];
      const values = new Float32Array(draws * means.length);
      for (let draw = 0; draw < draws; draw++) {
        const noise = normals(key.child(name).child(draw), means.length);
        for (let i = 0; i < means.length; i++) values[draw * means.length + i] = means[i]! + stdDevs[i]! * noise[i]!;
      }
      drawn.push({ name, values, stdDevs });
    }
    stdDev.dispose();
  }
  return drawn;
}

async function pointValues({ kind, parameters }: Posterior, names: readonly string[]): Promise<DrawnWeights[]> {
  if (!parameters) throw new Error(`drawWeights: the posterior is of kind "${kind}", expected one network's weights or their marginals`);
  const values = new Map(await Promise.all(parameters.map(async ({ name, value }) => [name, await value.read()] as const)));
  return names.map((name) => ({ name, values: values.get(`${name}.mean`)! as Float32Array }));
}
