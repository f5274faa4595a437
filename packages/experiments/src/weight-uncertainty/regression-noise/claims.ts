import { type Claim, mean, spreadOf, verdictOf } from "@credence/lab";
import { recordedCoverage } from "../regression/recorded-bands.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import { digits, runFactor, withinFactor } from "../regression/verdicts.ts";
import { lateValue } from "../regression-priors/curve-claims.ts";
import { publishedNoise } from "./published.ts";
import type { NoiseNetwork, RegressionNoiseResult } from "./result.ts";

const names = ["0.01", "0.1", "1"] as const;
type Name = (typeof names)[number];
/** The record of 0.1 is that of the first network of Table 1. */
const recordOf = (name: Name): string => (name === "0.1" ? "gaussian-0" : `noise-${name}`);

/** What the source says of its Figures 8 and 9, and what its stored networks give. */
export function regressionNoiseClaims({ networks }: RegressionNoiseResult): Claim[] {
  const of = (name: Name) => networks.find(({ likelihoodStdDev }) => likelihoodStdDev === Number(name));
  return [...boundClaims(of), ...statementClaims(of), ...names.flatMap((name) => recordedClaims(name, of(name)))];
}

type Find = (name: Name) => NoiseNetwork | undefined;
const allAsPublished = (networks: readonly (NoiseNetwork | undefined)[]): boolean => networks.every((network) => network?.asPublished);

/** 0.1 has the lowest bound: by the last minibatch of an epoch, and by the free energy. */
function boundClaims(of: Find): Claim[] {
  const row = (variant: Claim["variant"], words: string, measure: "objective" | "freeEnergy", published: readonly number[]): Claim => {
    const values = names.map((name) => {
      const network = of(name);
      return network ? lateValue(network.trace, measure) : null;
    });
    const [low, middle, high] = values;
    const holds = low !== null && middle !== null && high !== null && middle < low && middle < high;
    return {
      id: `lowest-bound-${variant === "as published" ? "published" : "stated"}`,
      variant,
      statement: `Of likelihood sds 0.01, 0.1 and 1, 0.1 ends with the lowest bound: ${words}, nats`,
      published: published.map((value) => value.toFixed(0)).join(", "),
      measured: values.map((value) => digits(value, 0)).join(", "),
      spread: null,
      tolerance: "the middle one is the lowest",
      verdict: verdictOf(allAsPublished(names.map(of)), holds),
    };
  };
  const records = names.map((name) => publishedNoise[name]);
  return [
    row(
      "as published",
      "objective of an epoch's last minibatch, mean of the last five rows",
      "objective",
      records.map(({ lastObjectives }) => mean(lastObjectives.slice(-5))),
    ),
    row(
      "as stated",
      "true free energy at the end (published: of the stored networks, which are of earlier epochs)",
      "freeEnergy",
      records.map(({ nll, complexity }) => nll + complexity),
    ),
  ];
}

const percent = (share: number | undefined): string => (share === undefined ? "-" : `${(100 * share).toFixed(1)}%`);

function statementClaims(of: Find): Claim[] {
  const [low, middle, high] = names.map(of);
  const coverage = (network: NoiseNetwork | undefined) => network?.bands.coverage;
  const error = (network: NoiseNetwork | undefined) => network?.bands.rmseInside ?? null;
  return [
    {
      id: "overconfident",
      variant: "as stated",
      statement: "A likelihood sd of 0.01 is overconfident: share of training points inside the 5-95% band of f, against 0.1",
      published: `${percent(recordedCoverage["noise-0.01"])} against ${percent(recordedCoverage["gaussian-0"])}`,
      measured: `${percent(coverage(low))} against ${percent(coverage(middle))}`,
      spread: null,
      tolerance: "below 50%, where nine tenths are promised, and below that of 0.1",
      verdict: verdictOf(allAsPublished([low, middle]), coverage(low)! < 0.5 && coverage(low)! < coverage(middle)!),
    },
    {
      id: "explained-as-noise",
      variant: "as stated",
      statement: "A likelihood sd of 1 explains the data as noise: RMSE of the mean at inputs in [0, 0.5], against 0.1",
      published: `${digits(publishedNoise["1"].rmseInside, 3)} against ${digits(publishedNoise["0.1"].rmseInside, 3)}`,
      measured: `${digits(error(high), 3)} against ${digits(error(middle), 3)}`,
      spread: null,
      tolerance: "at least twice that of 0.1",
      verdict: verdictOf(allAsPublished([middle, high]), error(high)! >= 2 * error(middle)!),
    },
  ];
}

/** The numbers of one stored network. Tolerances are those of repeated runs in regression-priors, whose likelihood sd is 0.1. */
function recordedClaims(name: Name, network: NoiseNetwork | undefined): Claim[] {
  const record = publishedNoise[name];
  const row = (
    id: string,
    statement: string,
    published: number,
    given: { measured: number | null; tolerance: string; holds: boolean },
  ): Claim => ({
    id: `${id}-${name}`,
    variant: "as published",
    statement: `Likelihood sd ${name}: ${statement}`,
    published,
    measured: given.measured,
    spread: null,
    tolerance: given.tolerance,
    verdict: verdictOf(allAsPublished([network]), given.measured !== null && given.holds),
  });
  const byFactor = (measured: number | null, published: number, factor: number) => ({
    measured,
    tolerance: `within a factor ${digits(factor)}: two single runs of the source's three per Gaussian prior`,
    holds: measured !== null && withinFactor(measured, published, factor),
  });
  const [centre, spread] = [mean(record.lastObjectives), spreadOf(record.lastObjectives)!];
  const objective = network ? lateValue(network.trace, "objective") : null;
  const freeEnergy = network ? freeEnergyOf(network.kept) : null;
  return [
    row("objective", "objective of an epoch's last minibatch at the end, nats", centre, {
      measured: objective,
      tolerance: `within ${(3 * spread).toPrecision(2)}: three standard deviations of the source's last ten values as kept in our reference`,
      holds: Math.abs(objective! - centre) < 3 * spread,
    }),
    row(
      "free-energy",
      "true free energy of the network kept, nats (published: of the stored network)",
      freeEnergyOf(record),
      byFactor(freeEnergy, freeEnergyOf(record), runFactor("freeEnergy")),
    ),
    row(
      "mean-log-density",
      "mean log density in [-0.2, 1.4], nats per point",
      record.meanLogDensity,
      byFactor(network?.published.meanLogDensity ?? null, record.meanLogDensity, runFactor("meanLogDensity")),
    ),
    row(
      "function-sd",
      "mean standard deviation of f over [-0.2, 1.4]",
      record.stdDev,
      byFactor(network?.bands.stdDev ?? null, record.stdDev, runFactor("stdDev")),
    ),
    row("coverage", "share of training points inside the 5-95% band of f", recordedCoverage[recordOf(name)], {
      measured: network?.bands.coverage ?? null,
      tolerance: "within 0.1: the training points are many, but f bends with few degrees of freedom; no spread over runs was recorded",
      holds: network !== undefined && Math.abs(network.bands.coverage - recordedCoverage[recordOf(name)]) < 0.1,
    }),
  ];
}
