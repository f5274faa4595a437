/** Numbers of the kernels; the same list as the switch in assembly/index.ts. */
export const kernels = {
  unary: 0,
  binary: 1,
  select: 2,
  fill: 3,
  sumBlocks: 4,
  sumPartials: 5,
  reduce: 6,
  softmax: 7,
  crossEntropy: 8,
  crossEntropyBackward: 9,
  mutualInformation: 10,
  permute: 11,
  copyBlocks: 12,
  gatherRows: 13,
  scatterAddRows: 14,
  packA: 15,
  multiply: 16,
  blasMultiply: 17,
  convForward: 18,
  convBackwardInput: 19,
  packConvolution: 20,
  convBackwardKernel: 21,
  pool: 22,
  poolBackward: 23,
  random: 24,
  gaussianDraw: 25,
  gaussianDrawBackward: 26,
  normalKl: 27,
  normalKlBackward: 28,
  localNoise: 29,
  localNoiseBackward: 30,
  adam: 31,
  sgd: 32,
  unrolledForward: 33,
  unrolledBackwardInput: 34,
  lstmCell: 35,
  lstmCellBackward: 36,
  gruCell: 37,
  gruCellBackward: 38,
  momentsBackward: 39,
  packB: 40,
  lstmSteps: 41,
  lstmStepsBackward: 42,
  gruSteps: 43,
  gruStepsBackward: 44,
  convKept: 45,
} as const;

export type Kernel = keyof typeof kernels;

/** Chunks that make some 20 us, of kernels whose chunks take 1 to 5 us each. */
const chunksWorthWaking: { readonly [K in Kernel]?: number } = {
  unary: 4,
  binary: 8,
  select: 8,
  fill: 8,
  sumBlocks: 8,
  reduce: 8,
  permute: 8,
  copyBlocks: 8,
  gatherRows: 8,
  adam: 16,
  sgd: 16,
};
/** Multiplications and additions of a product that take a thread some 20 us. */
const PRODUCT_WORTH_WAKING = 2 ** 20;

/**
 * Whether workers that sleep are woken for a launch. One of less than 20 us is done before they come; while they are awake, after a longer one, they
 * share all launches.
 */
export function worthWaking(kernel: Kernel, chunks: number, ints: readonly number[]): boolean {
  if (kernel !== "multiply") return chunks >= (chunksWorthWaking[kernel] ?? 2);
  const [n, k, rows, columnChunks] = [ints[4]!, ints[5]!, ints[12]!, ints[14]!];
  return (chunks / columnChunks) * rows * n * k >= PRODUCT_WORTH_WAKING;
}
