import { type Context, dataSets, experiment, type GivenOptions, type RepeatedUnit, type ResultOf, repeatedUnits } from "@credence/lab";
import type { Grid } from "@credence/lab/figures";
import { adam, bernoulliLikelihood, type Inference, type Model, methods, mlp, model, noComplexity, normal, pointPosterior } from "credence";
import { mapped, meanAt } from "../plane/classifiers.ts";
import { doubledSigmoidLikelihood } from "../plane/doubled-sigmoid.ts";
import { keptPoints, type PlanePoints, planeData, ring } from "../plane/surfaces.ts";
import { claims } from "./claims.ts";
import { figures, tables } from "./figures.ts";
import { distances, type MethodName, methodNames } from "./networks.ts";
import texts from "./texts.json" with { type: "json" };

const paper = {
  points: 1000,
  noise: 0.05,
  /** Data sets and trainings. */
  seeds: 5,
  draws: 100,
  epochs: { dropout: 500, variational: 1000 },
  gridSide: 52,
};
type Settings = typeof paper;

/** Wide enough for places at distance 4 from the moons. */
const window = { x: [-5.5, 6.5], y: [-5.5, 6] } as const;
const gaussian = normal({ mean: 0, stdDev: 1 });
const dropoutNetwork = model({
  network: mlp({ inputs: 2, hidden: [50, 50], outputs: 1, dropout: 0.5 }),
  prior: gaussian,
  likelihood: bernoulliLikelihood(),
});
const bayesianNetwork = mlp({ inputs: 2, hidden: [50], outputs: 1 });

/** Deterministic, dropout and variational networks on two moons: which of them doubts what it has not seen, and where. */
export const twoMoonsExperiment = experiment({
  ...{ ...texts.about, name: "two-moons", source: "robust-deep-learning" },
  budgets: {
    smoke: { ...paper, points: 200, seeds: 1, epochs: { dropout: 100, variational: 200 }, gridSide: 26 },
    default: paper,
    paper,
  },
  units: ({ settings: { seeds } }: GivenOptions<Settings>) => repeatedUnits(methodNames, seeds),
  perform,
  conclude: (networks, context): TwoMoonsResult => ({
    grid: gridOf(context.settings.gridSide),
    points: keptPoints(pointsOf(context, 1)),
    networks,
  }),
  ...{ claims, figures, tables },
});

export type MoonsNetwork = ResultOf<typeof perform>;
/** `points` are those of the first data set that the maps show. */
export type TwoMoonsResult = { readonly grid: Grid; readonly points: PlanePoints; readonly networks: readonly MoonsNetwork[] };

const gridOf = (side: number): Grid => ({ ...window, columns: side, rows: side });

async function* perform({ method, seed }: RepeatedUnit<MethodName>, context: Context<Settings>) {
  const { settings, key, fit } = context;
  const own = key.child("moons").child(seed);
  const points = pointsOf(context, seed);
  const request = trainings[method](settings);
  const shared = method === "deterministic" ? "mc-dropout" : method;
  const { posterior: fitted } = yield* fit({
    label: `${method}, training ${seed}`,
    method: request.method,
    problem: { model: request.model, data: planeData(points) },
    key: own.child(shared),
  });
  const posterior = method === "deterministic" ? pointPosterior(dropoutNetwork, fitted.parameters!) : fitted;

  const grid = gridOf(settings.gridSide);
  const asked = { points, seed, grid, draws: settings.draws, key: own.child("predict") };
  const { surfaces, atData, accuracy, kept } = await mapped(posterior, asked);
  fitted.dispose();
  return {
    ...{ method, seed, accuracy },
    rings: distances.map((distance) => ({ distance, ...ringMeans(distance === 0 ? undefined : ring(grid, points.x, distance)) })),
    ...kept,
  };

  /** Mean uncertainty where the class is decided and where it is not: |p - 1/2| above and below 1/4. */
  function ringMeans(places: readonly number[] | undefined) {
    const from = places ? surfaces : atData;
    const all = places ?? [...points.labels.keys()];
    const inside = all.filter((place) => Math.abs(from.probability[place] - 0.5) > 0.25);
    const boundary = all.filter((place) => !inside.includes(place));
    const average = (some: readonly number[], values: readonly number[]) => (some.length === 0 ? null : meanAt(values, some));
    return {
      total: average(all, from.total),
      epistemic: average(all, from.epistemic),
      epistemicInside: average(inside, from.epistemic),
      epistemicBoundary: average(boundary, from.epistemic),
      insideShare: inside.length / all.length,
    };
  }
}

function pointsOf({ settings: { points: count, noise }, key }: Pick<Context<Settings>, "settings" | "key">, seed: number): PlanePoints {
  const { points, labels } = dataSets.twoMoons.generate({ count, noise }, key.child("moons").child(seed).child("data"));
  return { x: Array.from({ length: count }, (_, i): [number, number] => [points[2 * i], points[2 * i + 1]]), labels: Array.from(labels) };
}

type Training = (settings: Settings) => { readonly model: Model; readonly method: Inference };

const dropout: Training = ({ epochs, points }) => ({
  model: dropoutNetwork,
  method: methods.mcDropout({
    ...{ epochs: epochs.dropout, batchSize: points, learningRate: 0.01 },
    ...{ prior: "flat", initialization: { mean: "fan-in" } },
  }),
});

/** Settings as published; what the source does not say of the variational network as stated is the library's. */
const trainings: Readonly<Record<MethodName, Training>> = {
  deterministic: dropout,
  "mc-dropout": dropout,
  variational: ({ epochs: { variational: epochs }, points }) => ({
    model: model({ network: bayesianNetwork, prior: gaussian, likelihood: bernoulliLikelihood() }),
    method: methods.bayesByBackprop({ epochs, batchSize: points, learningRate: 0.02, estimator: "local", complexity: "closed" }),
  }),
  "variational-as-published": ({ epochs, points }) => ({
    model: model({ network: bayesianNetwork, prior: gaussian, likelihood: doubledSigmoidLikelihood() }),
    method: methods.bayesByBackprop({
      ...{ epochs: epochs.variational, batchSize: points, learningRate: 0.1, optimizer: adam({ weightDecay: 0.05 }) },
      // its KL term is a plain number and moves nothing
      complexityWeights: noComplexity(),
      // means N(0, 0.1^2) and log variances near -5: uniform bounds of the same spread, softplus(-2.46) = exp(-2.5)
      initialization: { mean: [-0.173, 0.173], rho: [-2.55, -2.37] },
    }),
  }),
};
