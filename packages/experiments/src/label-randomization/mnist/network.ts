import type { ColorSlots } from "@credence/lab/figures";
import type { Key } from "@credence/tensor";
import {
  activation,
  adam,
  type BayesByBackpropOptions,
  categoricalLikelihood,
  conv2d,
  dense,
  flatten,
  type Inference,
  maxPool,
  methods,
  model,
  noComplexity,
  normal,
  openTraining,
  type Posterior,
  sequential,
  sgd,
  stepMethods,
} from "credence";
import labels from "./forms.json" with { type: "json" };

export const priorStdDev = 0.1;

/** The source's network, whose weights and biases all have the prior N(0, 0.1^2): 29,550 of them. */
export const bayesianCnn = model({
  network: sequential([
    conv2d({ inputs: 1, outputs: 6, size: 5 }),
    activation("relu"),
    maxPool({ size: 2 }),
    conv2d({ inputs: 6, outputs: 10, size: 5 }),
    activation("relu"),
    maxPool({ size: 2 }),
    flatten(),
    dense({ inputs: 160, outputs: 110 }),
    activation("relu"),
    dense({ inputs: 110, outputs: 84 }),
    activation("relu"),
    dense({ inputs: 84, outputs: 10 }),
  ]),
  prior: normal({ mean: 0, stdDev: priorStdDev }),
  likelihood: categoricalLikelihood(),
});

/** Half the width of the uniform distribution whose standard deviation is 0.1, that of the source's normal ones. */
const halfWidth = 0.1 * Math.sqrt(3);
const initialization = { mean: [-halfWidth, halfWidth], rho: [-7 - halfWidth, -7 + halfWidth] } as const;

/** One draw of the weights for a minibatch, and no complexity term: what the source's code trains. */
const likelihoodAlone = { complexityWeights: noComplexity(), initialization };

/** How the network is trained. "published" is the source's code, "stated" its text, "bound" what a reader of both expects. */
const settings = {
  published: { ...likelihoodAlone, learningRate: 1e-3 },
  stated: { ...likelihoodAlone, learningRate: 0.1 },
  // a higher rate: rho has far to go
  bound: { learningRate: 3e-3, estimator: "local", complexity: "closed", initialization },
  "descent-slow": { ...likelihoodAlone, learningRate: 1e-3, optimizer: sgd() },
  "descent-fast": { ...likelihoodAlone, learningRate: 0.1, optimizer: sgd() },
} as const satisfies Record<string, Omit<BayesByBackpropOptions, "epochs" | "batchSize">>;
export type Form = keyof typeof settings;

export const formLabels: Readonly<Record<Form, string>> = labels;
/** The colour of every form in all figures of the source. */
export const formSlots: ColorSlots = Object.fromEntries(Object.values(formLabels).map((label, slot) => [label, slot]));

const batchSize = 100;

export const trainingOf = (form: Form, epochs: number): Inference =>
  methods.bayesByBackprop({ ...settings[form], epochs, batchSize, lastBatch: "keep" });

/** Epochs of at least so many steps, and no fewer than the published ones: a KL term has to widen 29,550 standard deviations from 0.0009. */
export const epochsOf = (form: Form, { published, examples, steps }: { published: number; examples: number; steps: number }): number =>
  form === "bound" ? Math.max(published, Math.ceil(steps / Math.ceil(examples / batchSize))) : published;

/** The network that a fit of the same key begins with. */
export function untrained(key: Key): Posterior {
  const training = openTraining(stepMethods.bayesByBackprop({ initialization }), { model: bayesianCnn, optimizer: adam() }, key);
  const posterior = training.posterior();
  training.dispose();
  return posterior;
}
