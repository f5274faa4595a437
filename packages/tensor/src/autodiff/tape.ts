import type { DenseArray } from "../array.ts";
import type { OperationName, Operations } from "./operations.ts";

/** One operation as it happened. */
export interface Recorded<Name extends OperationName = OperationName> {
  readonly operation: Name;
  readonly inputs: readonly DenseArray[];
  readonly outputs: readonly DenseArray[];
  readonly attributes: Operations[Name];
}

export interface Tape {
  readonly id: number;
  readonly entries: Recorded[];
}

let current: Tape | null = null;
let lastId = 0;

/** The recording that goes on now, 0 for none. */
export const openRecording = (): number => current?.id ?? 0;

/** Whether an operation on these would be noted: something besides its result has to be kept for the gradient. */
export const isFollowed = (inputs: readonly DenseArray[]): boolean => current !== null && inputs.some(({ tape }) => tape === current?.id);

/** Follows `inputs` through everything that `body` does. One recording at a time. */
export function recording<Result>(inputs: readonly DenseArray[], body: () => Result): { result: Result; tape: Tape } {
  if (current) throw new Error("valueAndGradient: a recording inside a recording; second derivatives are not supported");
  const tape: Tape = { id: ++lastId, entries: [] };
  current = tape;
  for (const input of inputs) input.tape = tape.id;
  try {
    return { result: body(), tape };
  } finally {
    current = null;
  }
}

/** Notes an operation when one of its inputs is followed. */
export function record<Name extends OperationName>(
  operation: Name,
  inputs: readonly DenseArray[],
  outputs: readonly DenseArray[],
  attributes: Operations[Name],
): void {
  if (!current) return;
  const id = current.id;
  for (const input of inputs) {
    if (input.tape !== id) continue;
    for (const output of outputs) {
      output.tape = id;
      output.recorded = id;
    }
    for (const operand of inputs) operand.recorded = id;
    current.entries.push({ operation, inputs, outputs, attributes });
    return;
  }
}
