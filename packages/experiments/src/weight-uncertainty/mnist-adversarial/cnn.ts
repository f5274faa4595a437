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
import { clip } from "./attack.ts";

/** How the network is trained whose gradients make the images; unless "drop", the last minibatch may be smaller. */
export interface CnnTraining {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly lastBatch?: "keep" | "drop";
}

/**
 * The separate small CNN whose gradients make the images, by the name that `--option cnn` takes; `layers` and `origin` are for captions.
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
};
export type AttackerName = keyof typeof attackers;

/** Rows of pixels, which is what the attacked networks take, as images. */
const asImages = (x: Tensor): Tensor => reshape(x, [-1, 1, 28, 28]);
export const imagesOf = ({ x, y }: Data): Data => ({ x: keep(scope(() => asImages(x))), y });

/** The request for the CNN, by maximum likelihood with Adam on the same training images as the attacked networks. */
export const cnnFit = (name: AttackerName, { training, train, key }: { training: CnnTraining; train: Data; key: Key }): FitRequest => ({
  label: "CNN of the attack",
  method: methods.map({ lastBatch: "keep", ...training, prior: "flat", initialization: { mean: "fan-in" } }),
  problem: {
    model: model({ network: attackers[name].network(), prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() }),
    data: imagesOf(train),
  },
  key: key.child("mnist-adversarial").child("cnn"),
});

/** The CNN as a function of rows of pixels. */
export function cnnPredictive(posterior: Posterior, key: Key): adversarial.FixedPredictive {
  const { functions, likelihood } = adversarial.fixedPredictive(posterior, { draws: 1, key });
  return { likelihood, functions: functions.map((evaluate) => (x: Tensor) => evaluate(asImages(x))) };
}

/** Figure 4: the first image as bytes in hexadecimal, the signs of the CNN's gradient, and what the CNN says at each epsilon. */
export async function exampleOf(attacker: adversarial.FixedPredictive, { x, y }: Data, epsilons: readonly number[]) {
  const first = scope(() => ({ x: slice(x, [0, 0], [1, x.shape[1]!]), y: slice(y, [0], [1]) }));
  const { gradient } = adversarial.inputGradient(attacker, first);
  const signs = Array.from(await gradient.read(), (slope) => ["-", "0", "+"][Math.sign(slope) + 1]).join("");
  const bytes = Array.from(await first.x.read(), (value) => Math.round(255 * value));
  const predictions: { readonly label: number; readonly probability: number }[] = [];
  for (const epsilon of epsilons) {
    const seen = () => (epsilon === 0 ? first.x : adversarial.fgsm(attacker, first, { epsilon, clip }));
    const probabilities = Array.from(await scope(() => softmax(attacker.functions[0]!(seen()))).read());
    const probability = Math.max(...probabilities);
    predictions.push({ label: probabilities.indexOf(probability), probability });
  }
  const pixels = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { label: (await first.y.read())[0]!, pixels, signs, predictions };
}
