import type { Key } from "@credence/tensor";
import { bayesByBackpropSteps } from "../../inference/methods/bayes-by-backprop.ts";
import { expectStepMethod, type StepMethod } from "../../inference/training/training.ts";
import { model } from "../../model/model.ts";
import type { Prior } from "../../model/priors.ts";
import { expectOptions, expectPositive, type SettingsJson } from "../../settings.ts";
import { actionValueLikelihood } from "./action-value-likelihood.ts";
import { type DqnAgent, type DqnOptions, dqnAgent, dqnOptionNames, dqnSettings } from "./dqn-agent.ts";
import { valueLearner } from "./value-learner.ts";

/** A belief about the weights, and how closely it follows the targets. */
export interface ThompsonDqnOptions extends DqnOptions {
  /** Of the weights. */
  readonly prior: Prior;
  /** Standard deviation of a target around its action's value, in the units of the returns: the smaller, the sooner data outweigh the prior. @default 1 */
  readonly stdDev?: number;
  /** How the belief is trained: an entry of `stepMethods`. @default stepMethods.bayesByBackprop() */
  readonly method?: StepMethod;
}

/**
 * Thompson sampling of whole episodes: one draw of the weights from the posterior plays an episode greedily. Targets are made by one draw of
 * the older belief, which stays until it is renewed.
 *
 * @throws for options out of range, and a network that does not give one output for each action
 * @see lipton2018; blundell2015, section 3.5
 */
export function thompsonDqn(options: ThompsonDqnOptions, key: Key): DqnAgent {
  const where = "thompsonDqn";
  expectOptions(where, options, { ...dqnOptionNames, prior: true, stdDev: true, method: true });
  const { prior, stdDev = 1, method = bayesByBackpropSteps() } = options;
  const settings = dqnSettings(where, options, key);
  expectPositive(where, "stdDev", stdDev);
  expectStepMethod(where, method);
  const assumed = model({ network: settings.network, prior, likelihood: actionValueLikelihood({ stdDev }) });
  const learner = valueLearner({ ...settings, where, actions: settings.environment.actions, model: assumed, method }, key.child("learner"));
  return dqnAgent(
    {
      name: where,
      told: { prior: prior.toJSON() as unknown as SettingsJson, stdDev, method: method.toJSON() },
      learners: [learner],
      playedBy: (_, episodeKey) => learner.draw(episodeKey),
    },
    settings,
    key.child("agent"),
  );
}
