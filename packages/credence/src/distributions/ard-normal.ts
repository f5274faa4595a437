import { multiply, type Tensor, tensor } from "@credence/tensor";
import { expectList, expectOptions, expectPositive } from "../settings.ts";
import { type Distribution, withChecks } from "./distribution.ts";
import { type Normal, normal } from "./normal.ts";

/** A Gaussian of mean 0 with a standard deviation for each row. */
export interface ArdNormal extends Distribution {
  readonly kind: "ardNormal";
  /** Of each input, [inputs]. */
  readonly stdDevs: readonly number[];
}

/** The same density with its standard deviations as an array [inputs, 1]. @throws for a shape that has other rows; [] has any */
export function byRows({ stdDevs }: Pick<ArdNormal, "stdDevs">, shape: readonly number[] = []): Normal {
  if (shape.length > 0) expectRows(stdDevs, "x", shape);
  return normal({ mean: 0, stdDev: tensor(Float32Array.from(stdDevs), [stdDevs.length, 1]) });
}

function expectRows({ length: rows }: readonly number[], what: string, shape: readonly number[]): void {
  if (shape.length < 2 || shape.at(-2) !== rows)
    throw new Error(`ardNormal: ${what} is [${shape.join(", ")}], expected [..., ${rows}, units]`);
}

/**
 * The prior of automatic relevance determination: Gaussian weights of mean 0 whose standard deviation is that of the input they leave.
 *
 *   log p(w_ij) = -w_ij^2 / (2 s_i^2) - log s_i - log(2 pi) / 2
 *
 * @shape x [..., inputs, units], as the weights of a dense layer
 * @units nats
 * @throws for a standard deviation that is not above 0, and x with another number of rows
 * @see   mackay1992; neal1996, section 1.2
 * @example
 * ardNormal({ stdDevs: [1, 0.1] }).logProb(tensor([[1], [1]])) // => [[-1.4189], [-48.616]]
 */
export function ardNormal(parameters: {
  /** Above 0, one for each input of the layer. */
  readonly stdDevs: readonly number[];
}): ArdNormal {
  expectOptions("ardNormal", parameters, { stdDevs: true });
  expectList("ardNormal", "stdDevs", parameters.stdDevs);
  const stdDevs = Object.freeze([...parameters.stdDevs]);
  if (stdDevs.length === 0) throw new Error("ardNormal: stdDevs is empty, expected one for each input");
  for (const [input, stdDev] of stdDevs.entries()) expectPositive("ardNormal", `stdDevs[${input}]`, stdDev);
  return withChecks({
    kind: "ardNormal",
    stdDevs,
    shape: [stdDevs.length, 1],
    logProb(x: Tensor) {
      expectRows(stdDevs, "x", x.shape);
      return byRows({ stdDevs }).logProb(x);
    },
    sample(key, shape) {
      expectRows(stdDevs, "shape", shape);
      const unit = normal({ mean: 0, stdDev: 1 }).sample(key, shape);
      return multiply(unit, tensor(Float32Array.from(stdDevs), [stdDevs.length, 1]));
    },
    toJSON: () => ({ kind: "ardNormal", stdDevs: [...stdDevs] }),
  });
}
