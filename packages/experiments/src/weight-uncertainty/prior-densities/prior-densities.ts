import { type Context, experiment, type ResultOf } from "@credence/lab";
import { kernelDensity, powerOfE } from "@credence/lab/figures";
import { type Key, scope } from "@credence/tensor";
import { type Distribution, laplace, normal, scaleMixture } from "credence";
import { priorDensitiesClaims } from "./claims.ts";
import { priorDensitiesFigures, priorDensitiesTables } from "./figures.ts";
import { densityAt, distancesThrough, massesBy, namedDistances } from "./mass.ts";

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
  summary: "Densities and masses of the priors over weights, exact, beside the kernel density of draws that the source drew.",
  budgets: { smoke: asPublished, default: asPublished, paper: asPublished },
  run,
  claims: priorDensitiesClaims,
  figures: priorDensitiesFigures,
  tables: priorDensitiesTables,
});

export type PriorDensitiesResult = ResultOf<typeof run>;
/** One prior over a weight; of a mixture -log of the standard deviations of its wide and its narrow part. */
export type PriorDensity = Awaited<ReturnType<typeof measure>> & {
  readonly id: string;
  readonly label: string;
  readonly minusLogStdDevs: readonly [wide: number, narrow: number] | null;
};

/** Places of a kernel density: every thousandth, so that a place is narrower than any bandwidth here. Every twentieth is kept. */
const reach = 3;
const kernelStep = 1e-3;
const keptEvery = 20;
const kernelPoints = 2 * Math.round(reach / kernelStep) + 1;
const kernelCentre = (kernelPoints - 1) / 2;

/** Beyond this distance the widest of these priors has a mass of 1e-33. */
const farthest = 12;
const nearest = 1e-5;

const distances = distancesThrough(namedDistances, { from: nearest, to: farthest });

/** Places of an exact density: 0, and to both sides as dense as a spike needs near it and as a drawing does far from it. */
const places = ((): number[] => {
  const even = Array.from({ length: reach / 0.05 }, (_, i) => (i + 1) / 20);
  const side = [...new Set([...distances.filter((distance) => distance < 0.1), ...even])].toSorted((a, b) => a - b);
  return [...side.toReversed().map((distance) => -distance), 0, ...side];
})();

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
  const three = [
    single("gaussian", "N(0, 1)", normal({ mean: 0, stdDev: 1 })),
    single("laplace", `Laplace, b = ${laplaceScale}`, laplace({ mean: 0, scale: laplaceScale })),
    mixture(0, drawn),
    mixture(0, labelled),
  ];
  const priors = [...nine, ...three, single("same-variance", "N(0, 0.5)", normal({ mean: 0, stdDev: Math.sqrt(variance) }))];
  const measured: PriorDensity[] = [];
  for (const [done, { distribution, ...named }] of priors.entries()) {
    // The mixtures that both figures show are one piece of work, with one set of draws.
    const known = measured.find(({ id }) => id === named.id);
    measured.push(known ?? { ...named, ...(await measure(distribution, draws, key.child("draws").child(named.id))) });
    yield { label: named.label, done: draws * (done + 1), total: draws * priors.length, unit: "draws" };
  }
  return {
    draws,
    places,
    kernelPlaces: Array.from({ length: kernelPoints }, (_, i) => (i - kernelCentre) * kernelStep).filter((_, i) => i % keptEvery === 0),
    distances,
    mixtures: measured.slice(0, nine.length),
    compared: measured.slice(nine.length, -1),
    sameVariance: measured[measured.length - 1],
  };
}

/** Densities per unit of weight, the standard deviation of the kernel, and the masses within and beyond each distance. */
async function measure(distribution: Distribution, draws: number, key: Key) {
  const values = await scope(() => distribution.sample(key, [draws])).read();
  let squares = 0;
  for (let i = 0; i < draws; i++) squares += values[i] ** 2;
  // Scott's rule, what plotting libraries take unless told; all these priors have mean 0.
  const bandwidth = Math.sqrt(squares / draws) * draws ** -0.2;
  const edge = reach + kernelStep / 2;
  const { density } = kernelDensity(values, { lower: -edge, upper: edge, points: kernelPoints, bandwidth });
  const exact = await densityAt(distribution, places);
  return {
    exact,
    kernel: density.filter((_, i) => i % keptEvery === 0),
    bandwidth,
    peak: { exact: exact[(places.length - 1) / 2], kernel: density[kernelCentre] },
    ...(await massesBy(distribution, distances)),
  };
}
