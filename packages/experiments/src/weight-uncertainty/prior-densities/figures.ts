import { type Curve, curves, type Figure, powerOfE, type Table, tableOf } from "@credence/lab/figures";
import { massesAt, namedDistances } from "./mass.ts";
import type { PriorDensitiesResult, PriorDensity } from "./prior-densities.ts";

/** Figures 2 and 3, each exact and as draws show it, and where the mass lies. */
export const priorDensitiesFigures = (result: PriorDensitiesResult): Figure[] => [
  spikeAndSlab(result),
  nearZero(result),
  comparison(result),
  masses(result),
];

export const priorDensitiesTables = (result: PriorDensitiesResult): Table[] => [peakTable(result), massTable(result)];

/** From here on a density is drawn on a logarithmic axis: the slab of N(0, 1) at 3 is 0.0022. */
const axes = { yLabel: "density", yScale: "log", yWindow: [1e-3, 2000] } as const;

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

/** Each prior exact, and as draws show it, in two panels. */
const exactAndDrawn = (
  result: PriorDensitiesResult,
  priors: readonly PriorDensity[],
  named: (prior: PriorDensity) => { readonly label: string; readonly before: string },
) =>
  curves({
    curves: priors.flatMap((prior): Curve[] => {
      const { label, before } = named(prior);
      return [
        { label, panel: `${before}exact`, ...exactCurve(result, prior) },
        { label, panel: `${before}${drawnFrom(result)}`, ...kernelCurve(result, prior) },
      ];
    }),
    xLabel: "weight",
    ...axes,
  });

function spikeAndSlab(result: PriorDensitiesResult): Figure {
  const all = result.mixtures.map(({ bandwidth }) => bandwidth);
  return {
    name: "spike-and-slab",
    title: "Spike-and-slab priors: the densities, and as draws show them",
    published: "Figure 2",
    caption: `Density per unit of weight of the mixtures ½ N(0, σ₁²) + ½ N(0, σ₂²), exact and as the ${drawnFrom(result)}, which the source drew: it says that the impact of σ₂ is subtle. The kernel, ${Math.min(...all).toFixed(3)} to ${Math.max(...all).toFixed(3)} wide, covers the spike, whose true peak rises by a factor of e with each step of σ₂.`,
    method: "The source's bandwidth is not recorded; this is Scott's rule.",
    plot: exactAndDrawn(result, result.mixtures, (prior) => ({ label: narrowOf(prior), before: `${wideOf(prior)}, ` })),
  };
}

function nearZero(result: PriorDensitiesResult): Figure {
  const [widest] = result.mixtures;
  const same = result.mixtures.filter(({ minusLogStdDevs }) => minusLogStdDevs![0] === widest.minusLogStdDevs![0]);
  return {
    name: "spike-and-slab-near-zero",
    title: "Spike-and-slab priors by the distance from zero",
    published: "Figure 2",
    caption: `Density per unit of weight by the size of the weight, both axes logarithmic: the spike's plateau, half of a Gaussian's peak (0.2/σ₂) high, its edge at about 3 σ₂, and the slab, which σ₂ does not touch. The source magnifies the peaks of its Figure 2 for this reason. Last: the ${drawnFrom(result)}.`,
    plot: curves({
      curves: [
        ...result.mixtures.map((prior): Curve => ({ label: narrowOf(prior), panel: wideOf(prior), ...right(exactCurve(result, prior)) })),
        ...same.map((prior): Curve => ({ label: narrowOf(prior), panel: `${wideOf(prior)}, kernel density`, ...fromPeak(result, prior) })),
      ],
      xLabel: "size of the weight",
      xScale: "log",
      ...axes,
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
    caption: `Density per unit of weight, exact and as the ${drawnFrom(result)}. The source's legend names the mixture with ${narrow(labelled)}, its code draws ${narrow(mixture)}. It says that the Laplace density has greater mass around zero, with less in the tails. The mixture's spike is ${Math.round(mixture.peak.exact / laplace.peak.exact)} times as high as the Laplace density, where the kernel densities' peaks are ${mixture.peak.kernel.toFixed(2)} and ${laplace.peak.kernel.toFixed(2)}.`,
    plot: exactAndDrawn(result, result.compared, ({ label }) => ({ label, before: "" })),
  };
}

function masses(result: PriorDensitiesResult): Figure {
  const [, laplace, mixture] = result.compared;
  const overtakes = result.distances.find((_, i) => laplace.within[i] > mixture.within[i]);
  return {
    name: "mass-within",
    title: "Where the mass of the priors lies",
    published: "Figure 3",
    caption: `Share of the weights within a distance from zero, by integration of the exact densities. Half of a mixture's mass lies within 3 σ₂ of zero, so that near zero every mixture has more than the Laplace density${overtakes === undefined ? "" : `, which is ahead from about ${overtakes.toPrecision(2)} on`}.`,
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

const peakTable = (result: PriorDensitiesResult): Table =>
  tableOf({
    name: "peaks",
    title: "Density at zero",
    published: "Figures 2 and 3",
    caption: `Density at weight 0 per unit of weight: exact, and of the ${drawnFrom(result)} with a Gaussian kernel of the given standard deviation.`,
    rows: priorsOf(result),
    columns: [
      { label: "Prior", of: ({ label }) => label },
      { label: "Exact", digits: 2, of: ({ peak }) => peak.exact },
      { label: "Kernel density", digits: 2, of: ({ peak }) => peak.kernel },
      { label: "Share of the exact (%)", digits: 1, of: ({ peak }) => (100 * peak.kernel) / peak.exact },
      { label: "Bandwidth", digits: 4, of: ({ bandwidth }) => bandwidth },
    ],
  });

const massTable = (result: PriorDensitiesResult): Table =>
  tableOf({
    name: "masses",
    title: "Mass near zero and in the tails",
    published: "Figures 2 and 3",
    caption: "Share of the weights in %, by integration of the exact densities.",
    rows: [...priorsOf(result), result.sameVariance],
    columns: [
      { label: "Prior", of: ({ label }) => label },
      ...namedDistances.map((distance) => {
        const side = distance < 1 ? "within" : "beyond";
        const of = (prior: PriorDensity) => 100 * massesAt(result, prior, distance)[side];
        return { label: `${side} ${distance}`, digits: side === "within" ? 2 : 3, of };
      }),
    ],
  });
