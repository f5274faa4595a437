import type { Experiment } from "@credence/lab";
import { integers, key, type Tensor, zeros } from "@credence/tensor";
import {
  categoricalLikelihood,
  dense,
  detectors,
  lstm,
  methods,
  mlp,
  model,
  type Network,
  normal,
  pointPosterior,
  run,
  sequential,
} from "credence";
import { toyExperiment } from "../../../../packages/lab/src/runs/testing/toy-experiment.ts";

const classifier = (network: Network) => model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
const images = { x: zeros([6, 784]), y: integers([0, 1, 2, 0, 1, 2]) };
const laplaceOf = (network: Network) =>
  run(methods.laplace({ weights: "all", curvature: "full" }).fit({ model: classifier(network), data: images }, key(0)));

async function detected(outside: Tensor) {
  const network = mlp({ inputs: 784, hidden: [], outputs: 3 });
  const arrays = network.weights.map(({ name, shape }) => ({ name: `${name}.mean`, value: zeros(shape) }));
  const prepared = await detectors.energy().prepare(pointPosterior(classifier(network), arrays), { training: images, draws: 1 }, key(1));
  return prepared.score(outside);
}

/** What an experiment may ask of the library in vain, by name. */
const asked: Readonly<Record<string, () => Promise<unknown>>> = {
  "toy-of-a-large-curvature": () => laplaceOf(mlp({ inputs: 784, hidden: [100], outputs: 3 })),
  "toy-of-a-layer-without-curvature": () => laplaceOf(sequential([lstm({ inputs: 28, units: 4 }), dense({ inputs: 4, outputs: 3 })])),
  "toy-of-other-images": () => detected(zeros([4, 1024])),
  "toy-of-labelled-images": () => detected(images as never),
};

export const libraryToys: readonly Experiment[] = Object.entries(asked).map(([name, ask]) => ({
  ...toyExperiment(),
  name,
  // biome-ignore lint/correctness/useYield: it fails before it has anything to tell
  async *run() {
    await ask();
    throw new Error(`${name}: the library gave what it cannot`);
  },
}));
