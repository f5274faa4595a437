import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { type BanditEnvironment, bestAction, blindRegret, oracleReward } from "./environment.ts";
import { mushroomBandit } from "./mushroom-bandit.ts";
import { wheelBandit } from "./wheel-bandit.ts";

// the published proportions, features aside
const labels = Uint8Array.from({ length: 8124 }, (_, row) => (row < 4208 ? 0 : 1));
const mushrooms = mushroomBandit({ features: Float32Array.from(labels, (_, row) => row), width: 1, labels });
const wheel = wheelBandit({ innerRadius: 0.6 });
const environments: Record<string, BanditEnvironment> = { mushrooms, wheel };

describe.each(Object.entries(environments))("%s", (_, environment) => {
  const count = 20_000;
  const contexts = Array.from({ length: count }, (_, i) => environment.context(key(1).child(i)));

  test("groups come as often as announced, within 4 standard errors", () => {
    expect(environment.groupShares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    for (const [group, share] of environment.groupShares.entries()) {
      const seen = contexts.filter((context) => context.group === group).length;
      expect(Math.abs(seen - count * share) / Math.sqrt(count * share * (1 - share)), environment.groups[group]).toBeLessThan(4);
    }
  });

  test("rewards have the announced mean in every group, within 4 standard errors", () => {
    for (const [group] of environment.groups.entries()) {
      const context = contexts.find((one) => one.group === group)!;
      for (const [action, name] of environment.actions.entries()) {
        const rewards = Array.from({ length: 2000 }, (_, i) => environment.reward(context, action, key(2).child(i)));
        const mean = rewards.reduce((a, b) => a + b) / rewards.length;
        const variance = rewards.reduce((a, b) => a + (b - mean) ** 2, 0) / (rewards.length - 1);
        const difference = Math.abs(mean - environment.expectedReward(group, action));
        expect(difference, `${environment.groups[group]}, ${name}`).toBeLessThanOrEqual(4 * Math.sqrt(variance / rewards.length) + 1e-12);
      }
    }
  });

  test("equal keys give equal contexts and rewards", () => {
    const [a, b] = [environment.context(key(5)), environment.context(key(5))];
    expect(a).toEqual(b);
    expect(environment.reward(a, 1, key(6))).toBe(environment.reward(b, 1, key(6)));
  });
});

test("the oracle eats edible mushrooms only, and blind policies have the analytic regrets", () => {
  expect([bestAction(mushrooms, 0), bestAction(mushrooms, 1)]).toEqual([1, 0]);
  expect([oracleReward(mushrooms, 0), oracleReward(mushrooms, 1)]).toEqual([5, 0]);
  expect(blindRegret(mushrooms, [1, 0])).toBeCloseTo((5 * 4208) / 8124, 12);
  expect(blindRegret(mushrooms, [0, 1])).toBeCloseTo((15 * 3916) / 8124, 12);
  expect(blindRegret(mushrooms, [0.5, 0.5])).toBeCloseTo((2.5 * 4208 + 7.5 * 3916) / 8124, 12);
});

test("an expected reward of NaN is nobody's best", () => {
  const spoiled = { ...mushrooms, expectedReward: (_: number, action: number) => (action === 1 ? Number.NaN : 0) };
  expect(() => bestAction(spoiled, 1)).toThrow('bandit mushroom, group "poisonous": the value of action "eat" is NaN, expected a number');
});

test("poisonous mushrooms pay 5 or -35 and nothing else", () => {
  const poisonous = { features: Float32Array.of(8000), group: 1 };
  const paid = new Set(Array.from({ length: 100 }, (_, i) => mushrooms.reward(poisonous, 1, key(i))));
  expect([...paid].sort((a, b) => a - b)).toEqual([-35, 5]);
  expect(mushrooms.reward(poisonous, 0, key(0))).toBe(0);
});

test("contexts of the mushrooms are rows of the table with their labels", () => {
  for (let i = 0; i < 200; i++) {
    const { features, group } = mushrooms.context(key(9).child(i));
    expect(group).toBe(features[0]! < 4208 ? 0 : 1);
  }
});

test("in the wheel the oracle plays safe inside and the quadrant's own action outside", () => {
  expect([0, 1, 2, 3, 4].map((group) => bestAction(wheel, group))).toEqual([0, 1, 2, 3, 4]);
  for (let i = 0; i < 500; i++) {
    const { features, group } = wheel.context(key(3).child(i));
    const [x, y] = features as unknown as [number, number];
    const expected = Math.hypot(x, y) <= 0.6 ? 0 : x > 0 ? (y > 0 ? 1 : 2) : y > 0 ? 3 : 4;
    expect(group).toBe(expected);
    expect(Math.hypot(x, y)).toBeLessThanOrEqual(1 + 1e-6);
  }
});

test("bad tables and radii are refused in a line", () => {
  const bad = () => mushroomBandit({ features: new Float32Array(5), width: 2, labels: new Uint8Array(2) });
  expect(bad).toThrow("mushroomBandit: 5 features and 2 labels, expected 2 rows of 2");
  expect(() => mushroomBandit({ features: new Float32Array(2), width: 1, labels: Uint8Array.of(0, 2) })).toThrow(
    "label 1 is 2, expected 0 or 1",
  );
  expect(() => wheelBandit({ innerRadius: 1 })).toThrow("innerRadius is 1, expected in (0, 1)");
});
