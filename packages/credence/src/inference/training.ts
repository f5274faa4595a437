import { assign, type Key, type Tensor, valueAndGradient } from "@credence/tensor";
import type { BatchPlace, ObjectiveTerms } from "../model/log-joint.ts";
import type { Model } from "../model/model.ts";
import type { Optimizer, Parameter } from "../optim/optimizer.ts";
import { decodeSafetensors, encodeSafetensors } from "../saving/safetensors.ts";
import type { Posterior } from "./posterior.ts";
import { headerOf } from "./saved.ts";

/** A minibatch, where it stands in its pass over the data, and this step's own stream of random numbers. */
export interface StepInput {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly place: BatchPlace;
  readonly key: Key;
}

/** What training by steps moves, and what it minimises. */
export interface Trainable {
  readonly parameters: readonly Parameter[];
  objective(input: StepInput): ObjectiveTerms;
  /** A posterior over the parameters themselves: it follows them as they move. */
  posterior(): Posterior;
}

/** A method trained by steps, whoever brings the minibatches: a data set's shuffled passes, or a stream of experience. */
export interface StepMethod {
  /** Names the method in checkpoints: one of another method is refused. */
  readonly name: string;
  /** Fresh parameters for the model. @throws where the model does not suit the method */
  start(model: Model, key: Key): Trainable;
}

/** A training under way, open for the next minibatch: nothing is made again between steps. */
export interface OpenTraining {
  readonly stepsTaken: number;
  /** One step of the optimiser along the gradient of the objective. The terms are three single values, the caller's to dispose. */
  step(input: StepInput, learningRate: number): ObjectiveTerms;
  /** Over the parameters themselves: it follows them as they move. */
  posterior(): Posterior;
  /** Parameters and optimiser; `notes` rides in the header as JSON and comes back from `restore`. */
  checkpoint(notes?: object): Promise<Uint8Array>;
  /**
   * Goes back to where the checkpoint was made.
   * @throws where it is of another method or lacks an array
   */
  restore(checkpoint: Uint8Array): { readonly [name: string]: unknown };
  /** Gives the optimiser's arrays back; the parameters are the posterior's to dispose. */
  dispose(): void;
}

/**
 * Begins a training that is fed one minibatch at a time: online learning, where the data grow while the model is in use. `iterate` drives
 * the same steps over a fixed data set.
 *
 * @example
 * const training = openTraining(stepMethods.map(), { model, optimizer: adam() }, key(0));
 * training.step({ x, y, place: { batch: 0, batches: 1, epoch: 0, batchSize: 8, count: 8 }, key: key(1) }, 1e-3);
 */
export function openTraining(method: StepMethod, { model, optimizer }: { model: Model; optimizer: Optimizer }, key: Key): OpenTraining {
  const { parameters, objective, posterior } = method.start(model, key);
  const state = optimizer.start(parameters);
  const values = parameters.map(({ value }) => value);
  const stored = [...parameters, ...state.arrays];
  return {
    get stepsTaken() {
      return state.stepsTaken;
    },
    step(input, learningRate) {
      const { gradients, extra } = valueAndGradient(values, () => {
        const terms = objective(input);
        return { value: terms.objective, extra: terms };
      });
      state.step(gradients, learningRate);
      for (const gradient of gradients) gradient.dispose();
      return extra;
    },
    posterior,
    async checkpoint(notes = {}) {
      const arrays = new Map<string, { shape: readonly number[]; values: Float32Array }>();
      for (const { name, value } of stored) arrays.set(name, { shape: value.shape, values: (await value.read()) as Float32Array });
      return encodeSafetensors({
        metadata: { credence: JSON.stringify({ checkpoint: method.name, step: state.stepsTaken, ...notes }) },
        arrays,
      });
    },
    restore(checkpoint) {
      const { metadata, arrays } = decodeSafetensors(checkpoint);
      const header = headerOf(method.name, metadata.credence);
      if (header.checkpoint !== method.name) throw new Error(`${method.name}: the checkpoint is of "${header.checkpoint}"`);
      for (const { name, value } of stored) {
        const array = arrays.get(name);
        if (!array) throw new Error(`${method.name}: the checkpoint has no array "${name}"`);
        assign(value, array.values);
      }
      state.stepsTaken = header.step;
      return header;
    },
    dispose: () => state.dispose(),
  };
}
