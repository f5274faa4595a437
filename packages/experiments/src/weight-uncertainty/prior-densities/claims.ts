import { asks, type Said } from "@credence/lab";
import { massesAt } from "./mass.ts";
import type { PriorDensitiesResult, PriorDensity } from "./prior-densities.ts";

/** Peaks whose ratio is below this are the same to the eye in a drawing; a difference of mass below that one no drawing shows. */
const subtleRatio = 1.05;
const subtleMass = 1e-3;

/** The narrow part of every mixture here ends before: four of its widest standard deviations, e^-6. */
const outsideSpike = 0.01;

type Claims = readonly Said<PriorDensitiesResult>[];

/** The priors need no training, so that every budget tests what is said of them. */
const tested = () => true;

const show = (value: number): string => (value >= 1e-3 ? String(Number(value.toPrecision(3))) : value.toExponential(1).replace("-", "−"));
const shows = (values: readonly (number | null)[]): string => values.map((value) => show(value!)).join(" against ");

/** Largest over the wide parts of what the narrow part does to a value of the nine mixtures. */
function mostOverNarrow(
  { mixtures }: PriorDensitiesResult,
  value: (prior: PriorDensity) => number,
  compare: (largest: number, smallest: number) => number,
): number {
  const wides = [...new Set(mixtures.map(({ minusLogStdDevs }) => minusLogStdDevs![0]))];
  return Math.max(
    ...wides.map((wide) => {
      const values = mixtures.filter(({ minusLogStdDevs }) => minusLogStdDevs![0] === wide).map(value);
      return compare(Math.max(...values), Math.min(...values));
    }),
  );
}

const subtlePeaks = (
  { id, variant, kind }: { id: string; variant: "as published" | "as stated"; kind: string },
  peakOf: (prior: PriorDensity) => number,
): Said<PriorDensitiesResult> => ({
  id,
  variant,
  statement: `Figure 2: the impact of σ₂ is subtle, by the density at 0, ${kind}`,
  published: "subtle",
  measured: (result) => mostOverNarrow(result, peakOf, (largest, smallest) => largest / smallest),
  shows: ([ratio]) => `largest over smallest peak: ${show(ratio!)}`,
  asks: asks(`peaks of one σ₁ at most ${Math.round(100 * (subtleRatio - 1))}% apart`, ([ratio]) => ratio! <= subtleRatio),
  tested,
});

const subtle: Claims = [
  subtlePeaks({ id: "subtle-drawn", variant: "as published", kind: "as a kernel density draws it" }, ({ peak }) => peak.kernel),
  subtlePeaks({ id: "subtle-peak", variant: "as stated", kind: "exact" }, ({ peak }) => peak.exact),
  {
    id: "subtle-mass",
    statement: `Figure 2: the impact of σ₂ is subtle, by the mass farther than ${outsideSpike} from 0`,
    published: "subtle",
    measured: (result) =>
      mostOverNarrow(
        result,
        (prior) => massesAt(result, prior, outsideSpike).beyond,
        (largest, smallest) => largest - smallest,
      ),
    asks: asks(`masses of one σ₁ at most ${subtleMass} apart`, ([difference]) => difference! <= subtleMass),
    tested,
  },
  {
    id: "drawn-peak",
    variant: "external",
    statement: "Figure 2: a kernel density of draws shows a peak far below the true one, for all nine mixtures",
    published: "far below",
    measured: ({ mixtures }) => Math.max(...mixtures.map(({ peak }) => peak.kernel / peak.exact)),
    shows: ([highest]) => `at most ${show(100 * highest!)}% of it`,
    asks: asks("at most half of it", ([highest]) => highest! <= 0.5),
    tested,
  },
];

/** Two masses on one side of a distance, the first of which is said to be the greater or the smaller. */
const masses = (
  said: Pick<Said<PriorDensitiesResult>, "id" | "variant" | "statement" | "published">,
  { distance, side, greater }: { distance: number; side: "within" | "beyond"; greater: boolean },
  pair: (result: PriorDensitiesResult) => readonly [PriorDensity, PriorDensity],
): Said<PriorDensitiesResult> => ({
  ...said,
  measured: (result) => pair(result).map((prior) => massesAt(result, prior, distance)[side]),
  shows,
  asks: greater ? asks("the greater", ([ours, theirs]) => ours! > theirs!) : asks("the smaller", ([ours, theirs]) => ours! < theirs!),
  tested,
});

/** Figure 3: the mixture it draws has e^-7, the one its legend names e^-6; the caption is asked of both. */
const againstLaplace: Claims = [
  { place: 2, variant: "as published" as const, id: "published" },
  { place: 3, variant: "as stated" as const, id: "stated" },
].flatMap(({ place, variant, id }) =>
  [0.01, 0.15, 0.5, 1, 3].map((distance) => {
    const side = distance < 1 ? "within" : "beyond";
    const words = side === "within" ? "greater mass around zero" : "less mass in the tails";
    return masses(
      {
        id: `laplace-${side}-${distance}-${id}`,
        variant,
        statement: ({ compared }) =>
          `Figure 3: the Laplace density has ${words} than the ${compared[place]!.label} has, ${side} ${distance} of zero`,
        published: side === "within" ? "greater" : "less",
      },
      { distance, side, greater: side === "within" },
      ({ compared }) => [compared[1]!, compared[place]!],
    );
  }),
);

/** Section 2.4: the first part of the mixture gives it "heavier tails than a regular Gaussian density". */
const tails: Claims = [
  { id: "heavier-than-prior", of: "N(0, 1), the Gaussian prior", other: ({ compared }: PriorDensitiesResult) => compared[0]! },
  {
    id: "heavier-than-same-variance",
    of: "a Gaussian of its own variance",
    other: ({ sameVariance }: PriorDensitiesResult) => sameVariance,
  },
].map(({ id, of, other }) =>
  masses(
    { id, statement: ({ compared }) => `The ${compared[2]!.label} has heavier tails than ${of}, beyond 2 of zero`, published: "heavier" },
    { distance: 2, side: "beyond", greater: true },
    (result) => [result.compared[2]!, other(result)],
  ),
);

/** What the captions of Figures 2 and 3 and the text around them say, put to numbers. */
export const priorDensitiesClaims: Claims = [...subtle, ...againstLaplace, ...tails];
