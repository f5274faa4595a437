import { expectBelowOne, expectList, expectOptions, expectWhole } from "../settings.ts";
import { activation } from "./activation.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { flatten } from "./flatten.ts";
import { maxPool } from "./max-pool.ts";
import type { Network } from "./network.ts";
import { sequential } from "./sequential.ts";

/** Sizes and dropout of the small convolutional network. */
export interface LenetOptions {
  /** Filters of the two convolutions. @default [32, 64] */
  readonly filters?: readonly [number, number];
  /** Units of the hidden layer. @default 128 */
  readonly units?: number;
  /** Outputs. @default 10 */
  readonly classes?: number;
  /** Dropout by channel after each convolution and by element before the output; 0 for none. @default 0.5 */
  readonly dropout?: number;
}

/**
 * A small convolutional network for 28x28 images: twice conv 5x5, dropout by channel, max-pool 2, ReLU; dense, ReLU, dropout; dense.
 *
 * @shape x [batch, 1, 28, 28] -> [batch, classes]
 * @throws for sizes that are no whole numbers from 1, and a dropout outside [0, 1)
 * @see   lecun1998, with the dropout of the usual active-learning networks (houlsby2011, gal2017)
 */
export function lenet(options: LenetOptions = {}): Network {
  expectOptions("lenet", options, { filters: true, units: true, classes: true, dropout: true });
  const { filters = [32, 64], units = 128, classes = 10, dropout: rate = 0.5 } = options;
  expectList("lenet", "filters", filters);
  const [first, second] = filters;
  expectBelowOne("lenet", "dropout", rate);
  for (const [name, value] of Object.entries({ "filters[0]": first, "filters[1]": second, units, classes }))
    expectWhole("lenet", name, value);
  const drop = (unit: "element" | "channel") => (rate === 0 ? [] : [dropout({ rate, unit })]);
  return sequential([
    conv2d({ inputs: 1, outputs: first, size: 5 }),
    ...drop("channel"),
    maxPool({ size: 2 }),
    activation("relu"),
    conv2d({ inputs: first, outputs: second, size: 5 }),
    ...drop("channel"),
    maxPool({ size: 2 }),
    activation("relu"),
    flatten(),
    dense({ inputs: second * 16, outputs: units }),
    activation("relu"),
    ...drop("element"),
    dense({ inputs: units, outputs: classes }),
  ]);
}
