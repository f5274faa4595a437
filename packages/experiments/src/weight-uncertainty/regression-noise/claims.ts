import { against, asks, because, factor, listed, lowestIs, type Measured, mean, type Said, spreadOf, within } from "@credence/lab";
import { published as ofRegressions } from "../regression/published.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import { lateValue } from "../regression/trace.ts";
import { runFactor } from "../regression/verdicts.ts";
import { published, recordOf } from "./published.ts";
import type { NoiseNetwork, RegressionNoiseResult } from "./regression-noise.ts";

type Claim = Said<RegressionNoiseResult>;

const sds = [0.01, 0.1, 1] as const;
type Sd = (typeof sds)[number];

const coverage = (sd: Sd): number => ofRegressions.number("coverage", recordOf(sd));
const publishedEnergy = (sd: Sd): number => published.number("nll", sd) + published.number("complexity", sd);

/** A value of some of the networks, judged where all of these were trained as published. */
const of = (chosen: readonly Sd[], value: (network: NoiseNetwork) => number): Pick<Claim, "measured" | "tested"> => {
  const find = ({ networks }: RegressionNoiseResult) => chosen.map((sd) => networks.find((one) => one.likelihoodStdDev === sd));
  return {
    measured(result): Measured {
      const values = find(result).map((network) => network && value(network));
      return values.length === 1 ? values[0] : values;
    },
    tested: (result) => find(result).every((network) => network?.asPublished),
  };
};

const lowestBound = "Of likelihood sds 0.01, 0.1 and 1, 0.1 ends with the lowest bound";
const percent = (values: readonly (number | null)[]): string => against(1, "%")(values.map((value) => value && 100 * value));

/** What the source says of its Figures 8 and 9. */
const statements: readonly Claim[] = [
  {
    ...of(sds, ({ trace }) => lateValue(trace, "objective")),
    id: "lowest-bound-published",
    variant: "as published",
    statement: `${lowestBound}: objective of an epoch's last minibatch, mean of the last five rows, nats`,
    published: sds.map((sd) => mean(published.list("last objectives", sd).slice(-5))),
    shows: listed(0),
    asks: lowestIs(1, "the middle one"),
  },
  {
    ...of(sds, ({ trace }) => lateValue(trace, "freeEnergy")),
    id: "lowest-bound-stated",
    statement: `${lowestBound}: true free energy at the end (published: of the stored networks, which are of earlier epochs), nats`,
    published: sds.map(publishedEnergy),
    shows: listed(0),
    asks: lowestIs(1, "the middle one"),
  },
  {
    ...of([0.01, 0.1], ({ bands }) => bands.coverage),
    id: "overconfident",
    statement: "A likelihood sd of 0.01 is overconfident: share of training points inside the 5-95% band of f, against 0.1",
    published: [coverage(0.01), coverage(0.1)],
    shows: percent,
    asks: asks("below 50%, where nine tenths are promised, and below that of 0.1", ([low, middle]) => low! < 0.5 && low! < middle!),
  },
  {
    ...of([1, 0.1], ({ bands }) => bands.rmseInside),
    id: "explained-as-noise",
    statement: "A likelihood sd of 1 explains the data as noise: RMSE of the mean at inputs in [0, 0.5], against 0.1",
    published: [published.number("rmse inside", 1), published.number("rmse inside", 0.1)],
    shows: against(3),
    asks: asks("at least twice that of 0.1", ([high, middle]) => high! >= 2 * middle!),
  },
];

const byRuns = (measure: Parameters<typeof runFactor>[0]) =>
  because("two single runs of the source's three per Gaussian prior", factor(runFactor(measure)));

/** The numbers of one stored network. Tolerances are those of repeated runs in regression-priors, whose likelihood sd is 0.1. */
const ofStored = (sd: Sd): readonly Claim[] => {
  const objectives = published.list("last objectives", sd);
  const said = (id: string, words: string) => ({
    id: `${id}-${sd}`,
    variant: "as published" as const,
    statement: `Likelihood sd ${sd}: ${words}`,
  });
  return [
    {
      ...said("objective", "objective of an epoch's last minibatch at the end, nats"),
      ...of([sd], ({ trace }) => lateValue(trace, "objective")),
      published: mean(objectives),
      asks: because("three standard deviations of the source's last ten values", within(3 * spreadOf(objectives)!)),
    },
    {
      ...said("free-energy", "true free energy of the network kept, nats (published: of the stored network)"),
      ...of([sd], ({ kept }) => freeEnergyOf(kept)),
      published: publishedEnergy(sd),
      asks: byRuns("freeEnergy"),
    },
    {
      ...said("mean-log-density", "mean log density in [-0.2, 1.4], nats per point"),
      ...of([sd], (network) => network.published.meanLogDensity),
      published: published.number("mean log density", sd),
      asks: byRuns("meanLogDensity"),
    },
    {
      ...said("function-sd", "mean standard deviation of f over [-0.2, 1.4]"),
      ...of([sd], ({ bands }) => bands.stdDev),
      published: published.number("function sd", sd),
      asks: byRuns("stdDev"),
    },
    {
      ...said("coverage", "share of training points inside the 5-95% band of f"),
      ...of([sd], ({ bands }) => bands.coverage),
      published: coverage(sd),
      asks: because("f bends with few degrees of freedom; no spread over runs was recorded", within(0.1)),
    },
  ];
};

export const regressionNoiseClaims: readonly Claim[] = [...statements, ...sds.flatMap(ofStored)];
