import { type Context, experiment, type ResultOf } from "@credence/lab";
import { kernelDensity, powerOfE } from "@credence/lab/figures";
import { type Key, scope } from "@credence/tensor";
import { type Distribution, densityAt, laplace, normal, scaleMixture, symmetricMasses } from "credence";
import { priorDensitiesClaims } from "./claims.ts";
import { priorDensitiesFigures, priorDensitiesTables } from "./figures.ts";
import { distancesThrough, namedDistances } from "./mass.ts";

const asPublished = {
  /** Draws under a kernel density. */
  draws: 100_000,
  weight: 0.5,
  minusLogStdDevs1: [0, 1, 2],
  minusLogStdDevs2: [6, 7, 8],
  laplaceScale: 0.15,
  /** The narrow part of the mixture of Figure 3: as drawn, and as its label has it. */
  compared: { drawn: 7, labelled: 6 },
};

/** Figures 2 and 3: the priors themselves. It takes a second, so that every budget is the source's. */
export const priorDensities = experiment({
  name: "prior-densities",
  source: "weight-uncertainty",
  shows: "Figures 2 and 3",
  question: "How do the priors over weights differ?",
  summary: "Densities and masses of the priors over weights, exact, beside the kernel density of draws that the source drew.",
  budgets: { smoke: asPublished, default: asPublished, paper: asPublished },
  run,
  claims: priorDensitiesClaims,
  figures: priorDensitiesFigures,
  tables: priorDensitiesTables,
});

export type PriorDensitiesResult = ResultOf<typeof run>;
/** One prior over a weight; of a mixture -log of the standard deviations of its wide and its narrow part. */
export type PriorDensity = PriorDensitiesResult["mixtures"][number];

/** Places of a kernel density, so close that a place is narrower than any bandwidth here; every twentieth is kept. */
const kernelStep = 1e-3;
const kernelPlaces = Array.from({ length: 6001 }, (_, i) => (i - 3000) * kernelStep);
const kept = (values: readonly number[]) => values.filter((_, i) => i % 20 === 0);

/** Beyond the last of these the widest of the priors has a mass of 1e-33. */
const distances = distancesThrough(namedDistances, { from: 1e-5, to: 12 });

/** Places of an exact density: 0, and to both sides as dense as a spike needs near it and as a drawing does far from it. */
const even = Array.from({ length: 60 }, (_, i) => (i + 1) / 20);
const side = [...distances.filter((distance) => distance < 0.1), ...even].toSorted((a, b) => a - b);
const places = [...side.toReversed().map((distance) => -distance), 0, ...side];

async function* run({ settings, key }: Context<typeof asPublished>) {
  const { draws, weight, laplaceScale } = settings;
  const mixture = (wide: number, narrow: number) => ({
    id: `mixture-${wide}-${narrow}`,
    label: `mixture (${powerOfE(wide)}, ${powerOfE(narrow)})`,
    minusLogStdDevs: [wide, narrow] as const,
    distribution: scaleMixture({ weight, stdDev1: Math.exp(-wide), stdDev2: Math.exp(-narrow) }),
  });
  const single = (id: string, label: string, distribution: Distribution) => ({ id, label, minusLogStdDevs: null, distribution });
  const nine = settings.minusLogStdDevs1.flatMap((wide) => settings.minusLogStdDevs2.map((narrow) => mixture(wide, narrow)));
  const { drawn, labelled } = settings.compared;
  const variance = weight + (1 - weight) * Math.exp(-2 * drawn);
  const priors = [
    ...nine,
    single("gaussian", "N(0, 1)", normal({ mean: 0, stdDev: 1 })),
    single("laplace", `Laplace, b = ${laplaceScale}`, laplace({ mean: 0, scale: laplaceScale })),
    mixture(0, drawn),
    mixture(0, labelled),
    single("same-variance", "N(0, 0.5)", normal({ mean: 0, stdDev: Math.sqrt(variance) })),
  ];
  const measured = [];
  for (const [done, { distribution, ...named }] of priors.entries()) {
    measured.push({ ...named, ...(await measure(distribution, draws, key.child("draws").child(named.id))) });
    yield { label: "densities of the priors", done: draws * (done + 1), total: draws * priors.length, unit: "draws" };
  }
  const mixtures = measured.slice(0, nine.length);
  const compared = measured.slice(nine.length, -1);
  return { draws, places, kernelPlaces: kept(kernelPlaces), distances, mixtures, compared, sameVariance: measured[measured.length - 1] };
}

/** Densities per unit of weight, the standard deviation of the kernel, and the masses within and beyond each distance. */
async function measure(distribution: Distribution, draws: number, key: Key) {
  const values = await scope(() => distribution.sample(key, [draws])).read();
  let squares = 0;
  for (const value of values) squares += value ** 2;
  // Scott's rule, what plotting libraries take unless told; all these priors have mean 0
  const bandwidth = Math.sqrt(squares / draws) * draws ** -0.2;
  const edge = -kernelPlaces[0] + kernelStep / 2;
  const { density } = kernelDensity(values, { lower: -edge, upper: edge, points: kernelPlaces.length, bandwidth });
  const exact = await densityAt(distribution, places);
  const peak = { exact: exact[places.indexOf(0)], kernel: density[kernelPlaces.indexOf(0)] };
  return { exact, kernel: kept(density), bandwidth, peak, ...(await symmetricMasses(distribution, distances)) };
}
