import { type Key, keep, uniforms } from "@credence/tensor";
import { mapSteps } from "../../inference/methods/map.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import { model } from "../../model/model.ts";
import { type Prior, priorOf } from "../../model/priors.ts";
import { expectOptions, expectPositive, expectWhole, refused, type SettingsJson } from "../../settings.ts";
import { actionValueLikelihood } from "./action-value-likelihood.ts";
import { bootstrapShares } from "./bootstrap-shares.ts";
import { type DqnAgent, type DqnOptions, dqnAgent, dqnOptionNames, dqnSettings } from "./dqn-agent.ts";
import { type ValueLearner, valueLearner } from "./value-learner.ts";

/** An ensemble, and what keeps its members apart. */
export interface BootstrappedDqnOptions extends DqnOptions {
  /** Networks trained side by side, each with its own targets. @default 10 */
  readonly members?: number;
  /** The weights of the fixed functions are drawn from it: how far they spread is how much is unknown before data. */
  readonly prior: Prior;
  /** Fraction of the transitions that a member learns from, drawn for each: below 1, a bootstrap. @default 1 */
  readonly share?: number;
}

/**
 * An ensemble of Q-networks with randomised prior functions: an approximate posterior over action values. One member, drawn anew, plays a whole
 * episode greedily, so that what it does not know is explored over many steps.
 *
 *   Q_k(s, a) = f_k(s, a) + p_k(s, a),   f_k learns, p_k is drawn from the prior and stays
 *
 * @throws for options out of range, and a network that does not give one output for each action
 * @see osband2018, algorithm 2; osband2016
 */
export function bootstrappedDqn(options: BootstrappedDqnOptions, key: Key): DqnAgent {
  const where = "bootstrappedDqn";
  expectOptions(where, options, { ...dqnOptionNames, members: true, prior: true, share: true });
  const { members = 10, prior, share = 1 } = options;
  const settings = dqnSettings(where, options, key);
  expectWhole(where, "members", members);
  expectPositive(where, "share", share);
  if (share > 1) throw refused(where, "share", share, "in (0, 1]");
  const { environment, network } = settings;
  const assumed = model({ network, prior, likelihood: actionValueLikelihood({ stdDev: 1 }) });
  const priors = Array.from({ length: members }, (_, member) => {
    const own = key.child("prior").child(member);
    const arrays = network.weights.map((weight) => ({
      name: `${weight.name}.mean`,
      value: keep(priorOf(prior, weight).sample(own.child(weight.name), weight.shape)),
    }));
    return pointPosterior(assumed, arrays);
  });
  const learners = priors.map((fixed, member): ValueLearner => {
    const learner = valueLearner(
      { ...settings, where, actions: environment.actions, model: assumed, method: mapSteps(), fixed: fixed.draw(key) },
      key.child("member").child(member),
    );
    return {
      ...learner,
      dispose() {
        learner.dispose();
        fixed.dispose();
      },
    };
  });
  const rows = share === 1 ? undefined : bootstrapShares({ members, share }, key.child("share"));
  return dqnAgent(
    {
      name: where,
      told: { members, prior: prior.toJSON() as unknown as SettingsJson, share },
      learners,
      playedBy: (_, episodeKey) => learners[Math.floor(uniforms(episodeKey.child("member"), 1)[0]! * members)]!.draw(episodeKey),
      ...(rows && { rows }),
    },
    settings,
    key.child("agent"),
  );
}
