import { type Key, permutation, scope, type Tensor, tensor, uniforms } from "@credence/tensor";
import { expectStepMethod, openTraining, type StepMethod } from "../../inference/training/training.ts";
import { expectModel, type Model } from "../../model/model.ts";
import { expectOptimizer, type Optimizer } from "../../optim/optimizer.ts";
import { constantRate, expectSchedule, type Schedule } from "../../optim/schedules.ts";
import {
  expectFunction,
  expectKey,
  expectOneOf,
  expectOptions,
  expectPositive,
  expectText,
  expectWhole,
  nameOfFunction,
  refused,
  type SettingsJson,
} from "../../settings.ts";
import type { BanditAgent } from "./agent.ts";
import { argMax } from "./arg-max.ts";
import { type BanditEnvironment, expectEnvironment } from "./environment.ts";
import type { ReplayBuffer } from "./replay-buffer.ts";

/** How an agent with a network values actions, explores and learns. */
export interface NetworkAgentOptions {
  /** Shown in results and errors. */
  readonly name: string;
  /** The game: its contexts and actions. */
  readonly environment: BanditEnvironment;
  /** Inputs: a context, then the action as an indicator; one output, the reward. */
  readonly model: Model;
  /** How weights are trained: an entry of `stepMethods`. */
  readonly method: StepMethod;
  /** How parameters follow the gradient. */
  readonly optimizer: Optimizer;
  /** Of the first choice; the schedule multiplies it. */
  readonly learningRate: number;
  /** How the rate falls over plays: its factor is asked for the number of choices made, not for an epoch. @default constantRate() */
  readonly schedule?: Schedule;
  /** Plays in a minibatch. */
  readonly batchSize: number;
  /** Minibatches before each choice; a pass over the buffer goes on where the last one left it. */
  readonly updatesPerStep: number;
  /**
   * Functions averaged for the value of an action, and whether all actions are judged by the same functions (Thompson sampling: one
   * draw of the weights decides) or each by its own.
   * @default { draws: 1, functions: "shared" }
   */
  readonly value?: { readonly draws: number; readonly functions: "shared" | "separate" };
  /** Probability of an action chosen uniformly, among all of them. @default 0 */
  readonly epsilon?: number;
  /** The action taken for these values, one for each action. Not asked where epsilon decides. @default the action of the largest value, the first of equals */
  readonly choose?: (values: Float64Array, key: Key) => number;
}

const optionNames = {
  name: true,
  environment: true,
  model: true,
  method: true,
  optimizer: true,
  learningRate: true,
  schedule: true,
  batchSize: true,
  updatesPerStep: true,
  value: true,
  epsilon: true,
  choose: true,
} as const;

function expectSettings(options: NetworkAgentOptions, key: Key): void {
  const where = "networkAgent";
  expectOptions(where, options, optionNames);
  const { name, environment, model, method, optimizer, learningRate, schedule, batchSize, updatesPerStep, value, epsilon, choose } =
    options;
  expectText(where, "name", name);
  expectEnvironment(where, environment);
  expectModel(where, model);
  expectStepMethod(where, method);
  expectOptimizer(where, optimizer);
  expectPositive(where, "learningRate", learningRate);
  if (schedule !== undefined) expectSchedule(where, schedule);
  expectWhole(where, "batchSize", batchSize);
  expectWhole(where, "updatesPerStep", updatesPerStep);
  if (value !== undefined) {
    expectOptions(`${where}: value`, value, { draws: true, functions: true });
    expectWhole(where, "draws", value.draws);
    expectOneOf(where, "functions", value.functions, ["shared", "separate"]);
  }
  if (epsilon !== undefined && !(epsilon >= 0 && epsilon <= 1 && typeof epsilon === "number"))
    throw refused(where, "epsilon", epsilon, "in [0, 1]");
  if (choose !== undefined) expectFunction(where, "choose", choose);
  expectKey(where, key);
}

/** Where the agent stands in its pass over the buffer. */
interface Pass {
  readonly number: number;
  /** Plays held when the pass began: what it shuffles. */
  readonly held: number;
  readonly batch: number;
}

/**
 * An agent whose network predicts the reward of a context and an action: Thompson sampling with a posterior over weights, epsilon-greedy
 * with a point. Every choice is preceded by `updatesPerStep` minibatches of shuffled passes over the buffer; with a buffer of 4096,
 * minibatches of 64 and 64 updates that is one pass a play.
 *
 * @throws for settings out of range, and a model that does not give one output for a context and an action
 * @see blundell2015, section 5.3; riquelme2018
 */
export function networkAgent(options: NetworkAgentOptions, key: Key): BanditAgent {
  expectSettings(options, key);
  const { name, environment, model, method, optimizer, learningRate, schedule = constantRate(), batchSize, updatesPerStep } = options;
  const { value = { draws: 1, functions: "shared" }, epsilon = 0, choose } = options;
  const { features } = environment;
  const actions = environment.actions.length;
  const inputs = features + actions;
  const training = openTraining(method, { model, optimizer }, key);
  const posterior = training.posterior();
  const dispose = () => {
    training.dispose();
    posterior.dispose();
  };
  try {
    const shape = scope(() => posterior.draw(key.child("outputs"))(tensor(new Float32Array(inputs), [1, inputs])).shape);
    if (shape.join() !== "1,1")
      throw new Error(`networkAgent: the model gives [${shape.join(", ")}] for one context and action, expected [1, 1]`);
  } catch (error) {
    dispose();
    throw error;
  }
  let pass: Pass = { number: -1, held: 0, batch: 0 };
  let order = new Int32Array(0);
  // filled anew for every minibatch and every choice, copied by `tensor`
  const batchInputs = new Float32Array(batchSize * inputs);
  const batchRewards = new Float32Array(batchSize);
  const actionInputs = new Float32Array(actions * inputs);

  function fillRow(row: number, into: Float32Array, buffer: ReplayBuffer, from: number): void {
    const start = row * inputs;
    into.set(buffer.contexts.subarray(from * features, (from + 1) * features), start);
    into.fill(0, start + features, start + inputs);
    into[start + features + buffer.actions[from]!] = 1;
  }

  const orderOf = ({ number, held }: Pass): Int32Array<ArrayBuffer> =>
    new Int32Array(permutation(key.child("shuffle").child(number), held));
  const batchesOf = ({ held }: Pass): number => Math.max(1, Math.floor(held / batchSize));

  function update(buffer: ReplayBuffer, rate: number): void {
    if (pass.number < 0 || pass.batch >= batchesOf(pass)) {
      pass = { number: pass.number + 1, held: buffer.held, batch: 0 };
      order = orderOf(pass);
    }
    const size = Math.min(batchSize, pass.held);
    const from = pass.batch * batchSize;
    for (let i = 0; i < size; i++) {
      const play = order[from + i]!;
      fillRow(i, batchInputs, buffer, play);
      batchRewards[i] = buffer.rewards[play]!;
    }
    scope(() => {
      const batches = batchesOf(pass);
      const x = tensor(size === batchSize ? batchInputs : batchInputs.subarray(0, size * inputs), [size, inputs]);
      const y = tensor(size === batchSize ? batchRewards : batchRewards.subarray(0, size), [size, 1]);
      const place = { batch: pass.batch, batches, epoch: pass.number, batchSize: size, count: pass.held };
      training.step({ x, y, place, key: key.child("step").child(training.stepsTaken) }, rate);
    });
    pass = { ...pass, batch: pass.batch + 1 };
  }

  function drawValues(context: Float32Array, valueKey: Key): Tensor[] {
    for (let action = 0; action < actions; action++) {
      const start = action * inputs;
      actionInputs.set(context, start);
      actionInputs.fill(0, start + features, start + inputs);
      actionInputs[start + features + action] = 1;
    }
    const draws = Array.from({ length: value.draws }, (_, draw) => draw);
    if (value.functions === "shared") {
      const x = tensor(actionInputs, [actions, inputs]);
      return draws.map((draw) => posterior.draw(valueKey.child(draw))(x));
    }
    return Array.from({ length: actions }, (_, action) => {
      const x = tensor(actionInputs.subarray(action * inputs, (action + 1) * inputs), [1, inputs]);
      return draws.map((draw) => posterior.draw(valueKey.child(action).child(draw))(x));
    }).flat();
  }

  async function actionValues(context: Float32Array, valueKey: Key): Promise<Float64Array> {
    const drawn = scope(() => drawValues(context, valueKey));
    const values = new Float64Array(actions);
    for (const [place, outputs] of drawn.entries()) {
      const read = await outputs.read();
      outputs.dispose();
      if (value.functions === "shared") for (let action = 0; action < actions; action++) values[action]! += read[action]! / value.draws;
      else values[Math.floor(place / value.draws)]! += read[0]! / value.draws;
    }
    return values;
  }

  return {
    name,
    async choose(context, choiceKey) {
      if (epsilon > 0) {
        const [explore, which] = uniforms(choiceKey.child("explore"), 2) as unknown as [number, number];
        if (explore < epsilon) return Math.floor(which * actions);
      }
      const values = await actionValues(context, choiceKey.child("value"));
      // looked for in any case: a NaN is refused on the way
      const best = argMax(values, { where: `networkAgent "${name}"`, actions: environment.actions });
      return choose ? choose(values, choiceKey.child("choose")) : best;
    },
    learn(buffer, step) {
      if (buffer.held === 0) throw new Error("networkAgent: the buffer holds no play, expected 1 or more to learn from");
      const rate = learningRate * schedule.factor(step);
      for (let i = 0; i < updatesPerStep; i++) update(buffer, rate);
    },
    checkpoint: () => training.checkpoint({ pass }),
    restore(checkpoint) {
      const header = training.restore(checkpoint, (found) => expectPass(found.pass));
      pass = header.pass as Pass;
      if (pass.number >= 0) order = orderOf(pass);
    },
    dispose,
    toJSON: () => ({
      name,
      model: model.toJSON() as unknown as SettingsJson,
      method: method.toJSON(),
      optimizer: optimizer.toJSON(),
      learningRate,
      schedule: schedule.toJSON(),
      batchSize,
      updatesPerStep,
      value: { ...value },
      epsilon,
      choose: choose ? nameOfFunction("networkAgent", "choose", { of: choose }) : "largest value",
    }),
  };
}

function expectPass(pass: unknown): void {
  const { number, held, batch } = (pass ?? {}) as Partial<Pass>;
  if (![number, held, batch].every(Number.isInteger))
    throw new Error(`networkAgent: the checkpoint's pass is ${JSON.stringify(pass)}, expected number, held and batch`);
}
