import {
  type Context,
  crossed,
  dataSets,
  disposeData,
  experiment,
  type GivenOptions,
  type ImageSplits,
  type ResultOf,
  seeds,
} from "@credence/lab";
import { metrics } from "credence";
import { noisyData } from "../mnist/cases.ts";
import { layerComplexities, totals } from "../mnist/complexities.ts";
import { measured } from "../mnist/measures.ts";
import { bayesianCnn, epochsOf, formLabels, trainingOf } from "../mnist/network.ts";
import budgets from "./budgets.json" with { type: "json" };
import { forms, labelFractionsFindings } from "./findings.ts";
import texts from "./texts.json" with { type: "json" };

interface Settings {
  readonly testImages: number;
  /** Trainings of each number of training images, by that number. */
  readonly seeds: Readonly<Record<number, number>>;
  readonly fractions: readonly number[];
  /** Epochs of a training as published. */
  readonly epochs: number;
  /** Steps of a training with the KL term, at least. */
  readonly steps: number;
  readonly draws: number;
}

/** A training for each form, fraction and seed at each number of images. */
const units = ({ settings }: GivenOptions<Settings>) =>
  Object.entries(settings.seeds).flatMap(([images, count]) =>
    crossed(
      { examples: [Number(images)], seed: seeds(count), form: forms, fraction: settings.fractions },
      ({ form, examples, fraction, seed }) => `${form}-${examples}-${Math.round(100 * fraction)}-${seed}`,
    ),
  );
type Training = ReturnType<typeof units>[number];

async function* perform(unit: Training, { settings, key, fit }: Context<Settings>, images: ImageSplits) {
  const { form, examples, fraction, seed } = unit;
  const own = key.child("fractions").child(examples).child(seed);
  const { train, test } = noisyData({ count: examples, fraction }, { images, testImages: settings.testImages, key: own.child("labels") });
  const { posterior } = yield* fit({
    label: `${examples} images, ${100 * fraction} % random, ${formLabels[form]}, training ${seed}`,
    method: trainingOf(form, epochsOf(form, { published: settings.epochs, examples, steps: settings.steps })),
    problem: { model: bayesianCnn, data: train },
    key: own.child("fit"),
  });
  const { closed } = totals(await layerComplexities(posterior, own.child("kl")));
  const draws = { draws: settings.draws, key: own.child("predict") };
  const [inside, outside] = [await measured(posterior, train, draws), await measured(posterior, test, draws)];
  posterior.dispose();
  disposeData(train, test);
  const error = { training: 1 - inside.drawAccuracy / 100, test: 1 - outside.drawAccuracy / 100 };
  return {
    ...{ form, examples, fraction, seed, kl: Number(closed.toPrecision(6)), error },
    // a label that was replaced by one of ten at random is wrong nine times of ten, whatever is predicted
    noisyTestError: (1 - fraction) * error.test + 0.9 * fraction,
    bound: metrics.pacBayesBound(Math.min(1, Math.max(0, error.training)), { complexity: closed, count: examples }),
    ...{ trainAccuracy: inside.accuracy, testAccuracy: outside.accuracy, entropy: outside.entropy, ece: outside.ece },
    mutualInformation: outside.mutualInformation,
  };
}

export type Trained = ResultOf<typeof perform>;
export type LabelFractionsResult = { readonly trainings: readonly Trained[] };

/** The network on labels of which a growing fraction is random: its KL, the gap, and a bound on its error. */
export const labelFractions = experiment({
  ...{ ...texts.about, name: "label-fractions", source: "label-randomization" },
  budgets,
  units,
  prepare: ({ load }: Context<Settings>) => load(dataSets.mnist),
  perform,
  conclude: (all): LabelFractionsResult => ({ trainings: all }),
  ...labelFractionsFindings,
});
