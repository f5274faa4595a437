import {
  type ClassScoresOptions,
  type Context,
  classScores,
  crossed,
  experiment,
  type FitRequest,
  type GivenOptions,
  type ResultOf,
  rounded,
  seeds,
} from "@credence/lab";
import { adversarial, type Data, type Posterior } from "credence";
import budgets from "./budgets.json" with { type: "json" };
import { classifier, type FamilyEpochs, type FamilyName, familyNames, methodsOf, words } from "./families.ts";
import { posteriorFamiliesFindings } from "./findings.ts";
import { epsilons, type ImageCounts, type ImageSets, imageSets, rareClass, setNames } from "./sets.ts";
import texts from "./texts.json" with { type: "json" };

interface Settings extends ImageCounts {
  readonly draws: number;
  readonly seeds: number;
  readonly epochs: FamilyEpochs;
}

const units = ({ settings }: GivenOptions<Settings>) =>
  crossed({ set: setNames, family: familyNames, seed: seeds(settings.seeds) }, ({ set, family, seed }) => `${set}-${family}-${seed}`);

async function* perform(
  { set, family, seed }: ReturnType<typeof units>[number],
  { settings, key, fit }: Context<Settings>,
  sets: ImageSets,
) {
  const { train, test, attacked } = sets[set];
  const own = key.child(set).child(seed);
  const request = (of: FamilyName): FitRequest => ({
    label: `${words[of]}, ${set}, training ${seed}`,
    method: methodsOf(settings.epochs)[of],
    problem: { model: classifier, data: train },
    key: own.child(of),
    ...(of === "swag" || of === "laplace" ? { from: request("network") } : {}),
  });
  const { posterior } = yield* fit(request(family));
  const drawn = { draws: settings.draws, key: own.child("draws") };
  const clean = await measuredOn(posterior, test, drawn);
  const attacks: number[] = [];
  for (const epsilon of epsilons) attacks.push(await errorUnderAttack(posterior, attacked, { ...drawn, epsilon }));
  posterior.dispose();
  return { set, family, seed, ...clean, attacks };
}

/** Error in % of an accuracy; 0 where there was nothing to measure it on. */
const percent = (accuracy: number | null) => Number((100 * (1 - (accuracy ?? 1))).toFixed(3));

/** Error in %, expected calibration error, nats per image, and the error on the rare class alone. */
async function measuredOn(posterior: Posterior, data: Data, drawn: ClassScoresOptions) {
  const { accuracy, accuracyByLabel, calibrationError, nll } = await classScores(posterior, data, { ...drawn, batchSize: 1000 });
  return {
    error: percent(accuracy),
    rareError: percent(accuracyByLabel[rareClass]!),
    ...rounded({ calibration: calibrationError, nll }, 4),
  };
}

/** Error in % on images that FGSM moved, by the gradient of the averaged prediction, on log odds. */
async function errorUnderAttack(
  posterior: Posterior,
  data: Data,
  { epsilon, ...drawn }: ClassScoresOptions & { readonly epsilon: number },
) {
  const fixed = adversarial.fixedPredictive(posterior, drawn);
  const x = adversarial.fgsm(fixed, data, { epsilon, clip: [0, 1], loss: "logOdds", batchSize: 500 });
  const { accuracy } = await classScores(posterior, { x, y: data.y }, { ...drawn, batchSize: 1000 });
  x.dispose();
  return percent(accuracy);
}

export type FamilyFit = ResultOf<typeof perform>;
export type PosteriorFamiliesResult = { readonly fits: readonly FamilyFit[] };

/** Four families of posteriors on MNIST, and on Fashion-MNIST with one class cut to 1 %: error, calibration, and errors under attack. */
export const posteriorFamilies = experiment({
  ...{ ...texts.about, name: "posterior-families", source: "overview" },
  budgets,
  units,
  prepare: imageSets,
  perform,
  conclude: (fits): PosteriorFamiliesResult => ({ fits }),
  ...posteriorFamiliesFindings,
});
