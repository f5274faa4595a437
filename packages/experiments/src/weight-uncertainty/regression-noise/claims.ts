import { against, asks, because, factor, lowestIs, mean, type Said, spreadOf, within } from "@credence/lab";
import { published as ofRegressions } from "../regression/published.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import { lateValue } from "../regression/trace.ts";
import { ofTrained, runFactor } from "../regression/verdicts.ts";
import { published, recordOf, storedEnergy } from "./published.ts";
import type { NoiseNetwork, RegressionNoiseResult } from "./regression-noise.ts";

type Claim = Said<RegressionNoiseResult>;

const sds = [0.01, 0.1, 1];
const coverage = (sd: number): number => ofRegressions.number("coverage", recordOf(sd));

/** A value of some of the networks, or of one. */
const of = ([first, ...more]: readonly number[], value: (network: NoiseNetwork) => number) =>
  ofTrained(
    ({ networks }: RegressionNoiseResult) => [first, ...more].map((sd) => networks.find((one) => one.likelihoodStdDev === sd)),
    (...trained) => (more.length > 0 ? trained.map(value) : value(trained[0])),
  );

const lowestBound = "Of likelihood sds 0.01, 0.1 and 1, 0.1 ends with the lowest bound";

/** What the source says of its Figures 8 and 9. */
const statements: readonly Claim[] = [
  {
    ...of(sds, ({ trace }) => lateValue(trace, "objective")),
    id: "lowest-bound-published",
    variant: "as published",
    statement: `${lowestBound}: objective of an epoch's last minibatch, mean of the last five rows, nats`,
    published: sds.map((sd) => mean(published.list("last objectives", sd).slice(-5))),
    shows: 0,
    asks: lowestIs(1, "the middle one"),
  },
  {
    ...of(sds, ({ trace }) => lateValue(trace, "freeEnergy")),
    id: "lowest-bound-stated",
    statement: `${lowestBound}: true free energy at the end (published: of the stored networks, which are of earlier epochs), nats`,
    published: sds.map(storedEnergy),
    shows: 0,
    asks: lowestIs(1, "the middle one"),
  },
  {
    ...of([0.01, 0.1], ({ bands }) => 100 * bands.coverage),
    id: "overconfident",
    statement: "A likelihood sd of 0.01 is overconfident: share of training points inside the 5-95 % band of f, against 0.1",
    published: [0.01, 0.1].map((sd) => 100 * coverage(sd)),
    shows: against(1, "%"),
    asks: asks("below 50 %, where nine tenths are promised, and below that of 0.1", ([low, middle]) => low! < Math.min(50, middle!)),
  },
  {
    ...of([1, 0.1], ({ bands }) => bands.rmseInside),
    id: "explained-as-noise",
    statement: "A likelihood sd of 1 explains the data as noise: RMSE of the mean at inputs in [0, 0.5], against 0.1",
    published: [1, 0.1].map((sd) => published.number("rmse inside", sd)),
    shows: against(3),
    asks: asks("at least twice that of 0.1", ([high, middle]) => high! >= 2 * middle!),
  },
];

const byRuns = (measure: Parameters<typeof runFactor>[0]) =>
  because("two single runs of the source's three per Gaussian prior", factor(runFactor(measure)));

/** The numbers of one stored network. Tolerances are those of repeated runs in regression-priors, whose likelihood sd is 0.1. */
function ofStored(sd: number): readonly Claim[] {
  const objectives = published.list("last objectives", sd);
  const threeDeviations = because("three standard deviations of the source's last ten values", within(3 * spreadOf(objectives)!));
  const said = (id: string, words: string, value: (network: NoiseNetwork) => number): Omit<Claim, "published" | "asks"> => ({
    ...of([sd], value),
    id: `${id}-${sd}`,
    variant: "as published",
    statement: `Likelihood sd ${sd}: ${words}`,
  });
  return [
    {
      ...said("objective", "objective of an epoch's last minibatch at the end, nats", ({ trace }) => lateValue(trace, "objective")),
      ...{ published: mean(objectives), asks: threeDeviations },
    },
    {
      ...said("free-energy", "true free energy of the network kept, nats (published: of the stored one)", ({ kept }) => freeEnergyOf(kept)),
      ...{ published: storedEnergy(sd), asks: byRuns("freeEnergy") },
    },
    {
      ...said("mean-log-density", "mean log density in [-0.2, 1.4], nats per point", (network) => network.published.meanLogDensity),
      ...{ published: published.number("mean log density", sd), asks: byRuns("meanLogDensity") },
    },
    {
      ...said("function-sd", "mean standard deviation of f over [-0.2, 1.4]", ({ bands }) => bands.stdDev),
      ...{ published: published.number("function sd", sd), asks: byRuns("stdDev") },
    },
    {
      ...said("coverage", "share of training points inside the 5-95 % band of f", ({ bands }) => bands.coverage),
      ...{ published: coverage(sd), asks: because("f bends with few degrees of freedom; no spread over runs was recorded", within(0.1)) },
    },
  ];
}

export const regressionNoiseClaims: readonly Claim[] = [...statements, ...sds.flatMap(ofStored)];
