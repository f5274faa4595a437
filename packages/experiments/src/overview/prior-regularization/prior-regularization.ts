import {
  type Context,
  classScores,
  crossed,
  dataSets,
  experiment,
  type GivenOptions,
  imagesAt,
  imageTensors,
  type ResultOf,
} from "@credence/lab";
import { type Key, permutation } from "@credence/tensor";
import { categoricalLikelihood, type Data, methods, mlp, model, normal, type Posterior } from "credence";
import budgets from "./budgets.json" with { type: "json" };
import { priorRegularizationFindings } from "./findings.ts";
import { priorNames, priors } from "./priors.ts";
import texts from "./texts.json" with { type: "json" };

interface Settings {
  readonly widths: readonly number[];
  /** Standard deviations that validation chooses among. */
  readonly stdDevs: readonly number[];
  readonly seeds: number;
  readonly epochs: number;
  readonly testImages: number;
}

const trainImages = 1000;
/** Training and validation images are drawn from the first so many. */
const drawnFrom = 20_000;
const units = ({ settings }: GivenOptions<Settings>) =>
  crossed({ width: settings.widths, prior: priorNames }, ({ prior, width }) => `${prior}-${width}`);
type Cell = ReturnType<typeof units>[number];
type Split = { readonly train: Data; readonly validation: Data; readonly test: Data };

/** A thousand images to train on, as many to choose by, and the test set. */
async function prepare({ load, key, settings }: Context<Settings>): Promise<Split> {
  const images = await load(dataSets.mnist);
  const order = permutation(key.child("images"), drawnFrom);
  const part = (place: number) => imageTensors(imagesAt(images.train, order.slice(place * trainImages, (place + 1) * trainImages)));
  return { train: part(0), validation: part(1), test: imageTensors(images.test, { count: settings.testImages }) };
}

/** NLL in nats and error in %. */
async function lossOf(posterior: Posterior, data: Data, key: Key) {
  const { nll, accuracy } = await classScores(posterior, data, { draws: 1, key });
  return { nll: Number(nll.toPrecision(5)), error: Number((100 * (1 - accuracy)).toFixed(2)) };
}

async function* perform({ prior, width }: Cell, { settings, key, fit }: Context<Settings>, { train, validation, test }: Split) {
  const density = priors[prior].of;
  async function* trained(stdDev: number, seed: number) {
    const { posterior } = yield* fit({
      label: `${priors[prior].label}${density ? `, sd ${stdDev}` : ""}, ${width} units, training ${seed}`,
      method: methods.map({ epochs: settings.epochs, batchSize: 100, learningRate: 1e-3, prior: density ? "model" : "flat" }),
      problem: {
        model: model({
          network: mlp({ inputs: 784, hidden: [width], outputs: 10 }),
          prior: density?.(stdDev) ?? normal({ mean: 0, stdDev: 1 }),
          likelihood: categoricalLikelihood(),
        }),
        data: train,
      },
      key: key.child("fit").child(width).child(seed),
    });
    const losses = {
      training: await lossOf(posterior, train, key),
      validation: await lossOf(posterior, validation, key),
      test: await lossOf(posterior, test, key),
    };
    posterior.dispose();
    return { stdDev, ...losses };
  }
  const grid = [yield* trained(density ? settings.stdDevs[0]! : 1, 1)];
  for (const stdDev of density ? settings.stdDevs.slice(1) : []) grid.push(yield* trained(stdDev, 1));
  const chosen = grid.reduce((best, one) => (one.validation.nll < best.validation.nll ? one : best));
  const all = [chosen];
  for (let seed = 2; seed <= settings.seeds; seed++) all.push(yield* trained(chosen.stdDev, seed));
  return {
    ...{ prior, width, stdDev: density ? chosen.stdDev : null },
    grid: grid.map(({ stdDev, validation: held }) => ({ stdDev, nll: held.nll })),
    trainings: all.map(({ training, test: outside }) => ({ training, test: outside })),
  };
}

export type Regularised = ResultOf<typeof perform>;
export type PriorRegularizationResult = { readonly cells: readonly Regularised[] };

/** Point estimates under priors, trained on few images: what a prior does against overfitting. */
export const priorRegularization = experiment({
  ...{ ...texts.about, name: "prior-regularization", source: "overview" },
  budgets,
  units,
  prepare,
  perform,
  conclude: (cells): PriorRegularizationResult => ({ cells }),
  ...priorRegularizationFindings,
});
