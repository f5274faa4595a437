import { curves, type Figure, powerOfE, type Table, tableOf } from "@credence/lab/figures";
import { massesAt, namedDistances, sideOf } from "./mass.ts";
import type { PriorDensitiesResult, PriorDensity } from "./prior-densities.ts";

const drawnFrom = ({ draws }: PriorDensitiesResult) => `kernel density of ${draws.toLocaleString("en-US")} draws`;
const wideOf = ({ minusLogStdDevs }: PriorDensity) => powerOfE(minusLogStdDevs![0]);
const narrowOf = ({ minusLogStdDevs }: PriorDensity) => powerOfE(minusLogStdDevs![1]);

/** A density where there is any, which a logarithmic axis needs; of weights from `from` on. */
function positive(x: readonly number[], density: readonly number[], from = Number.NEGATIVE_INFINITY) {
  const kept = x.map((_, i) => i).filter((i) => density[i] > 0 && x[i] >= from);
  return { x: kept.map((i) => x[i]), y: kept.map((i) => density[i]) };
}

/** Figures 2 and 3, each exact and as draws show it, and where the mass lies. */
export function priorDensitiesFigures(result: PriorDensitiesResult): Figure[] {
  const { places, kernelPlaces, distances, mixtures, compared } = result;
  const [, laplace, mixture, labelled] = compared;
  const bandwidths = mixtures.map(({ bandwidth }) => bandwidth);
  const overtakes = distances.find((_, i) => laplace.within[i] > mixture.within[i]);
  const [nearest] = distances;
  const peakRatio = (kind: "exact" | "kernel") => {
    const ratios = [...Map.groupBy(mixtures, wideOf).values()].map((alike) => {
      const peaks = alike.map(({ peak }) => peak[kind]);
      return Math.max(...peaks) / Math.min(...peaks);
    });
    return Math.max(...ratios).toFixed(2);
  };
  const within = (prior: PriorDensity) => (100 * massesAt(result, prior, 0.01).within).toFixed(1);
  // the slab of N(0, 1) at 3 is 0.0022
  const axes = { xLabel: "weight", yLabel: "density", yScale: "log", yWindow: [1e-3, 2000] } as const;
  const exactAndDrawn = (prior: PriorDensity, label: string, before: string) => [
    { label, panel: `${before}exact`, ...positive(places, prior.exact) },
    { label, panel: `${before}${drawnFrom(result)}`, ...positive(kernelPlaces, prior.kernel) },
  ];
  const exactNearZero = mixtures.map((prior) => {
    return { label: `σ₂ = ${narrowOf(prior)}`, panel: `σ₁ = ${wideOf(prior)}`, ...positive(places, prior.exact, nearest) };
  });
  // nearer to 0 than its places a kernel density is as high as at 0: its kernel is wider than they are apart
  const drawnNearZero = mixtures
    .filter((prior) => wideOf(prior) === wideOf(mixtures[0]))
    .map((prior) => {
      const { x, y } = positive(kernelPlaces, prior.kernel, nearest);
      const panel = `σ₁ = ${wideOf(prior)}, kernel density`;
      return { label: `σ₂ = ${narrowOf(prior)}`, panel, x: [nearest, ...x], y: [prior.peak.kernel, ...y] };
    });
  return [
    {
      name: "spike-and-slab",
      title: "Spike-and-slab priors: the densities, and as draws show them",
      published: "Figure 2",
      finding: `Of one σ₁ the highest exact peak is ${peakRatio("exact")} times the lowest, where the kernel densities' are within a factor of ${peakRatio("kernel")}.`,
      caption: `Density per unit of weight of the mixtures ½ N(0, σ₁²) + ½ N(0, σ₂²), exact and as the ${drawnFrom(result)}. The source draws the latter and says that the impact of σ₂ is subtle.`,
      method: `The source's bandwidth is not recorded; this is Scott's rule, ${Math.min(...bandwidths).toFixed(3)} to ${Math.max(...bandwidths).toFixed(3)} wide, which covers the spike.`,
      plot: curves({
        curves: mixtures.flatMap((prior) => exactAndDrawn(prior, `σ₂ = ${narrowOf(prior)}`, `σ₁ = ${wideOf(prior)}, `)),
        ...axes,
      }),
    },
    {
      name: "spike-and-slab-near-zero",
      title: "Spike-and-slab priors by the distance from zero",
      published: "Figure 2",
      finding: `At zero the kernel densities show at most ${(100 * Math.max(...mixtures.map(({ peak }) => peak.kernel / peak.exact))).toFixed(0)} % of the exact density.`,
      caption: `Density per unit of weight by the size of the weight, both axes logarithmic: the spike's plateau, 0.2/σ₂ high, its edge at about 3 σ₂, and the slab. In the last panel the ${drawnFrom(result)}.`,
      method: "The source magnifies the peaks of its Figure 2.",
      plot: curves({ curves: [...exactNearZero, ...drawnNearZero], ...axes, xLabel: "size of the weight", xScale: "log" }),
    },
    {
      name: "priors",
      title: "Three kinds of prior",
      published: "Figure 3",
      finding: `The mixture's spike is ${Math.round(mixture.peak.exact / laplace.peak.exact)} times as high as the Laplace density, where the kernel densities' peaks are ${mixture.peak.kernel.toFixed(2)} and ${laplace.peak.kernel.toFixed(2)}.`,
      caption: `Density per unit of weight, exact and as the ${drawnFrom(result)}. The source says that the Laplace density has greater mass around zero, with less in the tails.`,
      method: `The source's legend names the mixture with ${narrowOf(labelled)}, its code draws ${narrowOf(mixture)}.`,
      plot: curves({ curves: compared.flatMap((prior) => exactAndDrawn(prior, prior.label, "")), ...axes }),
    },
    {
      name: "mass-within",
      title: "Where the mass of the priors lies",
      published: "Figure 3",
      finding: `Within 0.01 of zero the mixture has ${within(mixture)} % of its mass, the Laplace density ${within(laplace)} %${overtakes === undefined ? "" : `, which is ahead from about ${overtakes.toPrecision(2)} on`}.`,
      caption: "Share of the weights within a distance from zero, by integration of the exact densities.",
      plot: curves({
        curves: compared.map(({ label, within }) => ({ label, x: distances, y: within })),
        xLabel: "distance from zero",
        yLabel: "share of the weights",
        xScale: "log",
      }),
    },
  ];
}

/** Of each prior its density at zero, and its mass near zero and in the tails. */
export function priorDensitiesTables(result: PriorDensitiesResult): Table[] {
  const { mixtures, compared, sameVariance } = result;
  const priors = [...compared.filter(({ minusLogStdDevs }) => minusLogStdDevs === null), ...mixtures];
  const name = { label: "Prior", of: ({ label }: PriorDensity) => label };
  return [
    tableOf<PriorDensity>({
      name: "peaks",
      title: "Density at zero",
      published: "Figures 2 and 3",
      caption: `Density at weight 0 per unit of weight: exact, and of the ${drawnFrom(result)} with a Gaussian kernel of the given standard deviation.`,
      rows: priors,
      columns: [
        name,
        { label: "Exact", digits: 2, of: ({ peak }) => peak.exact },
        { label: "Kernel density", digits: 2, of: ({ peak }) => peak.kernel },
        { label: "Share of the exact (%)", digits: 1, of: ({ peak }) => (100 * peak.kernel) / peak.exact },
        { label: "Bandwidth", digits: 4, of: ({ bandwidth }) => bandwidth },
      ],
    }),
    tableOf<PriorDensity>({
      name: "masses",
      title: "Mass near zero and in the tails",
      published: "Figures 2 and 3",
      caption: "Share of the weights in %, by integration of the exact densities.",
      rows: [...priors, sameVariance],
      columns: [
        name,
        ...namedDistances.map((distance) => {
          const side = sideOf(distance);
          const of = (prior: PriorDensity) => 100 * massesAt(result, prior, distance)[side];
          return { label: `${side} ${distance}`, digits: side === "within" ? 2 : 3, of };
        }),
      ],
    }),
  ];
}
