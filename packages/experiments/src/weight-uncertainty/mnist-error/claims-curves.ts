import { type BudgetName, type Claim, verdictOf } from "@credence/lab";
import { mnistNetworkLabels, mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { publishedSpike } from "./published.ts";
import { type MnistErrorNetwork, type MnistErrorResult, networkOf } from "./result.ts";
import { binomialError, tolerancePoints } from "./verdicts.ts";

type Where = { readonly units: number; readonly budget: BudgetName };

/**
 * What the text says of Figure 18. Where the learning rate falls to nothing every network stops at the last epoch and none is
 * unsteady, so that only a constant rate can tell.
 */
export const curveClaims = (result: MnistErrorResult, { units, budget }: Where): Claim[] => [
  ...bayesianCurves.flatMap((curve) => [
    sooner(result, { ...sides.plain, curve }, { units, budget }),
    sooner(result, { ...sides.dropout, curve }, { units, budget }),
  ]),
];

/** The figure's Bayesian curve is named Gaussian and is the mixture's. */
const bayesianCurves = [
  { network: "bnn-mixture", variant: "as published", slug: "", words: "BNN (mixture prior, whose curve is the published one)" },
  { network: "bnn-gaussian", variant: "as stated", slug: "-stated", words: "BNN (Gaussian prior, as the figure's legend has it)" },
] as const;

interface Converged {
  readonly epoch: number;
  readonly errorPercent: number;
}

interface Side {
  readonly other: TableNetworkName;
  readonly id: string;
  readonly statement: (bayesian: string) => string;
  readonly published: string;
  readonly tolerance: string;
  readonly holds: (bayesian: Converged, other: Converged) => boolean;
}

const sides: Readonly<Record<"plain" | "dropout", Side>> = {
  plain: {
    other: "dnn",
    id: "plain-converges-sooner",
    statement: (bayesian) => `The plain network converges sooner, to a higher error, than the ${bayesian}`,
    published: "sooner, higher",
    tolerance: "fewer epochs until within a tenth of the median of its last errors, which is higher",
    holds: (bayesian, other) => other.epoch < bayesian.epoch && other.errorPercent > bayesian.errorPercent,
  },
  dropout: {
    other: "dnn-dropout",
    id: "dropout-converges-sooner",
    statement: (bayesian) => `Dropout converges sooner than the ${bayesian}, whose error is similar in the end, if not lower`,
    published: "sooner, similar",
    tolerance: `fewer epochs until within a tenth of the median of its last errors; the BNN's at most ${tolerancePoints} points higher`,
    holds: (bayesian, other) => other.epoch < bayesian.epoch && bayesian.errorPercent <= other.errorPercent + tolerancePoints,
  },
};

function sooner(
  result: MnistErrorResult,
  { other, id, statement, published, tolerance, holds, curve }: Side & { readonly curve: (typeof bayesianCurves)[number] },
  { units, budget }: Where,
): Claim {
  const bayesian = convergence(networkOf(result, curve.network, units));
  const theirs = convergence(networkOf(result, other, units));
  const show = ({ epoch, errorPercent }: Converged) => `epoch ${epoch}, ${errorPercent.toFixed(2)} %`;
  return {
    id: `${id}${curve.slug}-${units}`,
    variant: curve.variant,
    statement: `${statement(curve.words)}, ${units} units`,
    published,
    measured: bayesian && theirs && `${mnistNetworkLabels[other]}: ${show(theirs)}; Bayesian: ${show(bayesian)}`,
    spread: null,
    tolerance,
    verdict: verdictOf(
      budget === "paper" && bayesian !== null && theirs !== null,
      bayesian !== null && theirs !== null && holds(bayesian, theirs),
    ),
  };
}

/** Error at the end (median of the last traced values, which a spike does not move), and the first traced epoch within a tenth of it. */
function convergence(network: MnistErrorNetwork | undefined): Converged | null {
  if (!network || network.trace.length === 0) return null;
  const { trace } = network;
  const errorPercent = median(trace.slice(-Math.max(1, Math.min(10, Math.floor(trace.length / 4)))).map((row) => row.errorPercent));
  return { epoch: (trace.find((row) => row.errorPercent <= 1.1 * errorPercent) ?? trace.at(-1)!).epoch, errorPercent };
}

/**
 * A traced error is a spike where it is so many standard errors of counting above the median of the rows around it, so many to either
 * side: thirty rows hardly hold one by chance, and a curve that still falls has none.
 */
const spikeErrors = 3;
const spikeReach = 5;

/**
 * "Occasional spikes in its test error rate", in the second half of the training: said of Figure 18, networks of 1200 units and 600 epochs. The
 * stored plain networks of other sizes, trained for 300, have none.
 */
export function spikesClaim(result: MnistErrorResult, budget: BudgetName): Claim {
  const { units } = publishedSpike;
  const found = mnistNetworkNames.map((name) => spikes(networkOf(result, name, units), result.testImages));
  const complete = found.every((one) => one !== null);
  const plain = found[mnistNetworkNames.indexOf("dnn")];
  const others = found.filter((one) => one !== plain);
  return {
    id: `plain-spikes-${units}`,
    variant: "as stated",
    statement: `The plain network's test error has occasional spikes, more often than the others', ${units} units (an epoch that was not traced is not seen)`,
    published: `spikes; largest of its last ${publishedSpike.epochs} epochs ${publishedSpike.errorPercent} %`,
    measured: complete
      ? found
          .map(
            (one, i) => `${mnistNetworkLabels[mnistNetworkNames[i]]}: ${one!.count} of ${one!.rows}, at most ${one!.largest.toFixed(2)} %`,
          )
          .join("; ")
      : null,
    spread: null,
    tolerance: `errors in the second half of the training more than ${spikeErrors} standard errors of counting above the median of the ${2 * spikeReach + 1} traced around them: at least one, and more than of each other network`,
    verdict: verdictOf(budget === "paper" && complete, complete && plain!.count > 0 && others.every((one) => one!.count < plain!.count)),
  };
}

type Spikes = { readonly count: number; readonly rows: number; readonly largest: number };

function spikes(network: MnistErrorNetwork | undefined, images: number): Spikes | null {
  if (!network || network.trace.length === 0) return null;
  const errors = network.trace.filter(({ epoch }) => epoch > network.epochs / 2).map(({ errorPercent }) => errorPercent);
  if (errors.length === 0) return null;
  const isSpike = (error: number, i: number) => {
    const around = median(errors.slice(Math.max(0, i - spikeReach), i + spikeReach + 1));
    return error > around + spikeErrors * binomialError(around, images);
  };
  return { count: errors.filter(isSpike).length, rows: errors.length, largest: Math.max(...errors) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
