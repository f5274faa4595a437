import { type Context, dataSets, experiment, type GivenOptions, type LabelledImages, mean, type ResultOf, type Unit } from "@credence/lab";
import { slice, type Tensor } from "@credence/tensor";
import { detectors, ensemblePosterior, methods, metrics, type Posterior, run, searchOdin } from "credence";
import { asked, digits, keptCurve, type NamedDetector, scoresOfSets } from "../mnist/compared.ts";
import {
  type LenetTraining,
  lenetOfSource,
  lenetTraining,
  lenetUnits,
  type PreparedDigits,
  pixelStdDev,
  prepareDigits,
  scaledImages,
  type TrainedLenet,
  testedOn,
  trainedLenet,
} from "../mnist/lenet.ts";
import { claims } from "./claims.ts";
import { type Asked, curvesOf, namedDetectors } from "./detectors.ts";
import { figures, tables } from "./figures.ts";
import texts from "./texts.json" with { type: "json" };

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
  ...{ ...texts.about, name: "out-of-distribution", source: "robust-deep-learning" },
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
  const { train, test, outside, search } = shared;
  const alone = unit.seed === undefined ? undefined : { seed: unit.seed };
  const lenets: TrainedLenet[] = [];
  for (const one of alone ? [alone] : lenetUnits(context)) lenets.push(yield* trainedLenet(one, context, shared));
  const [lenet] = lenets;
  const points = lenets.map(({ point }) => point);
  const own = context.key.child("detectors").child(unit.name);
  const posteriors: Readonly<Partial<Record<Asked, Posterior>>> = alone
    ? {
        ...{ point: lenet.point, dropout: lenet.dropping },
        laplace: await run(lastLayer.fit({ model: lenetOfSource, data: train }, own, { from: lenet.point })),
      }
    : { ensemble: ensemblePosterior(lenetOfSource, points) };
  const { accuracy } = await testedOn(lenet, test);
  const searched = alone && search ? (await searchOdin(lenet.point, { ...search, ...asked }, own)).options : null;
  const entries: NamedDetector<Asked>[] = [
    ...namedDetectors.filter(({ asks }) => posteriors[asks]),
    ...(searched ? [{ label: "ODIN, searched", asks: "point" as const, detector: detectors.odin(searched) }] : []),
  ];
  const sets = Object.entries(outside);
  const found = yield* scoresOfSets(entries, {
    ...{ posteriors, training: train, sets: [test.x, ...sets.map(([, x]) => x)] },
    ...{ key: own, label: `detectors, ${unit.name}` },
  });
  for (const { dropping } of lenets) dropping.dispose();
  const kept = [];
  for (const [place, [name]] of sets.entries()) {
    const rows: Found[] = [];
    for (const { label, scores } of found) {
      const drawn = name === "KMNIST" && curvesOf.includes(label);
      rows.push({ label, ...(await foundBy({ inside: scores[0], outside: scores[place + 1] }, { drawn })) });
    }
    kept.push({ name, detectors: rows });
  }
  return {
    ...{ name: unit.name, accuracy, sets: kept },
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
    ...(drawn ? { curve: await keptCurve(scores, positive) } : {}),
  };
}

const meanOf = (values: Float32Array): number => digits(mean([...values]));
