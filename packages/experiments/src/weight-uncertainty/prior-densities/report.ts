import { type Curve, curves, type Figure, powerOfE, type Table } from "@credence/lab/figures";
import { massesAt, namedDistances, type PriorDensitiesResult, type PriorDensity } from "./result.ts";

/** Figures 2 and 3, each exact and as draws show it; where the mass lies; and the numbers of both. */
export const priorDensitiesReport = (result: PriorDensitiesResult): { figures: Figure[]; tables: Table[] } => ({
  figures: [spikeAndSlab(result), nearZero(result), comparison(result), masses(result)],
  tables: [peakTable(result), massTable(result)],
});

/** A density on a logarithmic axis from here on: the slab of N(0, 1) at 3 is 0.0022. */
const window = [1e-3, 2000] as const;

const drawnFrom = ({ draws }: PriorDensitiesResult) => `kernel density of ${draws.toLocaleString("en-US")} draws`;

/** A density where there is any, which a logarithmic axis needs. */
function positive(x: readonly number[], density: readonly number[]): Pick<Curve, "x" | "y"> {
  const kept = x.map((_, i) => i).filter((i) => density[i] > 0);
  return { x: kept.map((i) => x[i]), y: kept.map((i) => density[i]) };
}

const exactCurve = ({ places }: PriorDensitiesResult, { exact }: PriorDensity) => positive(places, exact);
const kernelCurve = ({ kernelPlaces }: PriorDensitiesResult, { kernel }: PriorDensity) => positive(kernelPlaces, kernel);

const wideOf = ({ minusLogStdDevs }: PriorDensity) => `σ₁ = ${powerOfE(minusLogStdDevs![0])}`;
const narrowOf = ({ minusLogStdDevs }: PriorDensity) => `σ₂ = ${powerOfE(minusLogStdDevs![1])}`;

function spikeAndSlab(result: PriorDensitiesResult): Figure {
  return {
    name: "spike-and-slab",
    title: "Spike-and-slab priors: the densities, and as draws show them",
    published: "Figure 2",
    caption: `Density per unit of weight of the mixtures ½ N(0, σ₁²) + ½ N(0, σ₂²), exact and as the ${drawnFrom(result)}, on a logarithmic axis. The source drew the second kind and says that the impact of σ₂ is subtle: the kernel, ${bandwidths(result)} wide, covers the spike, so that the drawn peaks of one σ₁ are alike and far too low, while the true ones rise by a factor of e with each step of σ₂. Its bandwidth is not recorded; this is Scott's rule.`,
    plot: curves({
      curves: result.mixtures.flatMap((prior): Curve[] => [
        { label: narrowOf(prior), panel: `${wideOf(prior)}, exact`, ...exactCurve(result, prior) },
        { label: narrowOf(prior), panel: `${wideOf(prior)}, ${drawnFrom(result)}`, ...kernelCurve(result, prior) },
      ]),
      xLabel: "weight",
      yLabel: "density",
      yScale: "log",
      yWindow: window,
    }),
  };
}

function bandwidths({ mixtures }: PriorDensitiesResult): string {
  const all = mixtures.map(({ bandwidth }) => bandwidth);
  return `${Math.min(...all).toFixed(3)} to ${Math.max(...all).toFixed(3)}`;
}

function nearZero(result: PriorDensitiesResult): Figure {
  const [widest] = result.mixtures;
  const same = result.mixtures.filter(({ minusLogStdDevs }) => minusLogStdDevs![0] === widest.minusLogStdDevs![0]);
  return {
    name: "spike-and-slab-near-zero",
    title: "Spike-and-slab priors by the distance from zero",
    published: "Figure 2",
    caption: `Density per unit of weight of the nine mixtures by the size of the weight, both axes logarithmic: the spike's plateau as high as 0.2/σ₂ (half of a Gaussian's peak, ½ / (√(2π) σ₂)), its edge at about 3 σ₂, and then the slab, which σ₂ does not touch. The source magnifies the peaks of its Figure 2 for this reason. Last: the ${drawnFrom(result)}.`,
    plot: curves({
      curves: [
        ...result.mixtures.map((prior): Curve => ({ label: narrowOf(prior), panel: wideOf(prior), ...right(exactCurve(result, prior)) })),
        ...same.map((prior): Curve => ({ label: narrowOf(prior), panel: `${wideOf(prior)}, kernel density`, ...fromPeak(result, prior) })),
      ],
      xLabel: "size of the weight",
      yLabel: "density",
      xScale: "log",
      yScale: "log",
      yWindow: window,
    }),
  };
}

function right({ x, y }: Pick<Curve, "x" | "y">): Pick<Curve, "x" | "y"> {
  const from = x.findIndex((place) => place > 0);
  return { x: x.slice(from), y: y.slice(from) };
}

/** Nearer to 0 than its places a kernel density is as high as at 0: its kernel is wider than they are apart. */
function fromPeak(result: PriorDensitiesResult, prior: PriorDensity): Pick<Curve, "x" | "y"> {
  const { x, y } = right(kernelCurve(result, prior));
  return { x: [result.distances[0], ...x], y: [prior.peak.kernel, ...y] };
}

function comparison(result: PriorDensitiesResult): Figure {
  const [, laplace, mixture, labelled] = result.compared;
  const narrow = (prior: PriorDensity) => powerOfE(prior.minusLogStdDevs![1]);
  return {
    name: "priors",
    title: "Three kinds of prior",
    published: "Figure 3",
    caption: `Density per unit of weight, exact and as the ${drawnFrom(result)}, on a logarithmic axis. The source's legend names the mixture with ${narrow(labelled)}, its code draws ${narrow(mixture)}; both are here. It says that the Laplace density has greater mass around zero than the mixture, with less in the tails. The mixture's spike is ${Math.round(mixture.peak.exact / laplace.peak.exact)} times as high as the Laplace density, where the kernel densities' peaks are ${mixture.peak.kernel.toFixed(2)} and ${laplace.peak.kernel.toFixed(2)}.`,
    plot: curves({
      curves: result.compared.flatMap((prior): Curve[] => [
        { label: prior.label, panel: "exact", ...exactCurve(result, prior) },
        { label: prior.label, panel: drawnFrom(result), ...kernelCurve(result, prior) },
      ]),
      xLabel: "weight",
      yLabel: "density",
      yScale: "log",
      yWindow: window,
    }),
  };
}

function masses(result: PriorDensitiesResult): Figure {
  const [, laplace, mixture] = result.compared;
  const overtakes = result.distances.find((_, i) => laplace.within[i] > mixture.within[i]);
  return {
    name: "mass-within",
    title: "Where the mass of the priors lies",
    published: "Figure 3",
    caption: `Share of the weights within a distance from zero, by integration of the exact densities; the distance is on a logarithmic axis. Half of a mixture's mass lies within 3 σ₂ of zero, so that near zero every mixture has more than the Laplace density${overtakes === undefined ? "" : `, which is ahead from about ${overtakes.toPrecision(2)} on`}.`,
    plot: curves({
      curves: result.compared.map(({ label, within }): Curve => ({ label, x: result.distances, y: within })),
      xLabel: "distance from zero",
      yLabel: "share of the weights",
      xScale: "log",
    }),
  };
}

const priorsOf = ({ mixtures, compared }: PriorDensitiesResult): PriorDensity[] => [
  ...compared.filter(({ minusLogStdDevs }) => minusLogStdDevs === null),
  ...mixtures,
];

function peakTable(result: PriorDensitiesResult): Table {
  return {
    name: "peaks",
    title: "Density at zero",
    published: "Figures 2 and 3",
    caption: `Density at weight 0 per unit of weight: exact, and of the ${drawnFrom(result)} with a Gaussian kernel of the given standard deviation.`,
    columns: [
      { label: "Prior" },
      { label: "Exact", digits: 2 },
      { label: "Kernel density", digits: 2 },
      { label: "Share of the exact (%)", digits: 1 },
      { label: "Bandwidth", digits: 4 },
    ],
    rows: priorsOf(result).map(({ label, peak, bandwidth }) => [
      label,
      peak.exact,
      peak.kernel,
      (100 * peak.kernel) / peak.exact,
      bandwidth,
    ]),
  };
}

function massTable(result: PriorDensitiesResult): Table {
  const within = namedDistances.filter((distance) => distance <= 0.5);
  const beyond = namedDistances.filter((distance) => distance >= 1);
  return {
    name: "masses",
    title: "Mass near zero and in the tails",
    published: "Figures 2 and 3",
    caption: "Share of the weights in %, by integration of the exact densities.",
    columns: [
      { label: "Prior" },
      ...within.map((distance) => ({ label: `within ${distance}`, digits: 2 })),
      ...beyond.map((distance) => ({ label: `beyond ${distance}`, digits: 3 })),
    ],
    rows: [...priorsOf(result), result.sameVariance].map((prior) => [
      prior.label,
      ...within.map((distance) => 100 * massesAt(result, prior, distance).within),
      ...beyond.map((distance) => 100 * massesAt(result, prior, distance).beyond),
    ]),
  };
}
