import { assign, type Key, type Tensor, valueAndGradient } from "@credence/tensor";
import { type BatchPlace, expectPlace, type ObjectiveTerms } from "../../model/log-joint.ts";
import { expectModel, type Model } from "../../model/model.ts";
import type { Network } from "../../nn/network.ts";
import { expectOptimizer, type Optimizer, type Parameter } from "../../optim/optimizer.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { checkpointArrays } from "../../saving/checkpoint-arrays.ts";
import { headerOf } from "../../saving/header.ts";
import { decodeSafetensors, encodeSafetensors } from "../../saving/safetensors.ts";
import { expectForm, expectKey, expectNotNegative, expectOptions, expectTensor, type SettingsJson } from "../../settings.ts";
import type { FitMemory } from "../inference.ts";
import { expectPosterior, type Posterior } from "../posteriors/posterior.ts";
import type { NamedArray } from "../posteriors/saved.ts";
import { startFrom } from "./start-from.ts";

/** A minibatch, where it stands in its pass over the data, and this step's own stream of random numbers. */
export interface StepInput {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly place: BatchPlace;
  readonly key: Key;
}

/** What training by steps moves, and what it minimises. */
export interface Trainable<P extends Predictive = Predictive> {
  readonly parameters: readonly Parameter[];
  /** Arrays besides the parameters that steps change (running moments, kept samples): checkpoints carry them. Kept, of a size that stays. */
  readonly state?: readonly NamedArray[];
  objective(input: StepInput): ObjectiveTerms;
  /** Told once where training starts, the parameters as they then are: the posterior that they were taken `from`, if any. @throws where it needs another */
  started?(from: Posterior | undefined): void;
  /**
   * Asked after the optimiser has moved the parameters: where the state follows them. What it measures joins the metrics of the step.
   * Random numbers come from children of the step's key that the objective does not use.
   */
  afterStep?(step: FinishedStep): Readonly<Record<string, Tensor>> | undefined;
  /**
   * A posterior over the arrays themselves, parameters or state: it follows them as they move, and gives them back. Or one over copies of
   * them, as of the samples kept by so many steps.
   */
  posterior(stepsTaken: number): Posterior<P>;
  /** Whether `posterior` is one over copies. @default false */
  readonly copiesPosterior?: boolean;
  /** Gives back what of parameters and state is not the posterior's. */
  dispose?(): void;
}

/** A step whose gradient has been followed. */
export interface FinishedStep extends Omit<StepInput, "x" | "y"> {
  /** Steps taken, this one included: 1 after the first. */
  readonly stepsTaken: number;
}

/** What the steps of a training hold of a network, whichever optimiser takes them, in numbers of 4 bytes. */
export interface StepMemory extends Omit<FitMemory, "fit"> {
  /** Numbers that the optimiser moves. */
  readonly parameters: number;
  /** Beside parameters and their gradients: state, what a step draws, and the posterior where it is a copy. */
  readonly besides: number;
}

/** A method trained by steps, whoever brings the minibatches: a data set's shuffled passes, or a stream of experience. */
export interface StepMethod {
  /** Names the method in checkpoints: one of another method is refused. */
  readonly name: string;
  /** Fresh parameters for the model; a fit that starts from a posterior overwrites them before the first step. @throws where the model does not suit the method */
  start<P extends Predictive>(model: Model<P>, key: Key): Trainable<P>;
  /** Its name and every setting that the weights depend on, defaults filled in. @throws for a function among them that has no name */
  toJSON(): SettingsJson;
  /** What training such a network will hold. @default absent: not known */
  memory?(network: Network): StepMemory;
}

/** What a checkpoint says besides its arrays: the method, the steps taken, and the notes of whoever made it. */
export interface CheckpointHeader {
  readonly checkpoint: string;
  readonly step: number;
  readonly [note: string]: unknown;
}

/** Names of the header that are no notes. */
const ownNames = ["checkpoint", "step"];

/** A training under way, open for the next minibatch: nothing is made again between steps. */
export interface OpenTraining<P extends Predictive = Predictive> {
  readonly stepsTaken: number;
  /**
   * One step of the optimiser along the gradient of the objective. The terms and metrics are single values, the caller's to dispose.
   * @throws where x does not hold place.batchSize examples, by which the complexity is scaled
   */
  step(input: StepInput, learningRate: number): ObjectiveTerms;
  /** Over the parameters themselves, which it follows as they move; over copies, the same until the next step, which gives them back. */
  posterior(): Posterior<P>;
  /** Whether `posterior()` is over copies. */
  readonly copiesPosterior: boolean;
  /** Parameters, the method's state and the optimiser's; `notes` rides in the header as JSON and comes back from `restore`. @throws for a note named checkpoint or step */
  checkpoint(notes?: object): Promise<Uint8Array>;
  /**
   * Goes back to where the checkpoint was made, and gives its header. A checkpoint that does not fit changes nothing; nor does one that
   * `check`, which is shown the header first, throws at.
   * @throws where it is of another method, lacks an array or has one of another size
   */
  restore(checkpoint: Uint8Array, check?: (header: CheckpointHeader) => void): CheckpointHeader;
  /** Gives back the optimiser's arrays, and what of the method's is not the posterior's to dispose. */
  dispose(): void;
}

/** What a training begins with. */
export interface TrainingStart<P extends Predictive = Predictive> {
  /** What is trained. */
  readonly model: Model<P>;
  /** How parameters follow the gradient. */
  readonly optimizer: Optimizer;
  /** A posterior of one network whose arrays fit, to start from its weights. @default none: random weights */
  readonly from?: Posterior | undefined;
}

/**
 * Begins a training that is fed one minibatch at a time: online learning, where the data grow while the model is in use. `iterate` drives
 * the same steps over a fixed data set.
 *
 * @throws where `from` does not fit
 * @example
 * const line = model({
 *   network: mlp({ inputs: 1, hidden: [], outputs: 1 }),
 *   prior: normal({ mean: 0, stdDev: 1 }),
 *   likelihood: normalLikelihood({ stdDev: 1 }),
 * });
 * const training = openTraining(stepMethods.map(), { model: line, optimizer: adam() }, key(0));
 * const place = { batch: 0, batches: 1, epoch: 0, batchSize: 2, count: 2 };
 * training.step({ x: tensor([[1], [2]]), y: tensor([[2], [4]]), place, key: key(1) }, 1e-3);
 * training.stepsTaken // => 1
 */
export function openTraining<P extends Predictive>(method: StepMethod, start: TrainingStart<P>, key: Key): OpenTraining<P> {
  expectStepMethod("openTraining", method);
  expectOptions<TrainingStart<P>>("openTraining", start, { model: true, optimizer: true, from: true });
  const { model, optimizer, from } = start;
  expectModel("openTraining", model);
  expectOptimizer("openTraining", optimizer);
  if (from !== undefined) expectPosterior("openTraining: from", from);
  expectKey("openTraining", key);
  const trainable = method.start(model, key);
  const { parameters } = trainable;
  try {
    if (from) startFrom(method.name, parameters, from);
    trainable.started?.(from);
  } catch (error) {
    trainable.posterior(0).dispose();
    trainable.dispose?.();
    throw error;
  }
  const state = optimizer.start(parameters);
  const values = parameters.map(({ value }) => value);
  const stored = [...parameters, ...(trainable.state ?? []), ...state.arrays];
  expectDistinct(method.name, stored);
  const copiesPosterior = trainable.copiesPosterior ?? false;
  /** Of this step, asked for. */
  let copy: Posterior<P> | undefined;
  return {
    copiesPosterior,
    get stepsTaken() {
      return state.stepsTaken;
    },
    step(input, learningRate) {
      expectStepInput(method.name, input, learningRate);
      const { place, key: stepKey } = input;
      const { batchSize, count } = place;
      if (input.x.shape[0] !== batchSize)
        throw new Error(`${method.name}: place.batchSize is ${batchSize}, expected ${input.x.shape[0]}, the examples in x`);
      copy?.dispose();
      copy = undefined;
      const { gradients, extra } = valueAndGradient(values, () => {
        const terms = trainable.objective(input);
        return { value: terms.objective, extra: terms };
      });
      state.step(gradients, { learningRate, key: stepKey.child("optimizer"), count });
      for (const gradient of gradients) gradient.dispose();
      const measured = trainable.afterStep?.({ place, key: stepKey, stepsTaken: state.stepsTaken });
      return measured ? { ...extra, metrics: { ...extra.metrics, ...measured } } : extra;
    },
    posterior() {
      if (!copiesPosterior) return trainable.posterior(state.stepsTaken);
      copy ??= trainable.posterior(state.stepsTaken);
      return copy;
    },
    async checkpoint(notes = {}) {
      const taken = ownNames.find((name) => name in notes);
      if (taken) throw new Error(`${method.name}: the notes of a checkpoint hold "${taken}", a name of the checkpoint itself`);
      const arrays = new Map<string, { shape: readonly number[]; values: Float32Array | Int32Array }>();
      for (const { name, value } of stored) arrays.set(name, { shape: value.shape, values: await value.read() });
      return encodeSafetensors({
        metadata: { credence: JSON.stringify({ checkpoint: method.name, step: state.stepsTaken, ...notes }) },
        arrays,
      });
    },
    restore(checkpoint, check) {
      const { metadata, arrays } = decodeSafetensors(checkpoint);
      const header = headerOf(method.name, metadata.credence);
      if (header.checkpoint !== method.name) throw new Error(`${method.name}: the checkpoint is of "${header.checkpoint}"`);
      if (!Number.isInteger(header.step) || header.step < 0)
        throw new Error(`${method.name}: the checkpoint is of step ${header.step}, expected a whole number from 0`);
      const array = checkpointArrays(method.name, arrays);
      const found = stored.map(({ name, value }) => {
        const kept = array(name);
        if (kept.length !== value.size)
          throw new Error(`${method.name}: the checkpoint's array "${name}" has ${kept.length} values, expected ${value.size}`);
        if (kept instanceof Int32Array !== (value.dtype === "int32"))
          throw new Error(`${method.name}: the checkpoint's array "${name}" is not ${value.dtype}, as it is here`);
        return kept;
      });
      check?.(header);
      for (const [i, { value }] of stored.entries()) assign(value, found[i]!);
      state.stepsTaken = header.step;
      return header;
    },
    dispose() {
      state.dispose();
      trainable.dispose?.();
    },
  };
}

/** @throws unless it is a method trained by steps, one of the library's or of one's own */
export const expectStepMethod = (where: string, given: StepMethod): void =>
  expectForm(where, "method", given, { methods: ["start", "toJSON"], expected: "a method trained by steps, such as stepMethods.map()" });

function expectStepInput(where: string, input: StepInput, learningRate: number): void {
  expectOptions(where, input, { x: true, y: true, place: true, key: true });
  expectTensor(where, "x", input.x);
  expectTensor(where, "y", input.y);
  expectPlace(where, input.place);
  expectKey(where, input.key);
  expectNotNegative(where, "learningRate", learningRate);
}

/** @throws for two arrays of one name, of which a checkpoint would keep one */
function expectDistinct(where: string, arrays: readonly NamedArray[]): void {
  const names = arrays.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`${where}: two arrays are called "${twice}"`);
}
