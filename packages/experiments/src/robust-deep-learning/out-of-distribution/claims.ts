import {
  above,
  aheadOf,
  asks,
  atPaper,
  claimsFrom,
  counted,
  highestIs,
  kebab,
  mean,
  measuredOver,
  notAtSmoke,
  publishedNumbers,
  type Said,
  within,
} from "@credence/lab";
import type { DetectorTraining, OutOfDistributionResult } from "./out-of-distribution.ts";
import numbers from "./published.json" with { type: "json" };
import texts from "./texts.json" with { type: "json" };

export const published = publishedNumbers(numbers);
type Found = DetectorTraining["sets"][number]["detectors"][number];

/** What a detector finds in a set, in each training that has it. */
export const foundIn = ({ trainings }: OutOfDistributionResult, label: string, set = "KMNIST"): Found[] =>
  trainings.flatMap(({ sets }) => sets.find(({ name }) => name === set)?.detectors.filter((one) => one.label === label) ?? []);
export const auprsOf = (label: string, set?: string) => (result: OutOfDistributionResult) =>
  foundIn(result, label, set).map(({ auprOut }) => 100 * auprOut);
/** Mean AUPR of some detectors. */
const auprs = (labels: readonly string[], set?: string) => ({
  measured: (result: OutOfDistributionResult) => labels.map((label) => mean(auprsOf(label, set)(result))),
  tested: notAtSmoke,
});

/** Mean confidence inside less that outside: what "the margin" of the source is. The score is 1 less the confidence. */
export const margin = ({ meanInside, meanOutside }: Found): number => meanOutside - meanInside;
const marginOf = (result: OutOfDistributionResult, label: string) => mean(foundIn(result, label).map(margin));
/** Mean largest probability of digits. */
export const sureness = (result: OutOfDistributionResult, label: string): number =>
  1 - mean(foundIn(result, label).map(({ meanInside }) => meanInside));

const threeOfSource = ["maximum probability", "MC dropout, variation ratio", "ODIN, as published"] as const;
const others = { "maximum-probability": "maximum probability", "mc-dropout": "MC dropout, variation ratio" };

/** What the source says of its three detectors, and what its form of ODIN does. */
export const claims: readonly Said<OutOfDistributionResult>[] = claimsFrom(texts, (claim) => [
  claim("accuracy", {
    published: published.number("accuracy"),
    measured: ({ trainings }) => {
      const all = trainings.filter(({ name }) => name !== "ensemble").map(({ accuracy }) => 100 * accuracy);
      return all.length === 1 ? counted(all[0], 10_000) : measuredOver(all, "runs");
    },
    asks: within(0.2, "points"),
    tested: atPaper,
  }),
  ...threeOfSource.map((detector) =>
    claim("aupr-{id}", {
      ...{ values: { id: kebab(detector), detector }, published: published.number("aupr", detector), tested: atPaper },
      measured: (result) => measuredOver(auprsOf(detector)(result), "runs"),
      // two independent solutions of the practical differ by up to 0.5 points
      asks: within(1, "points"),
    }),
  ),
  claim("odin-best-as-published", {
    published: threeOfSource.map((label) => published.number("aupr", label)),
    ...auprs(threeOfSource),
    asks: highestIs(2, "ODIN"),
  }),
  ...(["ODIN, as published", "ODIN"] as const).flatMap((detector) =>
    Object.entries(others).map(([id, other]) =>
      claim("{id}-ahead-of-{other id}", {
        values: { id: kebab(detector), detector, "other id": id, other },
        variant: detector === "ODIN" ? "as stated" : "as published",
        ...aheadOf(auprsOf(detector), auprsOf(other)),
      }),
    ),
  ),
  claim("dropout-by-score", {
    ...auprs(["maximum probability", "MC dropout, variation ratio", "MC dropout, entropy"]),
    asks: asks("maximum probability between the two", ([plain, ratio, entropy]) => ratio! < plain! && plain! < entropy!),
  }),
  claim("source-sign", {
    measured: (result) => mean(auprsOf("temperature alone")(result)) / mean(auprsOf("ODIN, as published")(result)),
  }),
  claim("sharpening", {
    measured: (result) => ["maximum probability", "temperature alone"].map((label) => sureness(result, label)),
    asks: asks("higher at 5", ([cold, hot]) => hot! > cold!),
    shows: 4,
  }),
  ...Object.entries(texts.margins).map(([label, detector]) =>
    claim("margin-{id}", {
      ...{ values: { id: kebab(label), detector }, tested: notAtSmoke },
      measured: (result) => marginOf(result, label) / marginOf(result, "maximum probability"),
      asks: above(1),
    }),
  ),
  ...["Fashion-MNIST", "notMNIST"].map((set) =>
    claim("odin-{id}", {
      ...{ values: { id: kebab(set), set }, ...auprs(["maximum probability", "ODIN"], set) },
      asks: asks("ODIN above", ([plain, odin]) => odin! > plain!),
    }),
  ),
]);
