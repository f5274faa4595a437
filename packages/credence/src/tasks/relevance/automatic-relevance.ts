import type { Key } from "@credence/tensor";
import { ardNormal } from "../../distributions/ard-normal.ts";
import { expectInference, type Inference, type Problem } from "../../inference/inference.ts";
import { expectPosterior, type Posterior } from "../../inference/posteriors/posterior.ts";
import { run } from "../../inference/run.ts";
import { model as modelOf } from "../../model/model.ts";
import { type LayerPrior, type Prior, priors } from "../../model/priors.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectFunction, expectKey, expectObject, expectOptions, expectPositive, expectWhole } from "../../settings.ts";
import { type InputGroups, resolvedGroups } from "./groups.ts";
import { firstLayer, inputSignals } from "./input-signals.ts";

/** Which inputs share a scale, and how small it may become. */
export interface RelevancePriorOptions {
  /** Columns that stand for one input, and have one scale. @default each column by itself */
  readonly groups?: InputGroups;
  /** Smallest standard deviation. @default 1e-3 */
  readonly floor?: number;
}

/**
 * The prior of automatic relevance determination that suits a posterior best: normal, with a standard deviation for each input of the first layer
 * that maximises the bound on the evidence.
 *
 *   s_i^2 = 1/J sum over j of (m_ij^2 + s_ij^2) = argmax over s_i of -KL[q(w_i) || N(0, s_i^2)]
 *
 * All other weights keep their prior.
 *
 * @throws for a posterior without standard deviations, and a first layer that is not dense
 * @see mackay1992; neal1996, section 1.2; graves2011, section 3.2
 */
export async function relevancePrior(posterior: Posterior, options: RelevancePriorOptions = {}): Promise<Prior> {
  const where = "relevancePrior";
  expectPosterior(where, posterior);
  expectOptions(where, options, { groups: true, floor: true });
  const { floor = 1e-3 } = options;
  expectPositive(where, "floor", floor);
  const { layer, inputs } = await firstLayer(where, posterior);
  const groups = resolvedGroups(where, options.groups, inputs);
  // a column of no group is by itself
  const covered = new Set(groups.flat());
  const single = Array.from({ length: inputs }, (_, column) => [column]).filter(([column]) => !covered.has(column!));
  const stdDevs = new Array<number>(inputs);
  for (const { columns, scale } of await inputSignals(posterior, { groups: [...groups, ...single] }))
    for (const column of columns) stdDevs[column] = Math.max(floor, scale);
  return withFirstLayer(posterior.model.prior, layer, ardNormal({ stdDevs }));
}

function withFirstLayer(prior: Prior, layer: number, weight: ReturnType<typeof ardNormal>): Prior {
  if (!("options" in prior)) return priors({ weight: prior, layers: { [layer]: { weight } } });
  const { layers = {} } = prior.options;
  const own: LayerPrior | undefined = layers[layer];
  const bias = own && ("logProb" in own ? own : own.bias);
  return priors({ ...prior.options, layers: { ...layers, [layer]: { weight, ...(bias && { bias }) } } });
}

/** A fit that learns the relevance of the inputs. */
export interface AutomaticRelevance<P extends Predictive = Predictive> extends RelevancePriorOptions {
  /** Where the scales start: at the prior of its first layer. */
  readonly problem: Problem<P>;
  /** Of a fit between two updates of the scales, whose posterior has standard deviations. */
  readonly method: Inference;
  /** Updates of the scales; a fit goes before each and one follows the last. */
  readonly updates: number;
  /** How a fit is run, from the posterior of the one before. @default run(method.fit(problem, key, { from })) */
  readonly train?: (request: { problem: Problem<P>; key: Key; from?: Posterior<P> }) => Promise<Posterior<P>>;
  /** Of fit number i its child. */
  readonly key: Key;
}

/**
 * Automatic relevance determination by empirical Bayes: fits the posterior, sets the prior's scale of each input to what suits it best, and goes on
 * from there. The scales of inputs that tell nothing shrink, and with them the weights.
 *
 * @throws as `relevancePrior`, and for updates that are no whole number from 1
 * @see mackay1992; neal1996, section 1.2
 */
export async function automaticRelevance<P extends Predictive>(given: AutomaticRelevance<P>): Promise<Posterior<P>> {
  const where = "automaticRelevance";
  expectOptions<AutomaticRelevance<P>>(where, given, {
    ...{ problem: true, method: true, updates: true, train: true, key: true, groups: true, floor: true },
  });
  const { problem, method, updates, key, groups, floor } = given;
  expectObject(where, "problem", problem, "{ model, data }");
  expectInference(where, method);
  expectWhole(where, "updates", updates);
  expectKey(where, key);
  const { train = ({ problem: of, key: own, from }) => run(method.fit(of, own, from ? { from } : {})) } = given;
  expectFunction(where, "train", train);
  const shared = { ...(groups !== undefined && { groups }), ...(floor !== undefined && { floor }) };
  let posterior = await train({ problem, key: key.child("fit").child(0) });
  for (let update = 1; update <= updates; update++) {
    const prior = await relevancePrior(posterior, shared);
    const next = { ...problem, model: modelOf({ ...problem.model, prior }) };
    const after = await train({ problem: next, key: key.child("fit").child(update), from: posterior });
    posterior.dispose();
    posterior = after;
  }
  return posterior;
}
