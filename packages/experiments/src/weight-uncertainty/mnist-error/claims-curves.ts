import { asks, counted, type Said } from "@credence/lab";
import { mnistNetworkLabels, mnistNetworkNames } from "../mnist/networks.ts";
import type { MnistErrorNetwork, MnistErrorResult } from "./mnist-error.ts";
import { has, networkOf, published, sizes, tolerancePoints } from "./published.ts";

type Claim = Said<MnistErrorResult>;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The first traced epoch within a tenth of the error at the end, and that error: the median of the last traced, which a spike does not move. */
function converged(network: MnistErrorNetwork | undefined): readonly [epoch: number, errorPercent: number] | null {
  const trace = network?.trace ?? [];
  if (trace.length === 0) return null;
  const errorPercent = median(trace.slice(-Math.max(1, Math.min(10, Math.floor(trace.length / 4)))).map((row) => row.errorPercent));
  return [(trace.find((row) => row.errorPercent <= 1.1 * errorPercent) ?? trace.at(-1)!).epoch, errorPercent];
}

const sooner = "fewer epochs until within a tenth of the median of its last errors";
const sides = [
  {
    other: "dnn",
    id: "plain-converges-sooner",
    says: "The plain network converges sooner, to a higher error",
    published: "sooner, higher",
    asks: asks(`${sooner}, which is higher`, ([epoch, error, ofBayesian, bayesian]) => epoch < ofBayesian && error > bayesian),
  },
  {
    other: "dnn-dropout",
    id: "dropout-converges-sooner",
    says: "Dropout converges sooner, to an error that is similar, if not higher",
    published: "sooner, similar",
    asks: asks(
      `${sooner}; the BNN's at most ${tolerancePoints} points higher`,
      ([epoch, error, ofBayesian, bayesian]) => epoch < ofBayesian && bayesian <= error + tolerancePoints,
    ),
  },
] as const;

/** The figure's Bayesian curve is named Gaussian and is the mixture's. */
const bayesianCurves = [
  { network: "bnn-mixture", variant: "as published", slug: "", words: "BNN (mixture prior, whose curve is the published one)" },
  { network: "bnn-gaussian", variant: "as stated", slug: "-stated", words: "BNN (Gaussian prior, as the figure's legend has it)" },
] as const;

/**
 * What the text says of Figure 18. Where the learning rate falls to nothing every network stops at the last epoch, so that only a constant
 * rate can tell.
 */
export const convergence = sizes.flatMap((units) =>
  bayesianCurves.flatMap(({ network, variant, slug, words }) =>
    sides.map(({ other, id, says, ...side }): Claim => {
      const measured = (result: MnistErrorResult) => {
        const [theirs, bayesian] = [other, network].map((name) => converged(networkOf(result, name, units)));
        return theirs && bayesian && [...theirs, ...bayesian];
      };
      return {
        ...side,
        id: `${id}${slug}-${units}`,
        variant,
        statement: `${says}, than the ${words}, ${units} units`,
        measured,
        shows: ([epoch, error, ofBayesian, bayesian]) =>
          `${mnistNetworkLabels[other]}: epoch ${epoch}, ${error!.toFixed(2)} %; Bayesian: epoch ${ofBayesian}, ${bayesian!.toFixed(2)} %`,
        where: has(units),
        tested: (result, budget) => budget === "paper" && measured(result) !== null,
      };
    }),
  ),
);

/**
 * A traced error is a spike where it is so many standard errors of counting above the median of the rows around it, so many to either
 * side: thirty rows hardly hold one by chance, and a curve that still falls has none.
 */
const spikeErrors = 3;
const spikeReach = 5;

/** Spikes in the second half of a training, its traced rows, and the largest error among them. */
function spikesOf(network: MnistErrorNetwork | undefined, images: number): readonly [count: number, rows: number, largest: number] | null {
  const second = network?.trace.filter(({ epoch }) => epoch > network.epochs / 2) ?? [];
  if (second.length === 0) return null;
  const errors = second.map(({ errorPercent }) => errorPercent);
  const found = errors.filter((error, i) => {
    const around = median(errors.slice(Math.max(0, i - spikeReach), i + spikeReach + 1));
    return error > around + spikeErrors * counted(around, images).error!.size;
  });
  return [found.length, errors.length, Math.max(...errors)];
}

const figureUnits = 1200;
const spikesOfAll = (result: MnistErrorResult) => {
  const found = mnistNetworkNames.map((name) => spikesOf(networkOf(result, name, figureUnits), result.testImages));
  return found.every((one) => one !== null) ? found.flat() : null;
};

/** Said of Figure 18, networks of 1200 units and 600 epochs. The stored plain networks of other sizes, trained for 300, have no spikes. */
export const spikes: Claim = {
  id: `plain-spikes-${figureUnits}`,
  statement: `The plain network's test error has occasional spikes, more often than the others', ${figureUnits} units (an epoch that was not traced is not seen)`,
  published: `spikes; largest of its last 300 epochs ${published.number("spike")} %`,
  measured: spikesOfAll,
  shows: (values) =>
    mnistNetworkNames
      .map((name, i) => `${mnistNetworkLabels[name]}: ${values[3 * i]} of ${values[3 * i + 1]}, at most ${values[3 * i + 2]!.toFixed(2)} %`)
      .join("; "),
  asks: asks(
    `errors in the second half of the training more than ${spikeErrors} standard errors of counting above the median of the ${2 * spikeReach + 1} traced around them: at least one, and more than of each other network`,
    (values) => {
      const counts = mnistNetworkNames.map((_, i) => values[3 * i]);
      const plain = mnistNetworkNames.indexOf("dnn");
      return counts[plain] > 0 && counts.every((count, i) => i === plain || count < counts[plain]);
    },
  ),
  tested: (result, budget) => budget === "paper" && spikesOfAll(result) !== null,
};
