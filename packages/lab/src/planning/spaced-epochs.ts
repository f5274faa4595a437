/**
 * Epochs at which a training is looked at, about so many: evenly spaced on a logarithmic axis, from the first to the last, each once.
 *
 * @example
 * spacedEpochs(100, 5) // => [1, 3, 10, 32, 100]
 */
export const spacedEpochs = (epochs: number, count: number): number[] => [
  ...new Set(Array.from({ length: count }, (_, i) => Math.round(epochs ** (i / (count - 1))))),
];
