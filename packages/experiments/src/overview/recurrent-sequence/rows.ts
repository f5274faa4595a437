import { type Context, dataSets, imageTensors } from "@credence/lab";
import { keep, reshape } from "@credence/tensor";
import { categoricalLikelihood, dense, gru, type Inference, lstm, methods, model, type Network, normal, sequential } from "credence";
import { classesOf, classified, methodLabels } from "../methods/classified.ts";
import type { Settings, Task } from "./recurrent-sequence.ts";

const units = 128;
const learning = { batchSize: 128, learningRate: 2e-3 } as const;
const outputs = dense({ inputs: units, outputs: 10 });

interface Training {
  readonly network: () => Network;
  readonly method: (epochs: number) => Inference;
}

/** 28 steps of 28 pixels, and a class from the last state. */
const trainings: Readonly<Record<Task["method"], Training>> = {
  plain: {
    network: () => sequential([lstm({ inputs: 28, units }), outputs]),
    method: (epochs) => methods.map({ epochs, ...learning }),
  },
  dropout: {
    network: () => sequential([gru({ inputs: 28, units, dropout: 0.1, recurrentDropout: 0.1 }), outputs]),
    method: (epochs) => methods.mcDropout({ epochs, ...learning }),
  },
  bayes: {
    network: () => sequential([lstm({ inputs: 28, units }), outputs]),
    method: (epochs) => methods.bayesByBackprop({ epochs, ...learning, complexity: "closed" }),
  },
};

/** Digits as sequences of rows, top first. @shape x [count, 28, 28] */
export async function rowData({ load, settings }: Pick<Context<Settings>, "load" | "settings">) {
  const images = await load(dataSets.mnist);
  const made = (split: typeof images.train, count: number) => {
    const { x, y } = imageTensors(split, { count });
    const rows = keep(reshape(x, [count, split.height, split.width]));
    x.dispose();
    return { x: rows, y };
  };
  return { train: made(images.train, settings.trainImages), test: made(images.test, settings.testImages) };
}

/** Digits read row by row: error, NLL and calibration on the test images. */
export async function* readRows(
  { method }: Pick<Task, "method">,
  { settings, key, fit }: Context<Settings>,
  { train, test }: Awaited<ReturnType<typeof rowData>>,
) {
  const own = key.child("rows").child(method);
  const { network, method: trained } = trainings[method];
  const { posterior } = yield* fit({
    label: `digits row by row, ${methodLabels[method]}`,
    method: trained(settings.rowEpochs),
    problem: {
      model: model({ network: network(), prior: normal({ mean: 0, stdDev: 0.3 }), likelihood: categoricalLikelihood() }),
      data: train,
    },
    key: own,
  });
  yield { label: `digits row by row, ${methodLabels[method]}, test images`, done: 0, total: settings.draws, unit: "draws" };
  const predictive = await classesOf(posterior, test.x, { draws: settings.draws, key: own.child("test") });
  const scores = await classified(predictive, test.y);
  predictive.dispose();
  posterior.dispose();
  return scores;
}
