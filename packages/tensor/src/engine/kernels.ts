/** Numbers of the kernels; the same list as the switch in assembly/index.ts. */
export const kernels = {
  unary: 0, binary: 1, select: 2, fill: 3, sumBlocks: 4, sumPartials: 5, reduce: 6, softmax: 7, crossEntropy: 8, crossEntropyBackward: 9,
  mutualInformation: 10, permute: 11, copyBlocks: 12, gatherRows: 13, scatterAddRows: 14, packA: 15, multiply: 16, blasMultiply: 17,
  convForward: 18, convBackwardInput: 19, packOutputGradient: 20, convBackwardKernel: 21, pool: 22, poolBackward: 23, random: 24,
  gaussianDraw: 25, gaussianDrawBackward: 26, normalKl: 27, normalKlBackward: 28, localNoise: 29, localNoiseBackward: 30, adam: 31, sgd: 32,
} as const;

export type Kernel = keyof typeof kernels;
