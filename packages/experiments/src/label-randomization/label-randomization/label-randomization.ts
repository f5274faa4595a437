import {
  type Context,
  crossed,
  dataSets,
  disposeData,
  experiment,
  type GivenOptions,
  type ImageSplits,
  type ResultOf,
  rounded,
  seeds,
  spacedEpochs,
  type Unit,
} from "@credence/lab";
import type { Posterior } from "credence";
import { type CaseName, caseData, caseNames, cases, type ImageCounts } from "../mnist/cases.ts";
import { layerComplexities, totals } from "../mnist/complexities.ts";
import { measured } from "../mnist/measures.ts";
import { bayesianCnn, epochsOf, type Form, formLabels, trainingOf, untrained } from "../mnist/network.ts";
import budgets from "./budgets.json" with { type: "json" };
import { labelRandomizationClaims } from "./claims.ts";
import { labelRandomizationFigures, labelRandomizationTables } from "./figures.ts";
import { comparedForms, descents } from "./readings.ts";
import texts from "./texts.json" with { type: "json" };

interface Settings extends ImageCounts {
  /** Epochs on all images, and in the other cases. */
  readonly epochs: { readonly full: number; readonly others: number };
  /** Of the longer training on all images. */
  readonly longEpochs: number;
  /** Steps of a training with the KL term, at least. */
  readonly steps: number;
  /** Trainings of the cases of 200 images, and of the two large ones. */
  readonly seeds: { readonly small: number; readonly large: number };
  /** Draws that a prediction averages. */
  readonly draws: number;
}

interface Training extends Unit {
  readonly form: Form;
  readonly case: CaseName;
  readonly seed: number;
  /** All images for as many epochs as the other cases have. */
  readonly long?: boolean;
}

function units({ settings }: GivenOptions<Settings>): Training[] {
  const { small, large } = settings.seeds;
  const nameOf = ({ form, case: name, seed }: Omit<Training, "name">) => `${form}-${name}-${seed}`;
  return [
    ...crossed({ seed: seeds(Math.max(small, large)), form: comparedForms, case: caseNames }, nameOf).filter(
      ({ case: name, seed }) => seed <= (name === "i" || name === "iv" ? large : small),
    ),
    ...descents.map((one) => ({ ...one, seed: 1, name: nameOf({ ...one, seed: 1 }) })),
    { name: "published-i-long", form: "published", case: "i", seed: 1, long: true },
  ];
}

/** Epochs after which a training is looked at, and the tenth, which the source speaks of. */
const lookedAt = (epochs: number): ReadonlySet<number> => new Set([...spacedEpochs(epochs, 14), Math.min(10, epochs)]);

async function* perform(unit: Training, { settings, key, fit }: Context<Settings>, images: ImageSplits) {
  const { form, case: name, seed, long } = unit;
  const own = key.child("training").child(seed);
  const { train, test, some } = caseData(name, { images, counts: settings, key: own.child("labels") });
  const examples = train.y.size;
  const published = long ? settings.longEpochs : name === "i" ? settings.epochs.full : settings.epochs.others;
  const epochs = epochsOf(form, { published, examples, steps: settings.steps });
  const fitKey = own.child("fit").child(name);
  const looks = lookedAt(epochs);
  const look = async (posterior: Posterior) => {
    const { closed, drawn } = totals(await layerComplexities(posterior, own.child("kl")));
    const { accuracy } = await measured(posterior, some, { draws: 1, key: own.child("look") });
    return { ...rounded({ closed, drawn }, 6), accuracy };
  };
  const first = untrained(fitKey);
  const start = await look(first);
  first.dispose();
  const { posterior, trace } = yield* fit({
    label: `${cases[name].label}, ${formLabels[form]}, training ${seed}`,
    method: trainingOf(form, epochs),
    problem: { model: bayesianCnn, data: train },
    key: fitKey,
    afterEpoch: async (epoch, now) => (looks.has(epoch) ? look(now()) : undefined),
    determinedBy: { looks: [...looks], testImages: settings.testImages },
  });
  const layers = await layerComplexities(posterior, own.child("kl"));
  const draws = { draws: settings.draws, key: own.child("predict") };
  const [outside, inside] = [await measured(posterior, test, draws), await measured(posterior, train, { ...draws, draws: 5 })];
  posterior.dispose();
  disposeData(train, test, some);
  return {
    ...{ form, case: name, seed, long: long ?? false, examples, epochs, start },
    layers: layers.map((layer) => rounded(layer, 6)),
    test: outside,
    train: { accuracy: inside.accuracy, nll: inside.nll },
    trace: trace as readonly ({ readonly epoch: number } & typeof start)[],
  };
}

export type Trained = ResultOf<typeof perform>;
export type LabelRandomizationResult = { readonly trainings: readonly Trained[] };

/** The five cases as the source's code trains them, as its text has it, and with the KL term that both leave out. */
export const labelRandomization = experiment({
  ...{ ...texts.about, name: "label-randomization", source: "label-randomization" },
  budgets,
  units,
  prepare: ({ load }: Context<Settings>) => load(dataSets.mnist),
  perform,
  conclude: (all): LabelRandomizationResult => ({ trainings: all }),
  claims: labelRandomizationClaims,
  figures: labelRandomizationFigures,
  tables: labelRandomizationTables,
});
