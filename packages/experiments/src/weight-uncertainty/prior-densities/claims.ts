import { asks, explained, type Said } from "@credence/lab";
import { massesAt, sideOf } from "./mass.ts";
import type { PriorDensitiesResult, PriorDensity } from "./prior-densities.ts";
import { reasons } from "./reasons.ts";

type Result = PriorDensitiesResult;
type Claim = Said<Result>;

const show = (value: number | null): string => {
  return value! >= 1e-3 ? String(Number(value!.toPrecision(3))) : value!.toExponential(1).replace("-", "−");
};

/** Largest and smallest value of the mixtures of each wide part, which differ in their narrow one. */
const extremes = ({ mixtures }: Result, of: (prior: PriorDensity) => number) =>
  [...Map.groupBy(mixtures, ({ minusLogStdDevs }) => minusLogStdDevs![0]).values()].map((alike) => {
    const values = alike.map(of);
    return [Math.max(...values), Math.min(...values)];
  });

const impact = "Figure 2: the impact of σ₂ is subtle, by the";

/** A peak at most 5 % higher is the same to the eye in a drawing. */
const peaks = (["kernel", "exact"] as const).map(
  (kind): Claim => ({
    ...(kind === "kernel" ? { id: "subtle-drawn", variant: "as published" } : { id: "subtle-peak" }),
    statement: `${impact} density at 0, ${kind === "kernel" ? "as a kernel density draws it" : "exact"}`,
    published: "subtle",
    measured: (result) => Math.max(...extremes(result, ({ peak }) => peak[kind]).map(([largest, smallest]) => largest / smallest)),
    shows: ([ratio]) => `largest over smallest peak: ${show(ratio)}`,
    asks: asks("peaks of one σ₁ at most 5 % apart", ([ratio]) => ratio <= 1.05),
  }),
);

const ofMixtures: readonly Claim[] = [
  ...peaks,
  {
    id: "subtle-mass",
    // the narrow parts end before: four of their widest standard deviations, e^-6
    statement: `${impact} mass farther than 0.01 from 0`,
    published: "subtle",
    measured(result) {
      const all = extremes(result, (prior) => massesAt(result, prior, 0.01).beyond);
      return Math.max(...all.map(([largest, smallest]) => largest - smallest));
    },
    // less than a drawing shows
    asks: asks("masses of one σ₁ at most 0.001 apart", ([difference]) => difference <= 1e-3),
  },
  {
    id: "drawn-peak",
    variant: "external",
    statement: "Figure 2: a kernel density of draws shows a peak far below the true one, for all nine mixtures",
    published: "far below",
    measured: ({ mixtures }) => Math.max(...mixtures.map(({ peak }) => peak.kernel / peak.exact)),
    shows: ([highest]) => `at most ${show(100 * highest!)} % of it`,
    asks: asks("at most half of it", ([highest]) => highest <= 0.5),
  },
];

/** Two masses on one side of a distance, the first of which is said to be the greater, or the smaller. */
const masses = (
  said: Pick<Claim, "id" | "variant" | "statement" | "published">,
  { distance, greater }: { readonly distance: number; readonly greater: boolean },
  pair: (result: Result) => readonly PriorDensity[],
): Claim => ({
  ...said,
  measured: (result) => pair(result).map((prior) => massesAt(result, prior, distance)[sideOf(distance)]),
  shows: (values) => values.map(show).join(" against "),
  asks: greater ? asks("the greater", ([first, second]) => first > second) : asks("the smaller", ([first, second]) => first < second),
});

/** Figure 3: the mixture it draws has e^-7, the one its legend names e^-6; the caption is asked of both. */
const againstLaplace = (["published", "stated"] as const).flatMap((variant, i) =>
  [0.01, 0.15, 0.5, 1, 3].map((distance) => {
    const side = sideOf(distance);
    const greater = side === "within";
    const words = greater ? "greater mass around zero" : "less mass in the tails";
    const mixture = ({ compared }: Result) => compared[2 + i];
    const statement = (result: Result) =>
      `Figure 3: the Laplace density has ${words} than the ${mixture(result).label} has, ${side} ${distance} of zero`;
    const named = { id: `laplace-${side}-${distance}-${variant}`, variant: `as ${variant}` } as const;
    const said = { ...named, statement, published: greater ? "greater" : "less" };
    return masses(said, { distance, greater }, (result) => [result.compared[1], mixture(result)]);
  }),
);

/** Section 2.4: the first part of the mixture gives it "heavier tails than a regular Gaussian density". */
const tails = [
  { id: "prior", gaussian: "N(0, 1), the Gaussian prior", of: ({ compared }: Result) => compared[0] },
  { id: "same-variance", gaussian: "a Gaussian of its own variance", of: ({ sameVariance }: Result) => sameVariance },
].map(({ id, gaussian, of }) => {
  const statement = ({ compared }: Result) => `The ${compared[2].label} has heavier tails than ${gaussian}, beyond 2 of zero`;
  const said = { id: `heavier-than-${id}`, statement, published: "heavier" };
  return masses(said, { distance: 2, greater: true }, (result) => [result.compared[2], of(result)]);
});

/** What the captions of Figures 2 and 3 and the text around them say; priors need no training, so that every budget tests it. */
export const priorDensitiesClaims: readonly Claim[] = explained([...ofMixtures, ...againstLaplace, ...tails], reasons);
