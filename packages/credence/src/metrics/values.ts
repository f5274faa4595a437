import type { Tensor } from "@credence/tensor";

/** An array of the engine, or plain numbers. */
export type Values = Tensor | ArrayLike<number>;

export const readValues = async (values: Values): Promise<ArrayLike<number>> => ("read" in values ? values.read() : values);
