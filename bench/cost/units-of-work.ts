import { integers, keep, key, randomUniform, slice } from "@credence/tensor";
import {
  categoricalLikelihood,
  type Inference,
  methods,
  mlp,
  model,
  normal,
  type RowSource,
  run,
  scorePool,
  scorerOf,
  scores,
} from "credence";
import { initialization, training, type Workload } from "../workloads.ts";
import type { PanelName, Point } from "./measurements.ts";

const FLOAT = 4;
const CLASSES = 10;
const prior = normal({ mean: 0, stdDev: 1 });

/** Sizes of a step of Bayes by backprop on 784 inputs and ten classes. */
interface StepSizes {
  readonly width: number;
  readonly draws: number;
  readonly batch: number;
  /** @default 784 */
  readonly inputs?: number;
}

/** The least that a unit of work takes. */
type Least = Pick<Point, "operations" | "bytes" | "normals" | "exponentials">;

/** A unit of work and the least it takes. */
export interface SizedWork extends Least {
  readonly size: number;
  readonly work: Workload;
}

const backprop = (settings: { batch: number; draws: number; epochs: number }): Inference =>
  methods.bayesByBackprop({
    epochs: settings.epochs,
    batchSize: settings.batch,
    learningRate: 1e-4,
    draws: settings.draws,
    estimator: "shared",
    initialization,
  });

const step = ({ width, draws, batch, inputs = 784 }: StepSizes): Workload =>
  training(`step-${width}-${draws}-${batch}`, {
    network: () => mlp({ inputs, hidden: [width, width], outputs: CLASSES }),
    prior,
    likelihood: categoricalLikelihood(),
    count: 8192,
    input: [inputs],
    targets: "classes",
    method: () => backprop({ batch, draws, epochs: 1_000_000 }),
  });

/**
 * Operations: of each draw the three products of a layer, forward, gradient of its weights, gradient of its inputs, which the first layer does without;
 * 2 batch inputs outputs each. Bytes: means, rhos and their four moments read and written; of each draw the weights, their noise and their gradient
 * written, and read once, the weights twice. Exponentials and logarithms: of each weight softplus (2), its slope (1) and the logarithm of the standard
 * deviation (1); of each example and draw a softmax of ten.
 */
function least({ width, draws, batch }: StepSizes): Least {
  const first = 784 * width;
  const weights = first + width * width + width * CLASSES;
  return {
    operations: 2 * batch * draws * (3 * weights - first),
    bytes: FLOAT * weights * (6 * 2 + draws * 7),
    normals: draws * weights,
    exponentials: 4 * weights + batch * draws * (CLASSES + 1),
  };
}

const POOL = { inputs: 32, hidden: 50, draws: 10, batchSize: 2000 };

/** BALD's score of rows that come from a source, one block again and again. */
const scoring = (rows: number): Workload => ({
  name: `pool-${rows}`,
  async start() {
    const { inputs, hidden, draws, batchSize } = POOL;
    const block = keep(randomUniform(key(1), [Math.min(rows, batchSize), inputs]));
    const network = mlp({ inputs, hidden: [hidden], outputs: CLASSES });
    const own = model({ network, prior, likelihood: categoricalLikelihood() });
    const data = { x: randomUniform(key(3), [8, inputs]), y: integers(new Int32Array(8)) };
    const posterior = await run(backprop({ batch: 8, draws: 1, epochs: 1 }).fit({ model: own, data }, key(2)));
    const x: RowSource = { size: rows, rows: (_, count) => slice(block, [0, 0], [count, inputs]) };
    let call = 0;
    return {
      step: async () => void (await scorePool(scorerOf(scores.mutualInformation), { posterior, x, draws, batchSize }, key(call++))),
      async stop() {
        posterior.dispose();
        block.dispose();
      },
    };
  },
});

function scoringOf(rows: number): SizedWork {
  const { inputs, hidden, draws } = POOL;
  const weights = inputs * hidden + hidden * CLASSES;
  return {
    ...{ size: rows, work: scoring(rows) },
    ...{ operations: 2 * rows * draws * weights, bytes: FLOAT * rows * (inputs + 1) },
    ...{ normals: draws * weights, exponentials: rows * draws * (CLASSES + 1) + rows * CLASSES },
  };
}

const steps = (sizes: readonly number[], of: (size: number) => StepSizes): readonly SizedWork[] =>
  sizes.map((size) => ({ size, work: step(of(size)), ...least(of(size)) }));

/** The units of work of each panel, from the smallest to the largest. */
export const panels: Readonly<Record<PanelName, readonly SizedWork[]>> = {
  width: steps([100, 200, 400, 800, 1200, 2000, 4000], (width) => ({ width, draws: 2, batch: 128 })),
  draws: steps([1, 2, 5, 10, 20, 50, 100], (draws) => ({ width: 400, draws, batch: 128 })),
  batch: steps([32, 64, 128, 256, 512, 1024, 2048, 4096], (batch) => ({ width: 400, draws: 2, batch })),
  pool: [1e3, 1e4, 1e5, 1e6].map(scoringOf),
};

const leastStep = step({ inputs: 1, width: 1, draws: 1, batch: 1 });

/** The same work with next to nothing to compute: what is left is launching kernels and the program around them. */
export const fixed: Readonly<Record<PanelName, Workload>> = { width: leastStep, draws: leastStep, batch: leastStep, pool: scoring(1) };
