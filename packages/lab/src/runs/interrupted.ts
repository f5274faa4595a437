/** The user asked to stop; everything needed to go on has been written. */
export interface Interrupted extends Error {
  readonly name: "Interrupted";
}

/** Whether a run was asked to stop, and has. */
export const isInterrupted = (error: unknown): error is Interrupted => error instanceof Error && error.name === "Interrupted";

/** The error that ends a run asked to stop, after its checkpoint was written. */
export function interrupted(): Interrupted {
  const error = new Error("interrupted");
  error.name = "Interrupted";
  return error as Interrupted;
}
