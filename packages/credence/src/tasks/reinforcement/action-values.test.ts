import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { mlp } from "../../nn/mlp.ts";
import type { Environment } from "./environment.ts";
import { smallAgents, smallSea } from "./testing/small-agents.ts";
import { transitionStore } from "./transitions.ts";

const discount = 0.9;

/** Every state of a sea of three rows that can be reached before the end. */
const states = [0, 1, 2].flatMap((row) => Array.from({ length: row + 1 }, (_, column) => [row, column] as const));

/** The value of an action by dynamic programming: what it pays, then the best that can follow. */
function exactValue(sea: Environment, state: readonly number[], action: number): number {
  const { state: next, reward, terminated } = sea.step(state, action, key(0));
  return reward + (terminated ? 0 : discount * Math.max(...[0, 1].map((one) => exactValue(sea, next, one))));
}

describe.each(Object.entries(smallAgents))("%s", (name, make) => {
  test("learns the values that dynamic programming gives, with a table for a network", async () => {
    const sea = smallSea(3);
    // no hidden layer on an indicator of the cell: one weight for each state and action
    const network = mlp({ inputs: sea.features, hidden: [], outputs: 2 });
    const agent = make(sea, { network, discount, learningRate: 1e-2, targetEvery: 60, batchSize: 48 });
    const transitions = transitionStore({ environment: sea, capacity: 96 });
    for (let round = 0; round < 8; round++)
      for (const state of states)
        for (const action of [0, 1]) {
          const { state: next, reward, terminated } = sea.step(state, action, key(0));
          transitions.push({ state, action, reward, next, terminated });
        }
    await agent.learn(transitions, { number: 0, steps: 900 });
    agent.startEpisode(1, key(9));
    // a draw of the posterior is off by its standard deviation, near 0.02 sqrt(1 / 8 rows of its kind)
    const tolerance = name === "Thompson" ? 0.05 : 0.01;
    for (const state of states) {
      const values = await agent.values(sea.observe(state));
      for (const action of [0, 1])
        expect(Math.abs(values[action]! - exactValue(sea, state, action)), `${state}, action ${action}`).toBeLessThan(tolerance);
    }
    agent.dispose();
  });
});
