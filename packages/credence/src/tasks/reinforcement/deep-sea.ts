import { type Key, uniforms } from "@credence/tensor";
import { expectKey, expectNotNegative, expectNumber, expectOptions, expectWhole } from "../../settings.ts";
import { type Environment, expectAction, expectState } from "./environment.ts";

/** The size of the sea and what it pays. */
export interface DeepSeaOptions {
  /** Rows and columns, N: an episode has N steps, and one of 2^N sequences of actions reaches the treasure. */
  readonly size: number;
  /** Decides, cell by cell, which of the two actions is "right". */
  readonly key: Key;
  /** Cost of all N steps to the right together; a step costs a part of N. @default 0.01 */
  readonly moveCost?: number;
  /** Reward of the last step to the right from the lower right corner. @default 1 */
  readonly treasure?: number;
}

/**
 * The deep sea, a test of exploration over many steps: a diver starts in the upper left of N x N cells and sinks by one row a step, to the
 * right at a cost or to the left without. Only N steps to the right reach the treasure, so that each step there looks like a loss until all are
 * taken; which action goes right is drawn for each cell. The best return is treasure - moveCost, 0.99.
 *
 * @shape state [row, column]; observation [N * N], 1 in the diver's cell and 0 elsewhere
 * @see   osband2018, section 4.1; osband2020
 * @example
 * const sea = reinforcement.deepSea({ size: 10, key: key(0) });
 * [sea.features, sea.actions.length, sea.stepLimit] // => [100, 2, 10]
 */
export function deepSea(options: DeepSeaOptions): Environment {
  const where = "deepSea";
  expectOptions(where, options, { size: true, key: true, moveCost: true, treasure: true });
  const { size, key, moveCost = 0.01, treasure = 1 } = options;
  expectWhole(where, "size", size);
  expectKey(where, key);
  expectNotNegative(where, "moveCost", moveCost);
  expectNumber(where, "treasure", treasure);
  const cells = size * size;
  /** The action that goes right, by cell. */
  const right = Uint8Array.from(uniforms(key, cells), (u) => (u < 0.5 ? 0 : 1));
  return {
    name: `deep sea, N = ${size}`,
    stateSize: 2,
    features: cells,
    actions: ["first", "second"],
    stepLimit: size,
    start: () => [0, 0],
    step(state, action) {
      expectState(where, state, 2);
      expectAction(where, action, 2);
      const [row, column] = state as [number, number];
      const goesRight = action === right[row * size + column];
      const found = goesRight && column === size - 1 ? treasure : 0;
      return {
        state: [row + 1, goesRight ? Math.min(column + 1, size - 1) : Math.max(column - 1, 0)],
        reward: found - (goesRight ? moveCost / size : 0),
        terminated: row + 1 >= size,
      };
    },
    observe(state) {
      expectState(where, state, 2);
      const seen = new Float32Array(cells);
      // below the last row there is nothing to see
      if (state[0]! < size) seen[state[0]! * size + state[1]!] = 1;
      return seen;
    },
    toJSON: () => ({ name: "deep sea", size, moveCost, treasure, right: right.join("") }),
  };
}
