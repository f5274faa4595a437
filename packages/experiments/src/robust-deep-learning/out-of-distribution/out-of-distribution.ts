import { type Context, dataSets, experiment, type GivenOptions, type LabelledImages, type ResultOf, type Unit } from "@credence/lab";
import { slice, type Tensor } from "@credence/tensor";
import {
  detectors,
  ensemblePosterior,
  expectCategorical,
  methods,
  metrics,
  type Posterior,
  pointPosterior,
  predict,
  run,
  searchOdin,
} from "credence";
import { digits, keptCurve, readScores } from "../mnist/compared.ts";
import {
  type LenetTraining,
  lenetFit,
  lenetOfSource,
  lenetTraining,
  lenetUnits,
  type PreparedDigits,
  pixelStdDev,
  prepareDigits,
  scaledImages,
} from "../mnist/lenet.ts";
import { claims } from "./claims.ts";
import { type Asked, curvesOf, draws, type NamedDetector, namedDetectors } from "./detectors.ts";
import { figures, tables } from "./figures.ts";

interface Settings extends LenetTraining {
  /** Images of each outside set. */
  readonly outsideImages: number;
  /** Training images that the search of ODIN's settings sees, of each side; 0 for no search. */
  readonly searchImages: number;
}
/** Of the weights into the classes, their prior precision that of the largest marginal likelihood. */
const lastLayer = methods.laplace({ weights: "last-layer", priorPrecision: "marginal-likelihood" });
const full = { outsideImages: 10_000, searchImages: 1000 };

/** MNIST against other images: which detector tells them apart, and what the source's form of ODIN does. */
export const outOfDistribution = experiment({
  name: "out-of-distribution",
  source: "robust-deep-learning",
  shows: "week 3, part III",
  question: "Which detector tells other images from digits?",
  summary: "Fourteen detectors tell digits from KMNIST, Fashion-MNIST and notMNIST; ODIN as published, standard, and searched.",
  budgets: {
    smoke: { ...lenetTraining.smoke, outsideImages: 500, testImages: 500, searchImages: 0 },
    default: { ...lenetTraining.default, ...full },
    paper: { ...lenetTraining.paper, ...full },
  },
  units: (given: GivenOptions<Settings>) => [...lenetUnits(given), ...(given.settings.seeds > 1 ? [{ name: "ensemble" }] : [])],
  async prepare(context) {
    const digits = await prepareDigits(context);
    return { ...digits, ...(await prepareOutside(context, digits)) };
  },
  perform,
  conclude: (trainings): OutOfDistributionResult => ({ trainings }),
  ...{ claims, figures, tables },
});

export type DetectorTraining = ResultOf<typeof perform>;
export type OutOfDistributionResult = { readonly trainings: readonly DetectorTraining[] };
type Prepared = PreparedDigits & Awaited<ReturnType<typeof prepareOutside>>;

async function prepareOutside({ load, settings }: Pick<Context<Settings>, "load" | "settings">, { train }: PreparedDigits) {
  const { outsideImages, searchImages: count } = settings;
  const scaled = (images: LabelledImages, count = outsideImages) => scaledImages(images, { count: Math.min(count, images.count) }).x;
  const clothing = await load(dataSets.fashionMnist);
  return {
    outside: {
      KMNIST: scaled((await load(dataSets.kmnist)).test),
      "Fashion-MNIST": scaled(clothing.test),
      notMNIST: scaled((await load(dataSets.notmnist)).test),
    },
    // training digits against training clothes, so that no test image chooses
    search: count === 0 ? null : { inside: lastOf(train.x, count), outside: scaled(clothing.train, count), divisor: pixelStdDev },
  };
}

const lastOf = (x: Tensor, count: number): Tensor => slice(x, [x.shape[0] - count, 0, 0, 0], [count, ...x.shape.slice(1)]);

async function* perform(unit: Unit & { readonly seed?: number }, context: Context<Settings>, shared: Prepared) {
  const { key } = context;
  const units = unit.seed === undefined ? lenetUnits(context) : [{ ...unit, seed: unit.seed }];
  const fitted: Posterior[] = [];
  for (const one of units) fitted.push((yield* context.fit(lenetFit(one, context, shared.train))).posterior);
  const points = fitted.map(({ parameters }) => pointPosterior(lenetOfSource, parameters!));
  const own = key.child("detectors").child(unit.name);
  const alone = unit.seed !== undefined;
  const asked: Readonly<Record<Asked, Posterior | undefined>> = {
    point: alone ? points[0] : undefined,
    dropout: alone ? fitted[0] : undefined,
    laplace: alone ? await run(lastLayer.fit({ model: lenetOfSource, data: shared.train }, own, { from: points[0] })) : undefined,
    ensemble: alone ? undefined : ensemblePosterior(lenetOfSource, points),
  };
  const told = { training: shared.train, draws, batchSize: 500 };
  const predictive = expectCategorical("out-of-distribution", await predict(points[0], shared.test.x, { draws: 1, batchSize: 1000 }, own));
  const accuracy = await metrics.accuracy(predictive, shared.test.y);
  predictive.dispose();
  const mine = namedDetectors.filter(({ asks }) => asked[asks]);
  const searched =
    alone && shared.search ? (await searchOdin(points[0] as never, { ...shared.search, draws, batchSize: 500 }, own)).options : null;
  const entries: NamedDetector[] = [
    ...mine,
    ...(searched ? [{ label: "ODIN, searched", asks: "point" as const, detector: detectors.odin(searched) }] : []),
  ];
  const sets = Object.entries(shared.outside).map(([name, x]) => ({ name, x, found: [] as Found[] }));
  for (const [i, { label, asks, detector }] of entries.entries()) {
    yield { label: `detectors, ${unit.name}`, done: i, total: entries.length, unit: "detectors" };
    // what a detector learns, and what it says of the digits, serves all sets
    const prepared = await detector.prepare(asked[asks] as never, told, own);
    const inside = await readScores(prepared, shared.test.x);
    for (const { name, x, found } of sets) {
      const drawn = name === "KMNIST" && curvesOf.includes(label);
      found.push({ label, ...(await foundBy({ inside, outside: await readScores(prepared, x) }, { drawn })) });
    }
    prepared.dispose();
  }
  for (const one of fitted) one.dispose();
  return {
    name: unit.name,
    accuracy,
    sets: sets.map(({ name, found }) => ({ name, detectors: found })),
    searched: searched && { temperature: searched.temperature, epsilon: searched.epsilon },
  };
}

type Found = { readonly label: string } & ResultOf<typeof foundBy>;

/** How well scores part the sets, outside positive, and their means: the score is 1 less the confidence where there is one. */
async function foundBy({ inside, outside }: { inside: Float32Array; outside: Float32Array }, { drawn }: { drawn: boolean }) {
  const scores = Float32Array.from([...inside, ...outside]);
  const positive = new Uint8Array(scores.length).fill(1, inside.length);
  const { auroc, positive: out, negative } = await metrics.separation(scores, positive);
  return {
    ...{ auroc, auprOut: out.averagePrecision, auprIn: negative.averagePrecision, fprAt95: negative.fprAt95 },
    ...{ meanInside: meanOf(inside), meanOutside: meanOf(outside) },
    ...(drawn ? { curve: await keptCurve(scores, positive, 60) } : {}),
  };
}

const meanOf = (values: Float32Array): number => digits(values.reduce((sum, value) => sum + value, 0) / values.length);
