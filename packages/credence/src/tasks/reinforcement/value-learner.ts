import { add, assign, type Key, scope, type Tensor, tensor } from "@credence/tensor";
import type { NetworkFunction } from "../../inference/posteriors/posterior.ts";
import { openTraining, type StepMethod } from "../../inference/training/training.ts";
import type { Model } from "../../model/model.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import type { SafetensorsArray } from "../../saving/safetensors.ts";
import { argMax } from "../bandits/arg-max.ts";
import type { TransitionBatch } from "./transitions.ts";

/** What a learner of action values is made of. */
export interface ValueLearnerOptions {
  /** Begins the message of an error. */
  readonly where: string;
  /** One output for each action. */
  readonly model: Model;
  /** Their names, for errors. */
  readonly actions: readonly string[];
  /** How the belief is trained. */
  readonly method: StepMethod;
  /** How parameters follow the gradient. */
  readonly optimizer: Optimizer;
  /** Of a reward one step later. */
  readonly discount: number;
  /** A function that is added to the network's and never learns. @default none */
  readonly fixed?: NetworkFunction;
}

/** One step of learning: which transitions, of how many, and at which rate. */
interface Update {
  readonly batch: TransitionBatch;
  readonly held: number;
  readonly learningRate: number;
  readonly key: Key;
}

/** Action values in training, and the older copy of them that makes their targets. */
export interface ValueLearner {
  /** A function of the belief about the values: [batch, features] -> [batch, actions]. */
  draw(key: Key): NetworkFunction;
  /** @throws where a value is NaN */
  update(update: Update): Promise<void>;
  /** The older copy becomes what is learned now; targets are made by one function drawn from it. */
  renewTarget(): void;
  checkpoint(): Promise<{ readonly training: Uint8Array; readonly target: ReadonlyMap<string, SafetensorsArray> }>;
  /** @throws where an array is missing or of another size */
  restore(training: Uint8Array, target: (name: string) => Float32Array | Int32Array): void;
  dispose(): void;
}

/**
 * Learns action values by regression on what the older copy expects:
 *
 *   y = r + discount max over a' of Q_target(s', a')       (y = r where nothing can follow)
 *
 * @see mnih2015
 */
export function valueLearner(options: ValueLearnerOptions, key: Key): ValueLearner {
  const { where, model, actions, method, optimizer, discount, fixed } = options;
  const count = actions.length;
  const training = openTraining(method, { model, optimizer }, key);
  const posterior = training.posterior();
  // the same start for both: nothing of the copy is trained, so that it needs no optimiser
  const copy = method.start(model, key);
  const target = copy.posterior(0);
  const learned = posterior.parameters!;
  let renewals = 0;
  let aim = target.draw(key.child("target").child(0));
  const withFixed =
    (learns: NetworkFunction): NetworkFunction =>
    (x) =>
      fixed ? scope(() => add(learns(x), fixed(x)) as Tensor<"float32">) : learns(x);

  async function valuesOf(evaluate: NetworkFunction, rows: Float32Array, size: number): Promise<Float32Array> {
    const values = scope(() => evaluate(tensor(rows, [size, rows.length / size])));
    const read = await values.read();
    values.dispose();
    return read;
  }

  /** [size, 2 actions]: what the network is to give for the action taken, then which that is. */
  async function targetsOf({ size, observations, next, actions: taken, rewards, terminated }: TransitionBatch): Promise<Float32Array> {
    const expected = await valuesOf(withFixed(aim), next, size);
    const given = fixed && (await valuesOf(fixed, observations, size));
    const y = new Float32Array(size * 2 * count);
    for (let i = 0; i < size; i++) {
      const values = expected.subarray(i * count, (i + 1) * count);
      const best = values[argMax(values, { where, actions })]!;
      const action = taken[i]!;
      const aimed = rewards[i]! + (terminated[i] === 1 ? 0 : discount * best);
      y[i * 2 * count + action] = aimed - (given?.[i * count + action] ?? 0);
      y[i * 2 * count + count + action] = 1;
    }
    return y;
  }

  return {
    draw: (drawKey) => withFixed(posterior.draw(drawKey)),
    async update({ batch, held, learningRate, key: stepKey }) {
      const y = await targetsOf(batch);
      const { size, observations } = batch;
      scope(() => {
        const place = { batch: 0, batches: Math.max(1, Math.ceil(held / size)), epoch: 0, batchSize: size, count: held };
        const x = tensor(observations, [size, observations.length / size]);
        training.step({ x, y: tensor(y, [size, 2 * count]), place, key: stepKey }, learningRate);
      });
    },
    renewTarget() {
      renewals++;
      for (const [i, { value }] of target.parameters!.entries()) assign(value, learned[i]!.value);
      aim = target.draw(key.child("target").child(renewals));
    },
    async checkpoint() {
      const arrays = new Map<string, SafetensorsArray>();
      for (const { name, value } of target.parameters!) arrays.set(name, { shape: value.shape, values: await value.read() });
      return { training: await training.checkpoint({ renewals }), target: arrays };
    },
    restore(checkpoint, arrayOf) {
      const found = target.parameters!.map(({ name, value }) => {
        const values = arrayOf(name);
        if (values.length !== value.size)
          throw new Error(`${where}: the checkpoint's target "${name}" has ${values.length} values, expected ${value.size}`);
        return values;
      });
      renewals = training.restore(checkpoint).renewals as number;
      for (const [i, { value }] of target.parameters!.entries()) assign(value, found[i]!);
      aim = target.draw(key.child("target").child(renewals));
    },
    dispose() {
      training.dispose();
      posterior.dispose();
      copy.dispose?.();
      target.dispose();
    },
  };
}
