import { gatherRows, integers, type Key, permutation, scope, type Tensor } from "@credence/tensor";
import type { ObjectiveTerms } from "../../model/log-joint.ts";
import type { Model } from "../../model/model.ts";
import type { Data, Inference, TrainingProgress } from "../inference.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { expectIterative, type IterativeOptions, iterativeSettings, resolvedIterative } from "./iterative-options.ts";
import { openTraining, type StepMethod } from "./training.ts";

interface Training {
  readonly method: StepMethod;
  readonly model: Model;
  readonly data: Data;
  readonly key: Key;
  readonly options: IterativeOptions;
  readonly resume?: Uint8Array | undefined;
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
  const { method, model, data, key, options, resume } = training;
  const count = data.x.shape[0] ?? 0;
  const { epochs, batchSize, learningRate, optimizer, schedule, lastBatch } = resolvedIterative(options);
  expectIterative(method.name, options);
  if (count < 1) throw new Error(`${method.name}: the data set is empty`);
  if (data.y.shape[0] !== count) throw new Error(`${method.name}: x has ${count} examples, y has ${data.y.shape[0]}`);
  const sizes = batchesOf(count, batchSize, lastBatch);
  const steps = epochs * sizes.length;
  const open = openTraining(method, { model, optimizer }, key);
  let seen = false;
  try {
    if (resume)
      open.restore(resume, (header) => {
        if (header.steps !== steps)
          throw new Error(`${method.name}: the checkpoint is of a run of ${header.steps} steps, expected ${steps}`);
      });
    while (open.stepsTaken < steps) {
      const step = open.stepsTaken;
      const epoch = Math.floor(step / sizes.length);
      const order = permutation(key.child("shuffle").child(epoch), count);
      for (let batch = step - epoch * sizes.length, from = batch * batchSize; batch < sizes.length; batch++, from += batchSize) {
        const size = sizes[batch]!;
        const terms = scope(() => {
          const rows = integers(order.subarray(from, from + size));
          const input = {
            x: gatherRows(data.x, rows),
            y: gatherRows(data.y, rows),
            place: { batch, batches: sizes.length, epoch, batchSize: size, count },
            key: key.child("step").child(open.stepsTaken),
          };
          return open.step(input, learningRate * schedule.factor(epoch));
        });
        const measured = await readTerms(terms);
        const done = open.stepsTaken;
        const expectCurrent = () => {
          if (open.stepsTaken !== done)
            throw new Error(`${method.name}: the checkpoint of step ${done} was asked for after step ${open.stepsTaken}`);
        };
        seen = true;
        yield {
          step: done,
          steps,
          epoch: batch + 1 === sizes.length ? epoch + 1 : epoch,
          epochs,
          ...measured,
          async checkpoint() {
            expectCurrent();
            const bytes = await open.checkpoint({ steps });
            expectCurrent();
            return bytes;
          },
          posterior: open.posterior,
        };
      }
    }
    return open.posterior();
  } catch (error) {
    // nobody has been shown the parameters, so nobody else gives them back
    if (!seen) open.posterior().dispose();
    throw error;
  } finally {
    open.dispose();
  }
}

/** A method trained by steps as inference over a data set. */
export const iterativeInference = (method: StepMethod, options: IterativeOptions): Inference => ({
  name: method.name,
  fit: ({ model, data }, key, { resume } = {}) => iterate({ method, model, data, key, options, resume }),
  toJSON: () => ({ ...method.toJSON(), ...iterativeSettings(options) }),
});

type Measured = Pick<TrainingProgress, "objective" | "complexity" | "negativeLogLikelihood" | "metrics">;

async function readTerms({ metrics = {}, ...terms }: ObjectiveTerms): Promise<Measured> {
  const numbers = async (scalars: Readonly<Record<string, Tensor>>) => {
    const read: [string, number][] = [];
    for (const [name, scalar] of Object.entries(scalars)) read.push([name, (await scalar.read())[0]!]);
    return Object.fromEntries(read);
  };
  const { objective, complexity, negativeLogLikelihood } = await numbers(terms);
  const measured = await numbers(metrics);
  for (const scalar of new Set([...Object.values(terms), ...Object.values(metrics)])) scalar.dispose();
  return {
    objective: objective!,
    complexity: complexity!,
    negativeLogLikelihood: negativeLogLikelihood!,
    ...(Object.keys(measured).length > 0 && { metrics: measured }),
  };
}
