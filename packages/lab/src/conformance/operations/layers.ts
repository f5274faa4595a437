import { add, convolve2d, maxPool2d, multiply, reshape, softmaxCrossEntropy, sum, type Tensor, valueAndGradient } from "@credence/tensor";
import type { Operation } from "../run-suite.ts";
import { type Input, integersOf, nested, numberOf, optionalNumber, tensorOf } from "./input.ts";

/**
 * The output of a layer and, with an `outputGradient` in the input, its vector-Jacobian product with each argument, as `<name>Gradient`.
 */
async function layer(
  input: Input,
  args: Readonly<Record<string, Tensor>>,
  apply: (args: Readonly<Record<string, Tensor>>) => Tensor,
): Promise<Record<string, unknown>> {
  if (input.outputGradient === undefined) return { output: await nested(apply(args)) };
  const upstream = tensorOf(input, "outputGradient");
  const { gradients, extra } = valueAndGradient(Object.values(args), () => {
    const output = apply(args);
    return { value: sum(multiply(output, upstream)), extra: output };
  });
  const result: Record<string, unknown> = { output: await nested(extra) };
  for (const [i, name] of Object.keys(args).entries()) result[`${name}Gradient`] = await nested(gradients[i]!);
  return result;
}

export const layers: Readonly<Record<string, Operation>> = {
  "nn.conv2d": async (input) => {
    const options = { stride: optionalNumber(input, "stride", 1), padding: optionalNumber(input, "padding", 0) };
    const args = {
      x: tensorOf(input, "x"),
      kernel: tensorOf(input, "kernel"),
      ...(input.bias !== undefined && { bias: tensorOf(input, "bias") }),
    };
    return layer(input, args, ({ x, kernel, bias }) => {
      const y = convolve2d(x!, kernel!, options);
      return bias ? add(y, reshape(bias, [1, -1, 1, 1])) : y;
    });
  },

  "nn.maxPool2d": async (input) => {
    const size = numberOf(input, "size");
    return layer(input, { x: tensorOf(input, "x") }, ({ x }) => maxPool2d(x!, { size, stride: optionalNumber(input, "stride", size) }));
  },

  "nn.softmaxCrossEntropy": async (input) => {
    const logits = tensorOf(input, "logits");
    const labels = integersOf(input, "labels");
    const { gradients, extra } = valueAndGradient([logits], () => {
      const loss = softmaxCrossEntropy(logits, labels);
      return { value: sum(loss), extra: loss };
    });
    return { loss: await nested(extra), gradient: await nested(gradients[0]!) };
  },
};
