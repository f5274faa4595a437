import type { FitRequest } from "@credence/lab";
import { type Key, keep, reshape, scope, slice, softmax, type Tensor } from "@credence/tensor";
import {
  activation,
  adversarial,
  categoricalLikelihood,
  conv2d,
  type Data,
  dense,
  flatten,
  lenet,
  maxPool,
  methods,
  model,
  normal,
  type Posterior,
  sequential,
} from "credence";
import type { TransferName } from "./attack.ts";

const side = 28;

/** Range of a pixel, to which perturbed images are clipped. */
export const pixelRange = [0, 1] as const;

/** What the CNN's gradients make of a set of images, by epsilon, clipped and not. */
export type TransferImages = Readonly<Record<TransferName, ReadonlyMap<number, Tensor>>>;

/** How the network is trained whose gradients make the images. */
export type CnnTraining = {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Without the images that fill no minibatch. */
  readonly lastBatch?: "drop";
};

/**
 * A separate small CNN whose gradients make the images, by the name that `--option cnn` takes. The source's images are not to be had, nor is it
 * known which network made them. `layers` and `origin` are for captions.
 *
 * @shape x [batch, 1, 28, 28] -> [batch, 10]
 */
export const attackers = {
  lenet: {
    layers: "LeNet: convolutions 5x5 with 16 and 32 filters, each max-pooled, then 128 and 10 units",
    origin: "is ours: the source's images and their network are not published",
    network: () => lenet({ filters: [16, 32], dropout: 0 }),
  },
  "one-convolution": {
    layers: "convolution 5x5 with 16 filters, max-pooled, then 10 units",
    origin: "is the CNN of the source's public code, trained here; whether its images are those published is not said",
    network: () =>
      sequential([
        conv2d({ inputs: 1, outputs: 16, size: 5 }),
        activation("relu"),
        maxPool({ size: 2 }),
        flatten(),
        dense({ inputs: 16 * 12 * 12, outputs: 10 }),
      ]),
  },
} as const;
export type AttackerName = keyof typeof attackers;

const asImages = (x: Tensor): Tensor => reshape(x, [-1, 1, side, side]);

/** The request for the CNN, by maximum likelihood with Adam on the same training images as the attacked networks. */
export function cnnFit(name: AttackerName, { training, train, key }: { training: CnnTraining; train: Data; key: Key }): FitRequest {
  return {
    label: "CNN of the attack",
    method: methods.map({ ...training, prior: "flat", initialization: { mean: "fan-in" } }),
    problem: {
      model: model({ network: attackers[name].network(), prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() }),
      data: { x: keep(scope(() => asImages(train.x))), y: train.y },
    },
    key: key.child("mnist-adversarial").child("cnn"),
  };
}

/** The CNN as a function of rows of pixels, which is what the attacked networks take. */
export function cnnPredictive(posterior: Posterior, key: Key): adversarial.FixedPredictive {
  const { functions, likelihood } = adversarial.fixedPredictive(posterior, { draws: 1, key });
  return { likelihood, functions: functions.map((evaluate) => (x: Tensor) => evaluate(asImages(x))) };
}

/** The same images for every network: x + epsilon sign(gradient of the CNN's loss). They live until the run ends. */
export function transferImages(
  attacker: adversarial.FixedPredictive,
  { data, epsilons }: { data: Data; epsilons: readonly number[] },
): TransferImages {
  const images = (options: { readonly clip?: typeof pixelRange }) =>
    new Map(
      epsilons.map(
        (epsilon) => [epsilon, keep(epsilon === 0 ? data.x : adversarial.fgsm(attacker, data, { epsilon, ...options }))] as const,
      ),
    );
  return { transfer: images({ clip: pixelRange }), "transfer-unclipped": images({}) };
}

const firstRow = (x: Tensor): Tensor => slice(x, [0, 0], [1, x.shape[1]!]);

/**
 * The first image of a set, the sign of the CNN's gradient, and what the CNN says of the perturbed images at each epsilon. Pixels are bytes, two
 * hexadecimal digits each, row by row; of the signs there is one of "-", "0", "+" for each.
 */
export async function exampleOf(
  attacker: adversarial.FixedPredictive,
  { data, transfer, epsilons }: { readonly data: Data; readonly transfer: TransferImages; readonly epsilons: readonly number[] },
) {
  const first = scope(() => ({ x: firstRow(data.x), y: slice(data.y, [0], [1]) }));
  const { gradient } = adversarial.inputGradient(attacker, first);
  const signs = Array.from(await gradient.read(), (value) => (value > 0 ? "+" : value < 0 ? "-" : "0")).join("");
  const pixels = Array.from(await first.x.read(), (value) =>
    Math.round(255 * value)
      .toString(16)
      .padStart(2, "0"),
  ).join("");
  const predictions: { readonly label: number; readonly probability: number }[] = [];
  for (const epsilon of epsilons) {
    const probabilities = scope(() => softmax(attacker.functions[0]!(firstRow(transfer.transfer.get(epsilon)!))));
    const values = Array.from(await probabilities.read());
    const probability = Math.max(...values);
    predictions.push({ label: values.indexOf(probability), probability });
  }
  return { label: (await first.y.read())[0]!, pixels, signs, predictions };
}

/** Share of images whose most probable class is wrong, %. */
export async function cnnErrorPercent({ functions }: adversarial.FixedPredictive, { x, y }: Data): Promise<number> {
  const labels = await y.read();
  const count = labels.length;
  let wrong = 0;
  for (let from = 0; from < count; from += 1000) {
    const size = Math.min(1000, count - from);
    const outputs = scope(() => functions[0]!(slice(x, [from, 0], [size, x.shape[1]!])));
    const values = await outputs.read();
    const classes = outputs.shape[1]!;
    outputs.dispose();
    for (let i = 0; i < size; i++) {
      const row = Array.from(values.subarray(i * classes, (i + 1) * classes));
      if (row.indexOf(Math.max(...row)) !== labels[from + i]) wrong++;
    }
  }
  return (100 * wrong) / count;
}
