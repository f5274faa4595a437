import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { bootstrapShares } from "./bootstrap-shares.ts";
import { cartPole } from "./cart-pole.ts";
import { type Transitions, transitionStore } from "./transitions.ts";

const settings = { members: 2, share: 0.5 };
const sharesOf = (seed: number) => bootstrapShares(settings, key(seed));

function stored(count: number, capacity: number): Transitions {
  const store = transitionStore({ environment: cartPole(), capacity });
  const state = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) store.push({ state, action: 0, reward: 1, next: state, terminated: false });
  return store;
}

describe("shares depend on the transitions alone, whatever was asked before", () => {
  test.each([
    ["a checkpoint before", stored(90, 50), stored(70, 50)],
    ["a second game", stored(90, 50), stored(20, 50)],
    ["a larger buffer", stored(90, 50), stored(90, 60)],
    ["a smaller buffer that was written more often", stored(90, 50), stored(95, 30)],
    ["transitions that followed", stored(30, 50), stored(90, 50)],
  ])("%s", (_, before, after) => {
    const shares = sharesOf(1);
    for (const member of [0, 1]) shares(before, member);
    for (const member of [0, 1]) expect(Array.from(shares(after, member))).toEqual(Array.from(sharesOf(1)(after, member)));
  });

  test("a transition keeps its member while it is held, and about half are kept", () => {
    const shares = sharesOf(2);
    const first = Array.from(shares(stored(40, 50), 0));
    expect(Array.from(shares(stored(50, 50), 0)).slice(0, first.length)).toEqual(first);
    // within 4 standard errors
    expect(Math.abs(sharesOf(3)(stored(1000, 1000), 1).length - 500)).toBeLessThan(4 * Math.sqrt(250));
  });
});
