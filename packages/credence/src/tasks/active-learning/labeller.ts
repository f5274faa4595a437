import { type Key, permutation } from "@credence/tensor";
import { expectForm, expectKey, expectNumbers, expectOptions, expectWhole } from "../../settings.ts";

/** What a labeller says of one example: its class, or null where it skips the example for good. */
export interface Answer {
  /** Row of the data set. */
  readonly index: number;
  /** A class from 0, or null: skipped, not asked about again. */
  readonly label: number | null;
}

/** Who gives labels: a data set that has them, or a person. */
export interface Labeller {
  /**
   * Asked about rows of the data set. What it gives now may answer earlier questions too; a row it says nothing of yet is waited for, and not asked
   * about again.
   */
  ask(indices: readonly number[]): Promise<readonly Answer[]>;
  /**
   * Told once, before a loop goes on from a checkpoint, of the rows that were asked about and are not answered yet: one that keeps its questions in
   * memory takes them up again.
   */
  resume?(pending: readonly number[]): void | Promise<void>;
}

/** @throws for what cannot be asked */
export const expectLabeller = (where: string, given: Labeller): void =>
  expectForm(where, "labeller", given, { methods: ["ask"], expected: "a labeller, such as simulatedLabeller(labels)" });

/**
 * A labeller that knows the labels of the data set and gives each at once.
 * @example
 * await simulatedLabeller([3, 1, 4]).ask([2, 0]) // => [{ index: 2, label: 4 }, { index: 0, label: 3 }]
 */
export function simulatedLabeller(labels: ArrayLike<number>): Labeller {
  expectNumbers("simulatedLabeller", "labels", labels);
  return { ask: async (indices) => indices.map((index) => ({ index, label: labels[index]! })) };
}

/**
 * Rows to start from: as many of each class, drawn by the key.
 * @throws where a class has fewer examples
 * @example
 * balancedStart([0, 1, 0, 1], { classes: 2, perClass: 2, key: key(0) }).toSorted() // => [0, 1, 2, 3]
 */
export function balancedStart(
  labels: ArrayLike<number>,
  options: {
    /** Classes 0 to classes - 1. */
    readonly classes: number;
    /** Examples of each. */
    readonly perClass: number;
    /** Draws them. */
    readonly key: Key;
  },
): number[] {
  expectNumbers("balancedStart", "labels", labels);
  expectOptions("balancedStart", options, { classes: true, perClass: true, key: true });
  const { classes, perClass, key } = options;
  expectWhole("balancedStart", "classes", classes);
  expectWhole("balancedStart", "perClass", perClass);
  expectKey("balancedStart", key);
  const order = permutation(key, labels.length);
  return Array.from({ length: classes }, (_, label) => {
    const own = Array.from(order).filter((index) => labels[index] === label);
    if (own.length < perClass) throw new Error(`balancedStart: class ${label} has ${own.length} examples, expected at least ${perClass}`);
    return own.slice(0, perClass);
  }).flat();
}
