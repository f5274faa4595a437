import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { cartPole } from "./cart-pole.ts";
import { deepSea } from "./deep-sea.ts";
import type { Environment } from "./environment.ts";

/** Plays a list of actions. */
function played(environment: Environment, actions: readonly number[]) {
  let state = environment.start(key(0));
  let total = 0;
  let terminated = false;
  for (const [step, action] of actions.entries()) {
    expect(terminated, `before step ${step}`).toBe(false);
    const transition = environment.step(state, action, key(step));
    state = transition.state;
    total += transition.reward;
    terminated = transition.terminated;
  }
  return { total, terminated, state };
}

/** All lists of so many actions out of two. */
const sequences = (length: number): number[][] =>
  Array.from({ length: 2 ** length }, (_, bits) => Array.from({ length }, (_, place) => (bits >> place) & 1));

describe("the deep sea", () => {
  test.each([1, 2, 5])("of size %d pays 0.99 for one sequence of actions, and nothing or less for all others", (size) => {
    const sea = deepSea({ size, key: key(3) });
    const totals = sequences(size).map((actions) => {
      const { total, terminated } = played(sea, actions);
      expect(terminated).toBe(true);
      return total;
    });
    const [best, ...others] = totals.toSorted((a, b) => b - a);
    expect(best).toBeCloseTo(0.99, 12);
    expect(Math.max(0, ...others)).toBe(0);
    expect(others.every((total) => total > -0.011)).toBe(true);
  });

  test("of size 30 has the return 0.99 too, by the actions that it tells", () => {
    const size = 30;
    const sea = deepSea({ size, key: key(4) });
    const right = String(sea.toJSON().right);
    expect(right).toMatch(/^[01]{900}$/);
    const actions = Array.from({ length: size }, (_, row) => Number(right[row * size + row]));
    expect(played(sea, actions).total).toBeCloseTo(0.99, 12);
    // about half of the cells each way, within 4 standard errors
    expect(Math.abs([...right].filter((one) => one === "1").length - 450)).toBeLessThan(4 * 15);
  });

  test("shows one cell, none below the last row, and other keys hide the right action elsewhere", () => {
    const sea = deepSea({ size: 3, key: key(1) });
    expect([...sea.observe([1, 2])]).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0]);
    expect([...sea.observe([3, 2])]).toEqual(Array(9).fill(0));
    const mapping = (seed: number) => deepSea({ size: 20, key: key(seed) }).toJSON().right;
    expect(mapping(1)).not.toBe(mapping(2));
  });

  test("keeps to its borders, and costs what it is told", () => {
    const sea = deepSea({ size: 2, key: key(1), moveCost: 0.5, treasure: 3 });
    const right = String(sea.toJSON().right);
    const left = (cell: number) => 1 - Number(right[cell]);
    expect(sea.step([0, 0], left(0), key(0))).toEqual({ state: [1, 0], reward: 0, terminated: false });
    expect(sea.step([1, 1], Number(right[3]), key(0))).toEqual({ state: [2, 1], reward: 3 - 0.25, terminated: true });
  });
});

describe("cart-pole", () => {
  /** Both accelerations at once from the equations of motion of cart and pole, by Cramer's rule: the angle's is not eliminated by hand. */
  function accelerations([, , angle, turning]: readonly number[], force: number): [number, number] {
    const [mass, pole, half] = [1, 0.1, 0.5];
    const [a, b, c, d] = [mass + pole, pole * half * Math.cos(angle!), pole * half * Math.cos(angle!), (4 / 3) * pole * half ** 2];
    const [p, q] = [force + pole * half * turning! ** 2 * Math.sin(angle!), pole * 9.8 * half * Math.sin(angle!)];
    const determinant = a * d - b * c;
    return [(p * d - b * q) / determinant, (a * q - c * p) / determinant];
  }

  test("moves as the equations of motion say, in float64", () => {
    const environment = cartPole();
    let state = environment.start(key(5));
    let reference = [...state];
    for (const [step, action] of [1, 1, 0, 1, 0, 0, 1, 0].entries()) {
      const [push, turn] = accelerations(reference, action === 1 ? 10 : -10);
      const [x, velocity, angle, turning] = reference as [number, number, number, number];
      reference = [x + 0.02 * velocity, velocity + 0.02 * push, angle + 0.02 * turning, turning + 0.02 * turn];
      const transition = environment.step(state, action, key(step));
      state = transition.state;
      expect(transition.reward).toBe(1);
      for (let i = 0; i < 4; i++) expect(state[i], `number ${i} after step ${step + 1}`).toBeCloseTo(reference[i]!, 13);
    }
  });

  test("from rest, a push to the right gives the numbers of Gymnasium's CartPole-v1", () => {
    // by hand: temp = 10 / 1.1, theta'' = -temp / (0.5 (4/3 - 1/11)) = -14.634146, x'' = temp + 0.05 * 14.634146 / 1.1 = 9.7560976
    const { state } = cartPole().step([0, 0, 0, 0], 1, key(0));
    expect(state[1]).toBeCloseTo(0.195121951, 9);
    expect(state[3]).toBeCloseTo(-0.292682927, 9);
  });

  test.each([
    ["farther than 2.4", [2.4, 1, 0, 0], true],
    ["within 2.4", [2.37, 1, 0, 0], false],
    ["beyond 12 degrees", [0, 0, -0.2094, -0.5], true],
    ["within 12 degrees", [0, 0, 0.2, 0.4], false],
  ] as const)("ends %s", (_, state, terminated) => {
    expect(cartPole().step(state, 1, key(0)).terminated).toBe(terminated);
  });

  test("starts within 0.05 of rest, elsewhere for another key", () => {
    const starts = Array.from({ length: 200 }, (_, seed) => cartPole().start(key(seed)));
    expect(Math.max(...starts.flat().map(Math.abs))).toBeLessThanOrEqual(0.05);
    expect(Math.max(...starts.flat().map(Math.abs))).toBeGreaterThan(0.049);
    expect(new Set(starts.flat()).size).toBeGreaterThan(790);
  });
});

test.each([2, -1, 0.5, Number.NaN])("an action %d out of range is refused in a line", (action) => {
  const expected = `action is ${action}, expected a whole number from 0 to 1`;
  expect(() => cartPole().step([0, 0, 0, 0], action, key(0))).toThrow(`cartPole: ${expected}`);
  expect(() => deepSea({ size: 3, key: key(0) }).step([0, 0], action, key(0))).toThrow(`deepSea: ${expected}`);
});
