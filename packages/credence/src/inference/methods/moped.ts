import {
  abs,
  add,
  affine,
  assign,
  where as choose,
  constant,
  exp,
  full,
  greater,
  keep,
  log,
  maximum,
  multiply,
  scope,
  type Tensor,
} from "@credence/tensor";
import { expectOptions, expectPositive } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { mopedPosterior, priorArrays, priorOfEachWeight } from "../posteriors/moped-posterior.ts";
import { iterativeInference } from "../training/iterative.ts";
import { type IterativeOptions, iterativeOptionNames } from "../training/iterative-options.ts";
import type { StepMethod } from "../training/training.ts";
import {
  firstRandomLayer,
  randomSizes,
  resolvedVariational,
  type VariationalSettings,
  variationalSettingNames,
} from "../training/variational-settings.ts";
import { type BayesByBackpropSettings, bayesByBackpropSteps } from "./bayes-by-backprop.ts";

/** Settings of MOPED. */
export interface MopedOptions extends IterativeOptions, Omit<VariationalSettings, "initialization"> {
  /** Standard deviation of each weight's prior over its trained size. @default 0.1 */
  readonly delta?: number;
  /** How the expected likelihood is estimated, as in Bayes by backprop. @default "shared" */
  readonly estimator?: BayesByBackpropSettings["estimator"];
}

const where = "moped";
const { initialization: _, ...variational } = variationalSettingNames;
const optionNames = { ...iterativeOptionNames, ...variational, delta: true, estimator: true } as const;

/** Standard deviation of a weight that is trained to 0. */
const LEAST = 1e-5;

/** rho of softplus(rho) = s, also where e^s - 1 would lose the digits of a small s. */
function inverseSoftplus(s: Tensor): Tensor {
  // log(e^s - 1) = s + log(1 - e^-s) = log s + s / 2 + s^2 / 24 - ...
  const small = add(log(s), multiply(s, affine(s, { scale: 1 / 24, shift: 0.5 })));
  const large = add(s, log(affine(exp(affine(s, { scale: -1 })), { scale: -1, shift: 1 })));
  return choose(greater(constant(0.1), s), small, large);
}

function mopedSteps(options: MopedOptions): StepMethod {
  const { delta = 0.1, estimator = "shared" } = options;
  expectPositive(where, "delta", delta);
  const { draws, complexityWeights, temperature, layers } = resolvedVariational(where, options);
  const steps = bayesByBackpropSteps({ ...{ estimator, complexity: "closed", draws, complexityWeights, temperature, layers } });
  return {
    name: where,
    start(model, key) {
      const { network } = model;
      const from = firstRandomLayer(where, network, layers);
      const random = network.weights.filter(({ layer }) => layer >= from);
      const state = priorArrays(random).map(({ name, shape }) => ({ name, value: keep(full(shape, 1)) }));
      const trainable = steps.start({ ...model, prior: priorOfEachWeight(model, state) }, key);
      const arrays = [...trainable.parameters, ...state];
      const byName = new Map(arrays.map(({ name, value }) => [name, value]));
      return {
        ...trainable,
        state,
        started(trained) {
          if (!trained)
            throw new Error(
              `${where}: no trained weights, expected fit(problem, key, { from: posterior }), where posterior is that of map`,
            );
          scope(() => {
            for (const { name } of random) {
              const mean = byName.get(`${name}.mean`)!;
              const stdDev = maximum(affine(abs(mean), { scale: delta }), constant(LEAST));
              assign(byName.get(`${name}.priorMean`)!, mean);
              assign(byName.get(`${name}.priorStdDev`)!, stdDev);
              assign(byName.get(`${name}.rho`)!, inverseSoftplus(stdDev));
            }
          });
        },
        posterior: () => mopedPosterior(model, arrays),
      };
    },
    toJSON() {
      const { initialization: __, complexity: ___, ...settings } = steps.toJSON();
      return { ...settings, name: where, delta, prior: "trained" };
    },
    memory(network) {
      const { random } = randomSizes(where, network, layers);
      const memory = steps.memory!(network);
      // mean and standard deviation of each prior
      return { ...memory, besides: memory.besides + 2 * random, posterior: memory.posterior + 2 * random };
    },
  };
}

/**
 * MOPED: a trained deterministic network becomes the prior of each of its weights, and the start of a mean-field fit by Bayes by backprop.
 *
 *   p(w) = N(w*, (delta |w*|)^2),  q starts as p
 *
 * The prior is made of the data that trained the network: an empirical one, under which large networks train from where they are good, and whose
 * bound is no evidence of the model. It takes the place of the model's. Fitted `from` the posterior of `map`, also when it goes on from a checkpoint.
 *
 * @throws for settings out of range; when fitted, without trained weights, and for a layer with several maps
 * @see krishnan2020
 */
export function moped(options: MopedOptions): Inference {
  expectOptions(where, options, optionNames);
  return iterativeInference(mopedSteps(options), options);
}
