import { type Context, experiment, type GivenOptions, type RepeatedUnit, type ResultOf, repeatedUnits, toSignificant } from "@credence/lab";
import type { Grid } from "@credence/lab/figures";
import { type Key, normals, tensor } from "@credence/tensor";
import { type Data, gaussianDivergence, gridEvidence, methods, type Posterior, predictOutputs, run } from "credence";
import { mapped, meanAt } from "../plane/classifiers.ts";
import { keptPoints, type PlanePoints, planeData, ring } from "../plane/surfaces.ts";
import { claims } from "./claims.ts";
import { figures, tables } from "./figures.ts";
import { logJoint } from "./log-joint.ts";
import {
  type LogisticSettings,
  logisticModel,
  type MethodName,
  methodNames,
  priorPrecision,
  publishedLaplace,
  trainingOf,
  words,
} from "./methods.ts";
import texts from "./texts.json" with { type: "json" };

interface Settings extends LogisticSettings {
  /** Standard deviation of a cloud. */
  readonly stdDev: number;
  /** Data sets and trainings. */
  readonly seeds: number;
  /** Draws of a prediction. */
  readonly draws: number;
  /** Draws of the weights, for the divergence from the posterior. */
  readonly weightDraws: number;
  readonly gridSide: number;
}
const paper: Settings = {
  ...{ points: 400, stdDev: 0.8, seeds: 5, draws: 400, weightDraws: 4000, gridSide: 52 },
  epochs: { map: 20, mode: 500, variational: 2000, variationalAsPublished: 30 },
};

const window = { x: [-8, 8], y: [-8, 8] } as const;
const gridOf = (side: number): Grid => ({ ...window, columns: side, rows: side });

/** MAP, Laplace and variational logistic regression on two clouds: equally right, not equally sure far away. */
export const logisticUncertainty = experiment({
  ...{ ...texts.about, name: "logistic-uncertainty", source: "robust-deep-learning" },
  budgets: {
    smoke: { ...paper, points: 100, seeds: 1, draws: 100, weightDraws: 500, gridSide: 26, epochs: { ...paper.epochs, variational: 300 } },
    default: paper,
    paper,
  },
  units: ({ settings: { seeds } }: GivenOptions<Settings>) => repeatedUnits(methodNames, seeds),
  prepare: async () => ({ evidences: new Map<number, number>() }),
  perform,
  conclude: (fits, context): LogisticResult => ({
    grid: gridOf(context.settings.gridSide),
    points: keptPoints(pointsOf(context, 1)),
    fits,
  }),
  ...{ claims, figures, tables },
});

export type LogisticFit = ResultOf<typeof perform>;
/** `points` are those of the first data set that the maps show. */
export type LogisticResult = { readonly grid: Grid; readonly points: PlanePoints; readonly fits: readonly LogisticFit[] };

/** log p(y) of a data set by its seed, once for all methods. */
type Prepared = { readonly evidences: Map<number, number> };

async function* perform({ method, seed }: RepeatedUnit<MethodName>, context: Context<Settings>, { evidences }: Prepared) {
  const { settings, key, fit } = context;
  const own = key.child("clouds").child(seed);
  const points = pointsOf(context, seed);
  const data = planeData(points);
  const { model: trained, inference } = trainingOf(method, settings);
  const shared = method === "laplace-as-published" ? "map" : method;
  const { posterior: fitted } = yield* fit({
    ...{ label: `${words[method]}, data set ${seed}`, method: inference, problem: { model: trained, data }, key: own.child(shared) },
  });
  const posterior = await posteriorOf(method, fitted, { data, settings, key: own });

  const grid = gridOf(settings.gridSide);
  const asked = { points, seed, grid, draws: settings.draws, key: own.child("predict") };
  const { surfaces, atData, accuracy, kept } = await mapped(posterior, asked);
  const far = ring(grid, points.x, 4);
  const joint = logJoint(points, priorPrecision(settings));
  const logEvidence = evidences.get(seed) ?? gridEvidence(joint, { weights: 3, stdDev: 1 / Math.sqrt(priorPrecision(settings)) });
  evidences.set(seed, logEvidence);
  const lines = await linesOf(posterior, settings.weightDraws, own.child("weights"));
  // MAP is a single line
  const nats = lines.length > 1 ? gaussianDivergence(lines, { logJoint: joint, logEvidence }) : Number.POSITIVE_INFINITY;
  fitted.dispose();
  return {
    ...{ method, seed, accuracy, divergence: Number.isFinite(nats) ? toSignificant(nats, 5) : null },
    epistemic: { atData: meanAt(atData.epistemic, [...points.labels.keys()]), far: meanAt(surfaces.epistemic, far) },
    totalFar: meanAt(surfaces.total, far),
    ...kept,
  };
}

type Made = { readonly data: Data; readonly settings: Settings; readonly key: Key };

async function posteriorOf(method: MethodName, fitted: Posterior, { data, settings, key }: Made): Promise<Posterior> {
  if (method === "laplace-as-published") return publishedLaplace(fitted);
  if (method !== "laplace") return fitted;
  const laplace = methods.laplace({ weights: "all", curvature: "full" });
  return run(laplace.fit({ model: logisticModel(settings), data }, key.child("laplace"), { from: fitted }));
}

/** Draws of the line, one where the weights are points: f at (0, 0), (1, 0) and (0, 1) gives back the bias and both weights. */
async function linesOf(posterior: Posterior, draws: number, key: Key): Promise<number[][]> {
  const corners = tensor([0, 0, 1, 0, 0, 1], [3, 2]);
  const outputs = await predictOutputs(posterior, corners, { draws }, key).read();
  return Array.from({ length: outputs.length / 3 }, (_, i) => {
    const [bias, first, second] = outputs.slice(3 * i, 3 * i + 3);
    return [first - bias, second - bias, bias];
  });
}

function pointsOf({ settings: { points: count, stdDev }, key }: Pick<Context<Settings>, "settings" | "key">, seed: number): PlanePoints {
  const noise = normals(key.child("clouds").child(seed).child("data"), 2 * count);
  const labels = Array.from({ length: count }, (_, i) => i % 2);
  const x = labels.map((label, i): [number, number] => {
    const centre = label === 0 ? -2 : 2;
    return [centre + stdDev * noise[2 * i], centre + stdDev * noise[2 * i + 1]];
  });
  return { x, labels };
}
