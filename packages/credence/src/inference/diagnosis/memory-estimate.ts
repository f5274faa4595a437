import { batchesOf, type Diagnosed, type Rule, shown } from "./diagnosis.ts";

/** MiB of a fit: what the method tells, and the activations of a minibatch, forwards and backwards, for each set of weights; undefined where it tells nothing. */
export function fitMiB(diagnosed: Pick<Diagnosed, "problem" | "method" | "settings" | "count">): number | undefined {
  const { problem, method } = diagnosed;
  const { network } = problem.model;
  const memory = method.memory?.(network);
  if (!memory) return undefined;
  const biases = network.weights.filter(({ role }) => role === "bias");
  const units = biases.reduce((total, { shape }) => total + shape[0]!, 0);
  const inputs = problem.data.x.size / problem.data.x.shape[0]!;
  // a convolution has its units at each place of the image
  const places = network.layers.some(({ kind }) => kind === "conv2d") ? inputs : 1;
  const activations = Math.max(...batchesOf(diagnosed)) * (inputs + 4 * memory.setsOfWeights * units * places);
  return (4 * (memory.fit + activations)) / 2 ** 20;
}

/** What a fit holds must fit beside the data. */
export const memoryEstimate: Rule = async (diagnosed) => {
  const needed = fitMiB(diagnosed);
  if (needed === undefined) return undefined;
  const { x, y } = diagnosed.problem.data;
  const data = (4 * (x.size + y.size)) / 2 ** 20;
  if (needed + data <= diagnosed.memoryMiB) return undefined;
  return {
    found: `the fit takes about ${shown(needed)} MiB beside ${shown(data)} MiB of data, of the ${shown(diagnosed.memoryMiB)} MiB that the engine may take`,
    why: "it will stop in its first steps, or when its samples are kept",
    change: "a smaller batchSize, fewer draws, samples or members, a smaller rank, or a smaller network",
  };
};
