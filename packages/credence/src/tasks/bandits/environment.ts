import type { Key } from "@credence/tensor";
import type { SettingsJson } from "../../settings.ts";
import { argMax } from "./arg-max.ts";

/** The numbers an agent sees before it acts, and the group that decides what actions pay, which stays with the environment. */
export interface BanditContext {
  readonly features: Float32Array;
  /** Index into the environment's `groups`. */
  readonly group: number;
}

/**
 * A contextual bandit: contexts come at random, an action earns a reward, and what the others would have earned stays unknown.
 * Contexts fall into groups within which every action has one distribution of rewards.
 */
export interface BanditEnvironment {
  readonly name: string;
  /** Numbers in a context. */
  readonly features: number;
  readonly actions: readonly string[];
  readonly groups: readonly string[];
  /** How often each group comes: sums to 1. */
  readonly groupShares: readonly number[];
  context(key: Key): BanditContext;
  reward(context: BanditContext, action: number, key: Key): number;
  expectedReward(group: number, action: number): number;
  /** Its name and every constant of it; a table from which contexts are drawn is data, and not in it. */
  toJSON(): SettingsJson;
}

const indices = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** The action of highest expected reward, the first of equals. @throws where one is NaN */
export function bestAction(environment: BanditEnvironment, group: number): number {
  const rewards = indices(environment.actions.length).map((action) => environment.expectedReward(group, action));
  return argMax(rewards, { where: `bandit ${environment.name}, group "${environment.groups[group]}"`, actions: environment.actions });
}

/** What the oracle, who knows the group, earns on average. */
export const oracleReward = (environment: BanditEnvironment, group: number): number =>
  environment.expectedReward(group, bestAction(environment, group));

/**
 * Expected regret of a step under a policy that looks at nothing: the anchors of a regret curve.
 *
 *   sum over groups g of share(g) * (max_a E r(g, a) - sum over a of policy(a) E r(g, a))
 *
 * @param policy probability of each action
 * @units reward per step
 */
export const blindRegret = (environment: BanditEnvironment, policy: readonly number[]): number =>
  environment.groupShares.reduce(
    (total, share, group) =>
      total +
      share *
        (oracleReward(environment, group) -
          policy.reduce((sum, probability, action) => sum + probability * environment.expectedReward(group, action), 0)),
    0,
  );
