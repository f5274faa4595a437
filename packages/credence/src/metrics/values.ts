import { isTensor, type Tensor } from "@credence/tensor";
import { refused } from "../settings.ts";

/** An array of the engine, or plain numbers. */
export type Values = Tensor | ArrayLike<number>;

/** Their plain numbers. @throws for what holds none: a promise, nothing, texts */
export async function readValues(where: string, name: string, values: Values): Promise<ArrayLike<number>> {
  if (isTensor(values)) return values.read();
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && "length" in values))
    throw refused(where, name, values, "a tensor or an array of numbers");
  if (!Array.isArray(values)) return values;
  const wrong = values.findIndex((value) => typeof value !== "number");
  if (wrong >= 0) throw refused(where, `${name}[${wrong}]`, values[wrong], "a number");
  return values;
}
