import type { SettingsJson } from "../../settings.ts";
import { batchesOf, type Diagnosed, namedOf, numberOf, type Rule, shown } from "./diagnosis.ts";

/** Numbers held for each weight while it is fitted: parameters, gradients, moments of the optimiser, and what draws and samples take. */
function numbersPerWeight(settings: SettingsJson, size: number): number {
  const of = (name: string, otherwise: number) => numberOf(settings, name) ?? otherwise;
  const moments = namedOf(settings, "optimizer")?.name === "adam" ? 2 : 1;
  const [point, gaussian] = [2 + moments, 2 * (2 + moments)];
  switch (settings.name) {
    case "bayesByBackprop":
    case "moped":
      return gaussian + 3 * of("draws", 1);
    case "lowRankGaussian":
      return gaussian + of("rank", 4) * (2 + moments) + 3 * of("draws", 1);
    case "fullGaussian":
      return gaussian + 7 * size;
    case "swag":
      return point + of("rank", 20) + 2;
    case "multiSwag":
      return point + (of("rank", 20) + 2) * of("members", 1);
    case "deepEnsemble":
      return point + of("members", 1);
    case "hmc":
    case "nuts":
      // positions in float64
      return 2 * of("chains", 4) * of("draws", 1000) + 8 * of("chains", 4);
    case "sgld":
    case "sghmc":
    case "cyclicalSgld":
      return point + of("samples", 30);
    default:
      return point;
  }
}

/** MiB of a fit: what each weight takes, and the activations of a minibatch, forwards and backwards, draw by draw. */
export function fitMiB(diagnosed: Pick<Diagnosed, "problem" | "settings" | "count">): number {
  const { problem, settings } = diagnosed;
  const { network } = problem.model;
  const biases = network.weights.filter(({ role }) => role === "bias");
  const units = biases.reduce((total, { shape }) => total + shape[0]!, 0);
  const inputs = problem.data.x.size / problem.data.x.shape[0]!;
  const draws =
    settings.name === "hmc" || settings.name === "nuts" ? (numberOf(settings, "chains") ?? 4) : (numberOf(settings, "draws") ?? 1);
  // a convolution has its units at each place of the image
  const places = network.layers.some(({ kind }) => kind === "conv2d") ? inputs : 1;
  const activations = Math.max(...batchesOf(diagnosed)) * (inputs + 4 * draws * units * places);
  return (4 * (network.size * numbersPerWeight(settings, network.size) + activations)) / 2 ** 20;
}

/** What a fit holds must fit beside the data. */
export const memoryEstimate: Rule = async (diagnosed) => {
  const needed = fitMiB(diagnosed);
  const { x, y } = diagnosed.problem.data;
  const data = (4 * (x.size + y.size)) / 2 ** 20;
  if (needed + data <= diagnosed.memoryMiB) return undefined;
  return {
    found: `the fit takes about ${shown(needed)} MiB beside ${shown(data)} MiB of data, of the ${shown(diagnosed.memoryMiB)} MiB that the engine may take`,
    why: "it will stop in its first steps, or when its samples are kept",
    change: "a smaller batchSize, fewer draws, samples or members, a smaller rank, or a smaller network",
  };
};
