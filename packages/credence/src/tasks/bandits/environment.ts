import type { Key } from "@credence/tensor";
import { expectForm, expectFraction, expectList, refused, type SettingsJson } from "../../settings.ts";
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

/** @throws unless it is an environment, one of the library's or of one's own */
export const expectEnvironment = (where: string, given: BanditEnvironment): void =>
  expectForm(where, "environment", given, {
    methods: ["context", "reward", "expectedReward", "toJSON"],
    expected: "an environment, such as wheelBandit({ innerRadius: 0.5 })",
  });

function expectGroup(where: string, environment: BanditEnvironment, group: number): void {
  expectEnvironment(where, environment);
  const last = environment.groups.length - 1;
  if (!(Number.isInteger(group) && group >= 0 && group <= last)) throw refused(where, "group", group, `a whole number from 0 to ${last}`);
}

const indices = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** The action of highest expected reward, the first of equals. @throws where one is NaN */
export function bestAction(environment: BanditEnvironment, group: number): number {
  expectGroup("bestAction", environment, group);
  const rewards = indices(environment.actions.length).map((action) => environment.expectedReward(group, action));
  return argMax(rewards, { where: `bandit ${environment.name}, group "${environment.groups[group]}"`, actions: environment.actions });
}

/** What the oracle, who knows the group, earns on average. */
export function oracleReward(environment: BanditEnvironment, group: number): number {
  expectGroup("oracleReward", environment, group);
  return environment.expectedReward(group, bestAction(environment, group));
}

/**
 * Expected regret of a step under a policy that looks at nothing: the anchors of a regret curve.
 *
 *   sum over groups g of share(g) * (max_a E r(g, a) - sum over a of policy(a) E r(g, a))
 *
 * @param policy probability of each action
 * @units reward per step
 */
export function blindRegret(environment: BanditEnvironment, policy: readonly number[]): number {
  expectEnvironment("blindRegret", environment);
  expectList("blindRegret", "policy", policy);
  if (policy.length !== environment.actions.length)
    throw new Error(`blindRegret: policy has ${policy.length} probabilities, expected ${environment.actions.length}, one for each action`);
  for (const [action, probability] of policy.entries()) expectFraction("blindRegret", `policy[${action}]`, probability);
  return environment.groupShares.reduce(
    (total, share, group) =>
      total +
      share *
        (oracleReward(environment, group) -
          policy.reduce((sum, probability, action) => sum + probability * environment.expectedReward(group, action), 0)),
    0,
  );
}
