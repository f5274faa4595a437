/** Inputs of one or several features: numbers, or rows of numbers of one length. */
export type InputRows = readonly number[] | Float32Array | Float64Array | readonly (ArrayLike<number> & object)[];

/** Functions of x that a linear regression weighs: a row of features for each x. One of your own is an object of this form. */
export interface Basis {
  /** Names it in errors. */
  readonly name: string;
  /** The features of one x, always as many. @shape x [inputs] -> [features] */
  features(x: ArrayLike<number>): ArrayLike<number>;
}

/** Each x as a row of its own: numbers are rows of one. */
export const inputRows = (x: InputRows): readonly ArrayLike<number>[] =>
  Array.from(x as ArrayLike<number | ArrayLike<number>>, (one) => (typeof one === "number" ? [one] : one));
