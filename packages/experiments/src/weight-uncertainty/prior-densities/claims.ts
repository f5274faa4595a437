import { asks, type Said } from "@credence/lab";
import { massesAt, sideOf } from "./mass.ts";
import type { PriorDensitiesResult, PriorDensity } from "./prior-densities.ts";

type Result = PriorDensitiesResult;
type Claim = Said<Result>;

/** The priors need no training, so that every budget tests what is said of them. */
const tested = () => true;

const show = (value: number | null): string => {
  return value! >= 1e-3 ? String(Number(value!.toPrecision(3))) : value!.toExponential(1).replace("-", "−");
};

/** A peak at most 5 % higher is the same to the eye in a drawing. */
const peaks = {
  compare: (one: number, other: number) => one / other,
  shows: ([ratio]: readonly (number | null)[]) => `largest over smallest peak: ${show(ratio)}`,
  asks: asks("peaks of one σ₁ at most 5% apart", ([ratio]) => ratio <= 1.05),
};

/** No drawing shows a mass of 0.001. The narrow part of every mixture ends before 0.01, four of its widest standard deviations, e^-6. */
const outside = {
  compare: (one: number, other: number) => one - other,
  asks: asks("masses of one σ₁ at most 0.001 apart", ([difference]) => difference <= 1e-3),
};

interface Subtle extends Pick<Claim, "id" | "variant" | "shows" | "asks"> {
  readonly by: string;
  compare(one: number, other: number): number;
}

/** What the narrow part does to a value of the nine mixtures: the most by which two with the same wide part differ. */
const subtle = ({ by, compare, ...said }: Subtle, of: (prior: PriorDensity, result: Result) => number): Claim => ({
  ...said,
  statement: `Figure 2: the impact of σ₂ is subtle, by the ${by}`,
  published: "subtle",
  measured(result) {
    const wides = Map.groupBy(result.mixtures, ({ minusLogStdDevs }) => minusLogStdDevs![0]);
    const values = [...wides.values()].map((mixtures) => mixtures.map((prior) => of(prior, result)));
    return Math.max(...values.map((like) => compare(Math.max(...like), Math.min(...like))));
  },
  tested,
});

const drawnPeak: Claim = {
  id: "drawn-peak",
  variant: "external",
  statement: "Figure 2: a kernel density of draws shows a peak far below the true one, for all nine mixtures",
  published: "far below",
  measured: ({ mixtures }) => Math.max(...mixtures.map(({ peak }) => peak.kernel / peak.exact)),
  shows: ([highest]) => `at most ${show(100 * highest!)}% of it`,
  asks: asks("at most half of it", ([highest]) => highest <= 0.5),
  tested,
};

interface OnMasses extends Pick<Claim, "id" | "variant" | "statement" | "published"> {
  readonly distance: number;
  pair(result: Result): readonly [PriorDensity, PriorDensity];
}

/** Two masses on one side of a distance, the first of which is said to be the greater, or "less". */
const masses = ({ distance, pair, ...said }: OnMasses): Claim => ({
  ...said,
  measured: (result) => pair(result).map((prior) => massesAt(result, prior, distance)[sideOf(distance)]),
  shows: (values) => values.map(show).join(" against "),
  asks: said.published === "less" ? asks("the smaller", ([one, other]) => one < other) : asks("the greater", ([one, other]) => one > other),
  tested,
});

/** Figure 3: the mixture it draws has e^-7, the one its legend names e^-6; the caption is asked of both. */
const againstLaplace = (["published", "stated"] as const).flatMap((variant, i) =>
  [0.01, 0.15, 0.5, 1, 3].map((distance) => {
    const side = sideOf(distance);
    const words = side === "within" ? "greater mass around zero" : "less mass in the tails";
    const mixture = ({ compared }: Result) => compared[2 + i];
    return masses({
      id: `laplace-${side}-${distance}-${variant}`,
      variant: `as ${variant}`,
      statement: (at) => `Figure 3: the Laplace density has ${words} than the ${mixture(at).label} has, ${side} ${distance} of zero`,
      published: side === "within" ? "greater" : "less",
      distance,
      pair: (result) => [result.compared[1], mixture(result)],
    });
  }),
);

/** Section 2.4: the first part of the mixture gives it "heavier tails than a regular Gaussian density". */
const tails = [
  { id: "prior", gaussian: "N(0, 1), the Gaussian prior", of: ({ compared }: Result) => compared[0] },
  { id: "same-variance", gaussian: "a Gaussian of its own variance", of: ({ sameVariance }: Result) => sameVariance },
].map(({ id, gaussian, of }) =>
  masses({
    id: `heavier-than-${id}`,
    statement: ({ compared }) => `The ${compared[2].label} has heavier tails than ${gaussian}, beyond 2 of zero`,
    published: "heavier",
    distance: 2,
    pair: (result) => [result.compared[2], of(result)],
  }),
);

/** What the captions of Figures 2 and 3 and the text around them say, put to numbers. */
export const priorDensitiesClaims: readonly Claim[] = [
  subtle(
    { ...peaks, id: "subtle-drawn", variant: "as published", by: "density at 0, as a kernel density draws it" },
    (one) => one.peak.kernel,
  ),
  subtle({ ...peaks, id: "subtle-peak", by: "density at 0, exact" }, (one) => one.peak.exact),
  subtle({ ...outside, id: "subtle-mass", by: "mass farther than 0.01 from 0" }, (one, result) => massesAt(result, one, 0.01).beyond),
  drawnPeak,
  ...againstLaplace,
  ...tails,
];
