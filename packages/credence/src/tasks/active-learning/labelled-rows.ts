import { expectList, expectObject } from "../../settings.ts";
import { type Answer, expectLabeller, type Labeller } from "./labeller.ts";

/** What is known of the rows of a data set, by their index. */
export interface LabelledState {
  /** Rows with a label, in the order in which their labels came. */
  readonly indices: readonly number[];
  /** Beside `indices`. */
  readonly labels: readonly number[];
  /** Rows the labeller will not label. */
  readonly skipped: readonly number[];
  /** Rows asked about and not answered yet. */
  readonly pending: readonly number[];
}

/** The labelled, the skipped and the pending rows of a data set; all others may be asked about. */
export interface LabelledRows extends LabelledState {
  /** Rows that may be asked about, rising. */
  open(): Int32Array;
  /** Asks the labeller about some of them and takes in what it says. @throws for an answer about a row it was not asked about, and for an unknown class */
  ask(labeller: Labeller, indices: readonly number[]): Promise<void>;
}

/** @throws for rows outside the data set */
export function labelledRows(
  where: string,
  { count, classes, from }: { readonly count: number; readonly classes: number; readonly from?: LabelledState | undefined },
): LabelledRows {
  const labels = new Map<number, number>(from?.indices.map((index, i) => [index, from.labels[i]!]));
  const skipped = new Set(from?.skipped);
  const pending = new Set(from?.pending);

  function take({ index, label }: Answer): void {
    if (!pending.delete(index))
      throw new Error(`${where}: the labeller answers about row ${index}, expected one that it was asked about and did not answer`);
    if (label === null) skipped.add(index);
    else if (Number.isInteger(label) && label >= 0 && label < classes) labels.set(index, label);
    else throw new Error(`${where}: the labeller says class ${label} of row ${index}, expected a whole number from 0 to ${classes - 1}`);
  }

  return {
    get indices() {
      return [...labels.keys()];
    },
    get labels() {
      return [...labels.values()];
    },
    get skipped() {
      return [...skipped];
    },
    get pending() {
      return [...pending];
    },
    open: () =>
      Int32Array.from({ length: count }, (_, row) => row).filter((row) => !(labels.has(row) || skipped.has(row) || pending.has(row))),
    async ask(labeller, indices) {
      expectLabeller(where, labeller);
      for (const index of indices) {
        if (!(Number.isInteger(index) && index >= 0 && index < count))
          throw new Error(`${where}: row ${index} is asked about, expected a whole number from 0 to ${count - 1}`);
        pending.add(index);
      }
      const answers = await labeller.ask(indices);
      expectList(where, "what the labeller answers", answers);
      for (const [i, answer] of answers.entries()) {
        expectObject(where, `the labeller's answer ${i}`, answer, "{ index, label }");
        take(answer);
      }
    },
  };
}
