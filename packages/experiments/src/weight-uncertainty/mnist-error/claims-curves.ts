import { asks, counted, type Said } from "@credence/lab";
import { sortedQuantile } from "credence";
import { mnistNetworkLabels, mnistNetworkNames } from "../mnist/networks.ts";
import type { MnistErrorNetwork, MnistErrorResult } from "./mnist-error.ts";
import { has, networkOf, published, sizes, tolerancePoints } from "./published.ts";

type Claim = Said<MnistErrorResult>;

const median = (values: readonly number[]): number =>
  sortedQuantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );

/** The first traced epoch within a tenth of the error at the end, and that error in %: the median of the last traced, which a spike does not move. */
function converged(network: MnistErrorNetwork | undefined): readonly [epoch: number, error: number] | undefined {
  const rows = network?.trace ?? [];
  if (rows.length === 0) return undefined;
  const last = rows.slice(-Math.max(1, Math.min(10, Math.floor(rows.length / 4))));
  const error = median(last.map(({ errorPercent }) => errorPercent));
  return [(rows.find(({ errorPercent }) => errorPercent <= 1.1 * error) ?? rows.at(-1)!).epoch, error];
}

const sooner = "fewer epochs until within a tenth of the median of its last errors";
const sides = [
  {
    other: "dnn",
    id: "plain",
    says: "The plain network converges sooner, to a higher error",
    published: "sooner, higher",
    asks: asks(`${sooner}, which is higher`, ([epoch, error, of, bayesian]) => epoch < of && error > bayesian),
  },
  {
    other: "dnn-dropout",
    id: "dropout",
    says: "Dropout converges sooner, to an error that is similar, if not higher",
    published: "sooner, similar",
    asks: asks(
      `${sooner}; the BNN's at most ${tolerancePoints} points higher`,
      ([epoch, error, of, bayesian]) => epoch < of && bayesian <= error + tolerancePoints,
    ),
  },
] as const;

/** The figure's Bayesian curve is named Gaussian and is the mixture's. */
const bayesianCurves = [
  { network: "bnn-mixture", variant: "as published", slug: "", words: "mixture prior, whose curve is the published one" },
  { network: "bnn-gaussian", variant: "as stated", slug: "-stated", words: "Gaussian prior, as the figure's legend has it" },
] as const;

/** Said of Figure 18. Where the learning rate falls to nothing every network stops at the last epoch: only a constant rate can tell. */
export const convergence = sizes.flatMap((units) =>
  bayesianCurves.flatMap(({ network, variant, slug, words }) =>
    sides.map(({ other, id, says, ...side }): Claim => {
      const show = (epoch: number | null, error: number | null) => `epoch ${epoch}, ${error!.toFixed(2)} %`;
      return {
        ...side,
        id: `${id}-converges-sooner${slug}-${units}`,
        variant,
        statement: `${says}, than the BNN (${words}), ${units} units`,
        measured(result) {
          const [theirs, bayesian] = [other, network].map((name) => converged(networkOf(result, name, units)));
          return theirs && bayesian && [...theirs, ...bayesian];
        },
        shows: ([epoch, error, of, bayesian]) => `${mnistNetworkLabels[other]}: ${show(epoch, error)}; Bayesian: ${show(of, bayesian)}`,
        where: has(units),
        tested: (_, budget) => budget === "paper",
      };
    }),
  ),
);

/** A spike is three standard errors of counting above the median of the five traced errors to either side: a curve that still falls has none. */
const isSpike = (images: number) => (error: number, place: number, errors: readonly number[]) => {
  const around = median(errors.slice(Math.max(0, place - 5), place + 6));
  return error > around + 3 * counted(around, images).error!.size;
};

const figureUnits = 1200;

/** Of each network the spikes in the second half of its training, the rows traced there, and the largest error in %. */
function spikesOf(result: MnistErrorResult): readonly number[] | undefined {
  const errors = mnistNetworkNames.map((name) => {
    const { trace = [], epochs = 0 } = networkOf(result, name, figureUnits) ?? {};
    return trace.filter(({ epoch }) => epoch > epochs / 2).map(({ errorPercent }) => errorPercent);
  });
  if (errors.some(({ length }) => length === 0)) return undefined;
  return errors.flatMap((one) => [one.filter(isSpike(result.testImages)).length, one.length, Math.max(...one)]);
}

/** Said of Figure 18, networks of 1200 units and 600 epochs. The stored plain networks of other sizes, trained for 300, have no spikes. */
export const spikes: Claim = {
  id: `plain-spikes-${figureUnits}`,
  statement: `The plain network's test error has occasional spikes, more often than the others', ${figureUnits} units (an epoch that was not traced is not seen)`,
  published: `spikes; largest of its last 300 epochs ${published.number("spike")} %`,
  measured: spikesOf,
  shows: (found) =>
    mnistNetworkNames
      .map((name, i) => `${mnistNetworkLabels[name]}: ${found[3 * i]} of ${found[3 * i + 1]}, at most ${found[3 * i + 2]!.toFixed(2)} %`)
      .join("; "),
  asks: asks(
    "errors in the second half of the training 3 standard errors of counting above the median of the 11 traced around them: at least one, and more than of each other network",
    (found) => {
      const counts = mnistNetworkNames.map((_, i) => found[3 * i]);
      const plain = mnistNetworkNames.indexOf("dnn");
      return counts[plain] > 0 && counts.every((count, i) => i === plain || count < counts[plain]);
    },
  ),
  tested: (_, budget) => budget === "paper",
};
