import { normal } from "../../distributions/normal.ts";
import { withLearned } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import { type LayerPrior, type Priors, priors } from "../../model/priors.ts";
import { weightName } from "../../nn/layer.ts";
import type { NamedWeight } from "../../nn/network.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { beliefsOf } from "./beliefs.ts";
import { complexityOf } from "./complexity.ts";
import { expectArrays, randomWeights } from "./expected-arrays.ts";
import type { Family } from "./family.ts";
import { meanFieldPosterior } from "./mean-field-posterior.ts";
import type { Posterior } from "./posterior.ts";
import { printedPosterior } from "./printed-posterior.ts";
import { type NamedArray, savePosterior } from "./saved.ts";

/** Parts of a random weight that say what its own prior is: "0.weight.priorMean", "0.weight.priorStdDev". */
const priorParts = ["priorMean", "priorStdDev"] as const;

const isOfPrior = ({ name }: NamedArray): boolean => priorParts.some((part) => name.endsWith(`.${part}`));

/** Names and shapes of the arrays that hold the priors of some weights. */
export const priorArrays = (weights: readonly NamedWeight[]): { name: string; shape: readonly number[] }[] =>
  weights.flatMap(({ name, shape }) => priorParts.map((part) => ({ name: `${name}.${part}`, shape })));

/** A normal prior for each weight, from arrays that hold its mean and standard deviation. @throws for a layer with several maps */
export function priorOfEachWeight({ network }: Model, arrays: readonly NamedArray[]): Priors {
  const byName = new Map(arrays.map(({ name, value }) => [name, value]));
  const layers: Record<number, Exclude<LayerPrior, { kind: string }>> = {};
  for (const { name, layer, map, role } of network.weights) {
    const [mean, stdDev] = priorParts.map((part) => byName.get(`${name}.${part}`));
    if (!mean || !stdDev) continue;
    if (name !== weightName(layer, "default", role))
      throw new Error(`moped: layer ${layer} has a map "${map}" beside others, expected layers with one map, such as dense and conv2d`);
    layers[layer] = { ...layers[layer], [role]: normal({ mean, stdDev }) };
  }
  return priors({ weight: normal({ mean: 0, stdDev: 1 }), layers });
}

/** A mean-field posterior under a prior of each weight's own; `model.prior` is not that one. */
export function mopedPosterior<P extends Predictive>(assumed: Model<P>, arrays: readonly NamedArray[]): Posterior<P> {
  const model = withLearned(assumed, arrays);
  const own = arrays.filter((array) => !isOfPrior(array));
  // a pruned one would not know these priors
  const { keepOnly: _, ...meanField } = meanFieldPosterior(model, own);
  const prior = priorOfEachWeight(model, arrays);
  return printedPosterior({
    ...meanField,
    kind: "moped",
    complexity: (key, options) => complexityOf({ ...model, prior }, beliefsOf(model.network, own), { ...options, key }),
    save: () => savePosterior("moped", model, arrays),
    dispose() {
      for (const { value } of arrays) value.dispose();
    },
  });
}

/** Files hold a mean of every weight, and of every random one a rho and the mean and standard deviation of its prior. */
export const mopedFamily: Family = {
  kind: "moped",
  revive({ model, arrays }) {
    const others = priorArrays(randomWeights(model.network, arrays));
    expectArrays(model, arrays, { where: "loadPosterior", parts: ["mean", "rho"], others });
    return mopedPosterior(model, arrays);
  },
};
