import { inputs } from "../inputs.ts";
import { logSumExp, sum } from "../mathematics.ts";
import type { Case } from "../suite.ts";

type Images = number[][][][];

const { images, matrix, values, whole } = inputs(2);
const tolerance = { rtol: 1e-5, atol: 1e-5 };

const shapeOf = (x: Images) => [x.length, x[0].length, x[0][0].length, x[0][0][0].length] as const;
const filled = (like: Images): Images => like.map((channels) => channels.map((rows) => rows.map((row) => row.map(() => 0))));
const zeros = (batch: number, channels: number, height: number, width: number): Images =>
  Array.from({ length: batch }, () =>
    Array.from({ length: channels }, () => Array.from({ length: height }, () => Array<number>(width).fill(0))),
  );

interface ConvolutionInput {
  readonly x: Images;
  readonly kernel: Images;
  readonly bias?: number[];
  readonly stride?: number;
  readonly padding?: number;
}

/** Places [b, o, i, j] of the output, [c, u, v] of the kernel, and the rows and columns of x that meet there. */
type Meeting = (b: number, o: number, i: number, j: number, c: number, u: number, v: number, row: number, column: number) => void;

/** Every product of the definition: y[b, o, i, j] = sum over c, u, v of kernel[o, c, u, v] x[b, c, stride i + u - padding, stride j + v - padding]. */
function eachMeeting({ x, kernel, stride = 1, padding = 0 }: ConvolutionInput, meet: Meeting): Images {
  const [batch, channels, height, width] = shapeOf(x);
  const [outputs, , kernelHeight, kernelWidth] = shapeOf(kernel);
  const rows = Math.floor((height + 2 * padding - kernelHeight) / stride) + 1;
  const columns = Math.floor((width + 2 * padding - kernelWidth) / stride) + 1;
  for (let b = 0; b < batch; b++)
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
          for (let c = 0; c < channels; c++)
            for (let u = 0; u < kernelHeight; u++)
              for (let v = 0; v < kernelWidth; v++) {
                const [row, column] = [stride * i + u - padding, stride * j + v - padding];
                if (row >= 0 && row < height && column >= 0 && column < width) meet(b, o, i, j, c, u, v, row, column);
              }
  return zeros(batch, outputs, rows, columns);
}

function convolution(name: string, input: ConvolutionInput): Case {
  const { x, kernel, bias } = input;
  const output = eachMeeting(input, () => {});
  for (const channels of output) for (const [o, rows] of channels.entries()) for (const row of rows) row.fill(bias?.[o] ?? 0);
  eachMeeting(input, (b, o, i, j, c, u, v, row, column) => {
    output[b][o][i][j] += kernel[o][c][u][v] * x[b][c][row][column];
  });
  const outputGradient = images(...shapeOf(output));
  const [xGradient, kernelGradient] = [filled(x), filled(kernel)];
  eachMeeting(input, (b, o, i, j, c, u, v, row, column) => {
    xGradient[b][c][row][column] += outputGradient[b][o][i][j] * kernel[o][c][u][v];
    kernelGradient[o][c][u][v] += outputGradient[b][o][i][j] * x[b][c][row][column];
  });
  const biasGradient = bias?.map((_, o) => sum(outputGradient.flatMap((channels) => channels[o].flat())));
  return {
    name,
    op: "nn.conv2d",
    input: { ...input, outputGradient },
    expected: { output, xGradient, kernelGradient, ...(biasGradient && { biasGradient }) },
    ...tolerance,
    origin:
      "y[b, o, i, j] = bias[o] + sum over c, u, v of kernel[o, c, u, v] x[b, c, stride i + u - padding, stride j + v - padding], zero outside x; gradients: every product's share of sum(outputGradient y)",
  };
}

function maxPooling(name: string, input: { readonly x: Images; readonly size: number; readonly stride?: number }): Case {
  const { x, size, stride = size } = input;
  const [batch, channels, height, width] = shapeOf(x);
  const output = zeros(batch, channels, Math.floor((height - size) / stride) + 1, Math.floor((width - size) / stride) + 1);
  const outputGradient = images(...shapeOf(output));
  const xGradient = filled(x);
  for (const [b, planes] of output.entries())
    for (const [c, rows] of planes.entries())
      for (const [i, row] of rows.entries())
        for (const j of row.keys()) {
          const places = Array.from({ length: size * size }, (_, at) => [stride * i + Math.floor(at / size), stride * j + (at % size)]);
          output[b][c][i][j] = Math.max(...places.map(([r, k]) => x[b][c][r][k]));
          const [first, second] = places.find(([r, k]) => x[b][c][r][k] === output[b][c][i][j])!;
          xGradient[b][c][first][second] += outputGradient[b][c][i][j];
        }
  return {
    name,
    op: "nn.maxPool2d",
    input: { ...input, outputGradient },
    expected: { output, xGradient },
    ...tolerance,
    origin:
      "largest value of each size x size window, rows and columns that fill none left out; the gradient goes to the first of equal ones, row by row",
  };
}

const tied: Images = [[[...matrix(4, 5), [1, 1, 1, 1, 1]], Array.from({ length: 5 }, () => [-3, -3, -3, -3, -3])]];

function softmaxCrossEntropy(name: string, logits: number[][], labels: number[]): Case {
  const probabilities = logits.map((row) => row.map((logit) => Math.exp(logit - logSumExp(row))));
  return {
    name,
    op: "nn.softmaxCrossEntropy",
    input: { logits, labels },
    expected: {
      loss: logits.map((row, i) => logSumExp(row) - row[labels[i]]),
      gradient: probabilities.map((row, i) => row.map((p, c) => p - (c === labels[i] ? 1 : 0))),
    },
    ...tolerance,
    origin: "logSumExp(logits) - logits[label], nats, a row each; gradient softmax - one-hot",
  };
}

export const layers: readonly Case[] = [
  convolution("conv2d, plain", { x: images(2, 2, 4, 5), kernel: images(3, 2, 3, 3), bias: values(3) }),
  convolution("conv2d, stride 2 and padding 1, a last row that no kernel reaches", {
    x: images(1, 3, 6, 5),
    kernel: images(2, 3, 3, 3),
    bias: values(2),
    stride: 2,
    padding: 1,
  }),
  convolution("conv2d, padding 2 about a kernel of 3 x 2, no bias", { x: images(1, 1, 3, 4), kernel: images(2, 1, 3, 2), padding: 2 }),
  maxPooling("maxPool2d, windows side by side, a row and a column left over", { x: images(2, 2, 5, 5), size: 2 }),
  maxPooling("maxPool2d, windows that overlap, with ties", { x: tied, size: 3, stride: 2 }),
  softmaxCrossEntropy("softmax cross-entropy", matrix(4, 3), whole(4, 3)),
  softmaxCrossEntropy(
    "softmax cross-entropy, huge logits: the label wins, loses by 2000, ties",
    [
      [1000, -1000, 0],
      [1000, -1000, 0],
      [30000, 30000, 30000],
      [-30000, -30001, -1e6],
    ],
    [0, 1, 2, 0],
  ),
];
