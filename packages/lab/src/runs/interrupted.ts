/** The user asked to stop; everything needed to go on has been written. */
export interface Interrupted extends Error {
  readonly name: "Interrupted";
}

export function interrupted(): Interrupted {
  const error = new Error("interrupted");
  error.name = "Interrupted";
  return error as Interrupted;
}
