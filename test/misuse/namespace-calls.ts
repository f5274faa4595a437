import { affine, square, sum, type Tensor } from "@credence/tensor";
import { adam, constantRate, mlp, model, normal, normalLikelihood, stepMethods } from "credence";
import {
  all,
  attack,
  backprop,
  calibration,
  continuous,
  examples,
  fixed,
  game,
  inputs,
  inUnits,
  iterative,
  labels,
  marks,
  nothing,
  only,
  point,
  pointSettings,
  pool,
  posterior,
  predictive,
  scores,
  startingFrom,
  targets,
  variational,
  wheel,
  within,
} from "./fixtures.ts";
import { type Argument, anyText, argument, callback, fraction, list, name, number, optional, options, positive, whole } from "./misuses.ts";
import { taskCalls } from "./task-calls.ts";
import { aKey, x } from "./tensor-calls.ts";

const sample = () => options({ count: whole(5), stdDev: positive(1) }, { open: true });

/** Settings of a Hamiltonian sampler. */
const sampling = () => ({
  ...{ chains: optional(whole(2)), warmUp: optional(whole(20)), draws: optional(whole(5)), thin: optional(whole(1)) },
  ...{ stepSize: optional(positive(0.1)), targetAcceptance: optional(fraction(0.8)), mass: optional(name("unit")) },
});
/** Settings of a stochastic-gradient sampler. */
const descent = () => {
  const { optimizer: _, earlyStopping: __, ...rest } = iterative();
  return rest;
};
const langevin = () => ({ temperature: optional(positive(0.5)), samples: optional(whole(4)) });
const stretch = () => ({ ...langevin(), burnIn: optional(whole(3)), thin: optional(whole(2)) });
/** Settings of SWAG. */
const wandering = () => {
  const { earlyStopping: _, ...rest } = iterative();
  return { ...rest, rank: optional(whole(3)), burnIn: optional(whole(2)), thin: optional(whole(2)) };
};
const positiveBelowOne = (value: number) => argument(value);
const chain = () => list([1, 2, 4, 3].map(number));

const index = (value: number) => argument(value, ["a number"]);
const notNegative = (value: number) => argument(value, ["a number", "a fraction"]);
/** The detectors that are a score of the prediction: failure predictors too. */
const scoreDetectors = all("maximumProbability mutualInformation predictiveEntropy variationRatio", () => [nothing()]);

/** A valid call of each function in a namespace of credence. */
export const namespaceCalls: Readonly<Record<string, () => readonly Argument[]>> = {
  ...taskCalls,
  ...all("acquisitions.bald.select acquisitions.leastConfidence.select acquisitions.margin.select acquisitions.maxEntropy.select", pool),
  ...all("acquisitions.meanStdDev.select acquisitions.random.select acquisitions.variationRatio.select", pool),
  ...all("acquisitions.batchBald.select acquisitions.epig.select acquisitions.powerBald.select", pool),
  ...within("detectors", {
    ...scoreDetectors,
    energy: () => [optional(options({ temperature: optional(positive(1)) }))],
    mahalanobis: () => [optional(options({ layer: optional(index(0)), ridge: optional(notNegative(0.1)) }))],
    maxLogit: () => [nothing()],
    nearestFeatures: () => [optional(options({ k: optional(whole(2)), layer: optional(index(0)) }))],
    odin: () => [
      optional(
        options({
          temperature: optional(positive(5)),
          epsilon: optional(notNegative(0.1)),
          gradientTemperature: optional(positive(1)),
          direction: optional(name("doubtful")),
          divisor: optional(positive(0.3)),
        }),
      ),
    ],
  }),
  ...within("failurePredictors", {
    ...scoreDetectors,
    confidnet: () => [
      options({
        ...iterative(),
        hidden: optional(list([whole(4)])),
        loss: optional(name("cross-entropy")),
        dropout: optional(name("off")),
        keep: optional(options({ score: callback(() => 1), name: optional(anyText("one")) })),
        fineTuning: optional(options(iterative())),
      }),
    ],
    trustScore: () => [
      optional(options({ alpha: optional(argument(0.5, ["a fraction"])), k: optional(whole(2)), layer: optional(index(0)) })),
    ],
  }),
  ...within(
    "scores",
    all("expectedEntropy leastConfidence margin meanStdDev mutualInformation predictiveEntropy variationRatio", () => [predictive()]),
  ),
  ...within(
    "uncertainty",
    all("aleatoric epistemic total", () => [predictive()]),
  ),
  ...within(
    "metrics",
    all("accuracy accuracyByLabel accuracyOfDraws brier negativeLogLikelihood topLabel", () => [predictive(), labels()]),
  ),
  ...within(
    "metrics",
    all("expectedCalibrationError maximumCalibrationError reliabilityBins", () => [predictive(), labels(), calibration()]),
  ),
  ...within(
    "metrics",
    all("auroc averagePrecision precisionRecallCurve rocCurve separation", () => [scores(), marks()]),
  ),
  ...within(
    "metrics",
    all("areaUnderRiskCoverage riskCoverageCurve", () => [scores(), scores()]),
  ),
  ...within(
    "metrics",
    all("crps lppd meanLogDensity probabilityIntegralTransform", () => [continuous(), targets(), inUnits()]),
  ),
  ...within("metrics", {
    bootstrap: () => [list([x(), labels()]), callback(async () => 1), list([argument(Int32Array.of(0, 1), ["a typed array"])])],
    combinedLogDensities: () => [list([only({ meanLog: [1], logMean: [1] })])],
    meanDifferenceWidth: () => [sample(), sample(), options({ spread: name("pooled") })],
    overconfidence: () => [predictive(), labels()],
    pacBayesBound: () => [fraction(0.1), options({ complexity: positive(2), count: whole(10), delta: optional(fraction(0.05)) })],
    pairedDifference: () => [list([list([whole(1)])], ["an array"]), list([list([whole(2)])], ["an array"]), options({ count: whole(5) })],
    pairedDrops: () => [only({ clean: [1], attacked: [2] }), only({ clean: [1], attacked: [2] }), options({ count: whole(5) })],
    pointwiseLogDensities: () => [list([continuous()]), targets()],
    resamples: () => [aKey(), options({ size: whole(3), count: whole(2) })],
    stdDevFactor: () => [whole(3), whole(3)],
    fprAtTpr: () => [scores(), marks(), optional(options({ tpr: optional(fraction(0.5)) }))],
    intervalScore: () => [
      only({ lower: Float64Array.of(0, 1, 2), upper: Float64Array.of(1, 3, 4) }),
      targets(),
      options({ coverage: fraction(0.9) }),
    ],
    intervalCoverage: () => [only({ lower: Float64Array.of(0, 1, 2), upper: Float64Array.of(1, 3, 4) }), targets()],
    meanIntervalWidth: () => [only({ lower: Float64Array.of(0, 1, 2), upper: Float64Array.of(1, 3, 4) })],
    rmse: () => [continuous(), targets(), inUnits()],
  }),
  ...within("adversarial", {
    fgsm: () => [only(fixed()), examples(), options(attack())],
    fixedPredictive: () => [posterior(), options({ draws: whole(2), key: aKey() })],
    inputGradient: () => [only(fixed()), examples(), optional(options({ loss: optional(name("logOdds")), batchSize: optional(whole(2)) }))],
    gradientMasking: () => [only(fixed()), examples()],
    pgd: () => [
      only(fixed()),
      examples(),
      options({ ...attack(), steps: whole(2), stepSize: optional(positive(0.1)), start: optional(aKey()) }),
    ],
  }),
  ...within("bandits", {
    ...all("bestAction oracleReward", () => [only(wheel), whole(1)]),
    blindRegret: () => [only(wheel), list([0.2, 0.2, 0.2, 0.2, 0.2].map((share) => fraction(share)))],
    convergedAt: () => [
      options({ step: only([1, 2, 3]), regret: only([1, 1, 1]) }, { open: true }),
      options({ below: number(0.5), stretch: optional(fraction(0.5)) }),
    ],
    gameSettings: () => [options(game())],
    linearThompson: () => [
      options({ environment: only(wheel), prior: optional(options({ precision: positive(1), shape: positive(2), rate: positive(2) })) }),
    ],
    mushroomBandit: () => [
      options({ features: argument(Float32Array.of(1, 0), ["a typed array"]), width: whole(1), labels: argument(Uint8Array.of(0, 1)) }),
    ],
    networkAgent: () => [
      options({
        name: anyText("agent"),
        environment: only(wheel),
        model: only(
          model({
            network: mlp({ inputs: 7, hidden: [3], outputs: 1 }),
            prior: normal({ mean: 0, stdDev: 1 }),
            likelihood: normalLikelihood({ stdDev: 1 }),
          }),
        ),
        method: only(stepMethods.map()),
        optimizer: only(adam()),
        learningRate: positive(1e-3),
        schedule: optional(only(constantRate())),
        batchSize: whole(4),
        updatesPerStep: whole(1),
        value: optional(options({ draws: whole(1), functions: name("shared") })),
        epsilon: optional(fraction(0.1)),
        choose: optional(callback(() => 0)),
      }),
      aKey(),
    ],
    normalInverseGamma: () => [whole(2), options({ precision: positive(1), shape: positive(2), rate: positive(2) })],
    playBandit: () => [
      options({ ...game(), keys: options({ start: aKey(), contexts: aKey(), own: aKey() }) }),
      optional(options({ resume: optional(only(undefined)) })),
    ],
    replayBuffer: () => [options({ capacity: whole(3), features: whole(2) })],
    wheelBandit: () => [
      options({
        innerRadius: fraction(0.5),
        safe: optional(number(1)),
        risky: optional(number(1)),
        high: optional(number(5)),
        stdDev: optional(positive(0.1)),
      }),
    ],
  }),
  ...within("bases", {
    gaussian: () => [options({ centres: list([number(0), number(1)], ["a typed array", "an array"]), scale: positive(0.5) })],
    identity: () => [nothing()],
    linear: () => [nothing()],
    networkFeatures: () => [only(point()), only(inputs())],
    polynomial: () => [options({ degree: whole(2) })],
  }),
  ...within("methods", {
    laplace: () => [
      optional(
        options({
          weights: optional(name("all")),
          curvature: optional(name("diagonal")),
          hessian: optional(name("ggn")),
          priorPrecision: optional(argument(1, ["a number", "a fraction", "an object"])),
          priorStructure: optional(name("scalar")),
          memoryMiB: optional(positive(64)),
          train: optional(only("none")),
        }),
      ),
    ],
    bayesByBackprop: () => [options({ ...iterative(), ...backprop() })],
    hmc: () => [optional(options({ ...sampling(), leapfrogs: optional(whole(4)), jitter: optional(fraction(0.1)) }))],
    sgld: () => [options({ ...descent(), ...stretch() })],
    sghmc: () => [options({ ...descent(), ...stretch(), friction: optional(positiveBelowOne(0.2)) })],
    cyclicalSgld: () => [
      options({ ...descent(), ...langevin(), cycle: whole(20), perCycle: optional(whole(2)), explore: optional(fraction(0.5)) }),
    ],
    fullGaussian: () => [options({ ...iterative(), ...variational(), ...startingFrom(), memoryMiB: optional(positive(64)) })],
    lowRankGaussian: () => [options({ ...iterative(), ...variational(), ...startingFrom(), rank: optional(whole(2)) })],
    moped: () => [options({ ...iterative(), ...variational(), delta: optional(positive(0.2)), estimator: optional(name("shared")) })],
    multiSwag: () => [options({ ...wandering(), members: whole(2) })],
    swag: () => [options(wandering())],
    nuts: () => [optional(options({ ...sampling(), maxDepth: optional(whole(4)) }))],
    deepEnsemble: () => [options({ ...iterative(), ...pointSettings(), members: whole(2) })],
    map: () => [options({ ...iterative(), ...pointSettings() })],
    mcDropout: () => [options({ ...iterative(), ...pointSettings() })],
  }),
  ...within("mcmc", {
    rankChiSquare: () => [list([whole(0), whole(1), whole(2)], ["a typed array"]), options({ draws: whole(3), bins: whole(2) })],
    ...all("bulkEss meanStandardError rHat tailEss", () => [list([chain(), chain()])]),
    trajectory: () => [
      argument((q: Tensor) => sum(affine(square(q), { scale: -0.5 }), { axis: 1 })),
      options({ position: list([number(1)]), momentum: list([number(1)]), stepSize: positive(0.1), leapfrogs: whole(2) }),
    ],
  }),
  ...within("stepMethods", {
    bayesByBackprop: () => [optional(options(backprop()))],
    map: () => [optional(options(pointSettings()))],
    mcDropout: () => [optional(options(pointSettings()))],
  }),
  ...within("pruning", {
    decibels: () => [positive(2)],
    keepStrongest: () => [list([number(1), number(2)], ["a typed array"]), options({ share: fraction(0.5), cut: optional(name("count")) })],
    prune: () => [
      posterior(),
      options({ share: fraction(0.5), cut: optional(name("count")), scope: optional(name("layer")), biases: optional(name("keep")) }),
    ],
    saving: () => [posterior(), posterior()],
    signalToNoise: () => [list([number(1), number(2)], ["a typed array"]), list([positive(1), positive(2)], ["a typed array"])],
    signals: () => [posterior()],
  }),
};
