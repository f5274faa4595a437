import { assign, gatherRows, integers, type Key, permutation, type Tensor, valueAndGradient } from "@credence/tensor";
import type { BatchPlace, ObjectiveTerms } from "../model/log-joint.ts";
import { adam } from "../optim/adam.ts";
import type { Optimizer, Parameter } from "../optim/optimizer.ts";
import { constantRate, type Schedule } from "../optim/schedules.ts";
import { decodeSafetensors, encodeSafetensors } from "../saving/safetensors.ts";
import type { Data, TrainingProgress } from "./inference.ts";
import type { Posterior } from "./posterior.ts";
import { headerOf } from "./saved.ts";

/** Settings every method trained by steps has. */
export interface IterativeOptions {
  /** Passes over the data. */
  readonly epochs: number;
  /** Examples in a minibatch; the data are shuffled every epoch. */
  readonly batchSize: number;
  readonly learningRate?: number;
  readonly optimizer?: Optimizer;
  /** How the rate falls over epochs; constant when left out. */
  readonly schedule?: Schedule;
  /** "keep" trains on the smaller last minibatch too, "drop" leaves it out. */
  readonly lastBatch?: "keep" | "drop";
}

export interface StepInput {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly place: BatchPlace;
  /** This step's own stream. */
  readonly key: Key;
}

interface Training {
  /** Names the method in checkpoints: one of another method is refused. */
  readonly method: string;
  readonly parameters: readonly Parameter[];
  readonly data: Data;
  readonly key: Key;
  readonly options: IterativeOptions;
  readonly resume?: Uint8Array | undefined;
  objective(input: StepInput): ObjectiveTerms;
  /** A posterior over copies of, or over, the parameters as they stand. */
  posterior(): Posterior;
}

function checked(where: string, { epochs, batchSize, learningRate = 1e-3 }: IterativeOptions, count: number): void {
  const whole = (name: string, value: number) => {
    if (!Number.isInteger(value) || value < 1) throw new Error(`${where}: ${name} is ${value}, expected a whole number from 1`);
  };
  whole("epochs", epochs);
  whole("batchSize", batchSize);
  if (!(learningRate > 0)) throw new Error(`${where}: learningRate is ${learningRate}, expected above 0`);
  if (count < 1) throw new Error(`${where}: the data set is empty`);
}

/** Sizes of the minibatches of an epoch; only the last may be smaller. */
function batchesOf(count: number, batchSize: number, last: "keep" | "drop"): number[] {
  const whole = Math.floor(count / batchSize);
  const sizes = new Array<number>(whole).fill(batchSize);
  if (count % batchSize > 0 && (last === "keep" || whole === 0)) sizes.push(count % batchSize);
  return sizes;
}

/**
 * The only training loop: shuffled minibatches, one objective, one optimiser, a report after every step.
 *
 * All randomness is a function of key, epoch and step, so that a checkpoint holds arrays and a step count and nothing else:
 * going on from it gives the same bits as never having stopped.
 */
export async function* iterate(training: Training): AsyncGenerator<TrainingProgress, Posterior, void> {
  const { method, parameters, data, key, options, resume } = training;
  const count = data.x.shape[0] ?? 0;
  checked(method, options, count);
  if (data.y.shape[0] !== count) throw new Error(`${method}: x has ${count} examples, y has ${data.y.shape[0]}`);
  const { epochs, batchSize, learningRate = 1e-3, optimizer = adam(), schedule = constantRate(), lastBatch = "keep" } = options;
  const sizes = batchesOf(count, batchSize, lastBatch);
  const used = sizes.reduce((total, size) => total + size, 0);
  const steps = epochs * sizes.length;
  const state = optimizer.start(parameters);
  const values = parameters.map(({ value }) => value);
  const stored = [...parameters, ...state.arrays];
  let step = 0;
  if (resume) {
    step = restore(method, stored, resume, steps);
    state.stepsTaken = step;
  }
  const checkpoint = async (): Promise<Uint8Array> => {
    const arrays = new Map<string, { shape: readonly number[]; values: Float32Array }>();
    for (const { name, value } of stored) arrays.set(name, { shape: value.shape, values: (await value.read()) as Float32Array });
    return encodeSafetensors({ metadata: { credence: JSON.stringify({ checkpoint: method, step, steps }) }, arrays });
  };
  try {
    while (step < steps) {
      const epoch = Math.floor(step / sizes.length);
      const order = permutation(key.child("shuffle").child(epoch), count);
      for (let batch = step - epoch * sizes.length, from = batch * batchSize; batch < sizes.length; batch++, from += batchSize) {
        const size = sizes[batch]!;
        const { gradients, extra } = valueAndGradient(values, () => {
          const rows = integers(order.subarray(from, from + size));
          const terms = training.objective({
            x: gatherRows(data.x, rows),
            y: gatherRows(data.y, rows),
            place: { batch, batches: sizes.length, epoch, batchSize: size, count: used },
            key: key.child("step").child(step),
          });
          return { value: terms.objective, extra: terms };
        });
        state.step(gradients, learningRate * schedule.factor(epoch));
        for (const gradient of gradients) gradient.dispose();
        const [objective, complexity, negativeLogLikelihood] = await readTerms(extra);
        step++;
        yield {
          step,
          steps,
          epoch: batch + 1 === sizes.length ? epoch + 1 : epoch,
          epochs,
          complexity,
          negativeLogLikelihood,
          objective,
          checkpoint,
          posterior: training.posterior,
        };
      }
    }
    return training.posterior();
  } finally {
    state.dispose();
  }
}

async function readTerms({ objective, complexity, negativeLogLikelihood }: ObjectiveTerms): Promise<[number, number, number]> {
  const read = async (scalar: Tensor) => (await scalar.read())[0]!;
  const values: [number, number, number] = [await read(objective), await read(complexity), await read(negativeLogLikelihood)];
  for (const scalar of new Set([objective, complexity, negativeLogLikelihood])) scalar.dispose();
  return values;
}

function restore(method: string, stored: readonly { name: string; value: Tensor }[], bytes: Uint8Array, steps: number): number {
  const { metadata, arrays } = decodeSafetensors(bytes);
  const header = headerOf(method, metadata.credence);
  if (header.checkpoint !== method) throw new Error(`${method}: the checkpoint is of "${header.checkpoint}"`);
  if (header.steps !== steps) throw new Error(`${method}: the checkpoint is of a run of ${header.steps} steps, expected ${steps}`);
  for (const { name, value } of stored) {
    const array = arrays.get(name);
    if (!array) throw new Error(`${method}: the checkpoint has no array "${name}"`);
    assign(value, array.values);
  }
  return header.step;
}
