import type { Claim } from "@credence/lab";
import { massesAt, type PriorDensitiesResult, type PriorDensity } from "./result.ts";

/** Peaks whose ratio is below this are the same to the eye in a drawing. */
const subtleRatio = 1.05;

/** A difference of mass that no drawing shows. */
const subtleMass = 1e-3;

/** The narrow part of every mixture here ends before: four of its widest standard deviations, e^-6. */
const outsideSpike = 0.01;

/** What the captions of Figures 2 and 3 and the text around them say, put to numbers; the priors need no training, so every budget tests it. */
export function priorDensitiesClaims(result: PriorDensitiesResult): Claim[] {
  return [...subtleClaims(result), ...laplaceClaims(result), ...tailClaims(result)];
}

const verdict = (holds: boolean): Claim["verdict"] => (holds ? "reproduced" : "not reproduced");

const show = (value: number): string => (value >= 1e-3 ? String(Number(value.toPrecision(3))) : value.toExponential(1).replace("-", "−"));

function subtleClaims(result: PriorDensitiesResult): Claim[] {
  const wides = [...new Set(result.mixtures.map(({ minusLogStdDevs }) => minusLogStdDevs![0]))];
  /** Largest over the wide parts of what the narrow part does to a value. */
  const most = (value: (prior: PriorDensity) => number, compare: (largest: number, smallest: number) => number): number =>
    Math.max(
      ...wides.map((wide) => {
        const values = result.mixtures.filter(({ minusLogStdDevs }) => minusLogStdDevs![0] === wide).map(value);
        return compare(Math.max(...values), Math.min(...values));
      }),
    );
  const ratio = (a: number, b: number) => a / b;
  const drawn = most(({ peak }) => peak.kernel, ratio);
  const exact = most(({ peak }) => peak.exact, ratio);
  const mass = most(
    (prior) => massesAt(result, prior, outsideSpike).beyond,
    (a, b) => a - b,
  );
  const highest = Math.max(...result.mixtures.map(({ peak }) => peak.kernel / peak.exact));
  const peaks = (kind: string, measured: number): Omit<Claim, "id" | "variant"> => ({
    statement: `Figure 2: the impact of σ₂ is subtle, by the density at 0, ${kind}`,
    published: "subtle",
    measured: `largest over smallest peak: ${show(measured)}`,
    spread: null,
    tolerance: `peaks of one σ₁ at most ${Math.round(100 * (subtleRatio - 1))}% apart`,
    verdict: verdict(measured <= subtleRatio),
  });
  return [
    { id: "subtle-drawn", variant: "as published", ...peaks("as a kernel density draws it", drawn) },
    { id: "subtle-peak", variant: "as stated", ...peaks("exact", exact) },
    {
      id: "subtle-mass",
      variant: "as stated",
      statement: `Figure 2: the impact of σ₂ is subtle, by the mass farther than ${outsideSpike} from 0`,
      published: "subtle",
      measured: mass,
      spread: null,
      tolerance: `masses of one σ₁ at most ${subtleMass} apart`,
      verdict: verdict(mass <= subtleMass),
    },
    {
      id: "drawn-peak",
      variant: "external",
      statement: "Figure 2: a kernel density of draws shows a peak far below the true one, for all nine mixtures",
      published: "far below",
      measured: `at most ${show(100 * highest)}% of it`,
      spread: null,
      tolerance: "at most half of it",
      verdict: verdict(highest <= 0.5),
    },
  ];
}

/** Figure 3: the mixture it draws has e^-7, the one its legend names e^-6; the caption is asked of both. */
function laplaceClaims(result: PriorDensitiesResult): Claim[] {
  const [, laplace, drawn, labelled] = result.compared;
  return [
    { mixture: drawn, variant: "as published" as const, id: "published" },
    { mixture: labelled, variant: "as stated" as const, id: "stated" },
  ].flatMap(({ mixture, variant, id }) => {
    const claim = (distance: number, side: "within" | "beyond"): Claim => {
      const [ours, theirs] = [laplace, mixture].map((prior) => massesAt(result, prior, distance)[side]);
      const greater = side === "within";
      return {
        id: `laplace-${side}-${distance}-${id}`,
        variant,
        statement: `Figure 3: the Laplace density has ${greater ? "greater mass around zero" : "less mass in the tails"} than the ${mixture.label} has, ${greater ? "within" : "beyond"} ${distance} of zero`,
        published: greater ? "greater" : "less",
        measured: `${show(ours)} against ${show(theirs)}`,
        spread: null,
        tolerance: greater ? "the greater" : "the smaller",
        verdict: verdict(greater ? ours > theirs : ours < theirs),
      };
    };
    return [claim(0.01, "within"), claim(0.15, "within"), claim(0.5, "within"), claim(1, "beyond"), claim(3, "beyond")];
  });
}

/** Section 2.4: the first part of the mixture gives it "heavier tails than a regular Gaussian density". */
function tailClaims(result: PriorDensitiesResult): Claim[] {
  const [gaussian, , mixture] = result.compared;
  return [
    { other: gaussian, id: "heavier-than-prior", of: "N(0, 1), the Gaussian prior" },
    { other: result.sameVariance, id: "heavier-than-same-variance", of: "a Gaussian of its own variance" },
  ].map(({ other, id, of }) => {
    const [ours, theirs] = [mixture, other].map((prior) => massesAt(result, prior, 2).beyond);
    return {
      id,
      variant: "as stated" as const,
      statement: `The ${mixture.label} has heavier tails than ${of}, beyond 2 of zero`,
      published: "heavier",
      measured: `${show(ours)} against ${show(theirs)}`,
      spread: null,
      tolerance: "the greater",
      verdict: verdict(ours > theirs),
    };
  });
}
