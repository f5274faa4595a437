import { type Key, uniforms } from "@credence/tensor";
import { normal } from "../../distributions/normal.ts";
import { mapSteps } from "../../inference/methods/map.ts";
import { model } from "../../model/model.ts";
import { expectFraction, expectOptions, expectWhole } from "../../settings.ts";
import { actionValueLikelihood } from "./action-value-likelihood.ts";
import { type DqnAgent, type DqnOptions, dqnAgent, dqnOptionNames, dqnSettings } from "./dqn-agent.ts";
import { valueLearner } from "./value-learner.ts";

/** One network, and how often it is not asked. */
export interface EpsilonGreedyDqnOptions extends DqnOptions {
  /** Probability of an action chosen uniformly: falls from `start` to `end` over so many episodes. @default { start: 1, end: 0.05, episodes: 100 } */
  readonly epsilon?: { readonly start: number; readonly end: number; readonly episodes: number };
}

/**
 * The deep Q-network: one network of maximum likelihood, greedy but for a falling fraction of uniform actions.
 *
 * @throws for options out of range, and a network that does not give one output for each action
 * @see mnih2015
 */
export function epsilonGreedyDqn(options: EpsilonGreedyDqnOptions, key: Key): DqnAgent {
  const where = "epsilonGreedyDqn";
  expectOptions(where, options, { ...dqnOptionNames, epsilon: true });
  const { epsilon = { start: 1, end: 0.05, episodes: 100 } } = options;
  const settings = dqnSettings(where, options, key);
  expectOptions(`${where}: epsilon`, epsilon, { start: true, end: true, episodes: true });
  const { start, end, episodes } = epsilon;
  expectFraction(`${where}: epsilon`, "start", start);
  expectFraction(`${where}: epsilon`, "end", end);
  expectWhole(`${where}: epsilon`, "episodes", episodes);
  // maximum likelihood: the prior is not asked
  const prior = normal({ mean: 0, stdDev: 1 });
  const assumed = model({ network: settings.network, prior, likelihood: actionValueLikelihood({ stdDev: 1 }) });
  const { actions } = settings.environment;
  const learner = valueLearner({ ...settings, where, actions, model: assumed, method: mapSteps() }, key.child("learner"));
  return dqnAgent(
    {
      name: where,
      told: { epsilon: { start, end, episodes } },
      learners: [learner],
      playedBy: (_, episodeKey) => learner.draw(episodeKey),
      explore(episode, choiceKey) {
        const [explores, which] = uniforms(choiceKey.child("explore"), 2) as unknown as [number, number];
        const probability = start + (end - start) * Math.min(1, episode / episodes);
        return explores < probability ? Math.floor(which * actions.length) : undefined;
      },
    },
    settings,
    key.child("agent"),
  );
}
