import { gatherRows, integers, type Key, permutation, scope, type Tensor } from "@credence/tensor";
import type { ObjectiveTerms } from "../../model/log-joint.ts";
import type { Network } from "../../nn/network.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectSameSettings } from "../../saving/same-settings.ts";
import { expectObject } from "../../settings.ts";
import { expectFitArguments, type FitMemory, type FitOptions, type Inference, type Problem, type TrainingProgress } from "../inference.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { bestEpochOf } from "./best-epoch.ts";
import { validationScore } from "./early-stopping.ts";
import { expectExamples } from "./expect-examples.ts";
import { expectIterative, type IterativeOptions, iterativeSettings, resolvedIterative } from "./iterative-options.ts";
import { minibatchSizes } from "./minibatch-sizes.ts";
import { scaleWarning, warnOnConsole } from "./scale-warning.ts";
import { expectStepMethod, openTraining, type StepMemory, type StepMethod } from "./training.ts";

interface Training<P extends Predictive> extends FitOptions {
  readonly method: StepMethod;
  readonly problem: Problem<P>;
  readonly key: Key;
  readonly options: IterativeOptions;
}

/**
 * The only training loop: shuffled minibatches, one objective, one optimiser, a report after every step.
 *
 * All randomness is a function of key, epoch and step, so that a checkpoint holds arrays and a step count and nothing else:
 * going on from it gives the same bits as never having stopped. Early stopping adds the best epoch so far to it.
 */
async function* iterate<P extends Predictive>({
  resume,
  onWarning = warnOnConsole,
  ...training
}: Training<P>): AsyncGenerator<TrainingProgress<P>, Posterior<P>, void> {
  const { method, problem, options, validation } = training;
  const warning = await scaleWarning(method.name, await expectExamples(method.name, "data", problem));
  if (warning !== undefined) onWarning(warning);
  if (validation) await expectExamples(method.name, "validation", { model: problem.model, data: validation });
  const { earlyStopping } = resolvedIterative(options);
  const start = (from?: Uint8Array) => everyEpoch(from ? { ...training, resume: from } : training);
  if (earlyStopping === "none") return yield* start(resume);
  if (!validation) throw new Error(`${method.name}: earlyStopping needs validation data, given to fit`);
  return yield* bestEpochOf(start, {
    name: `earlyStopping(${method.name})`,
    problem,
    score: ({ metrics }) => metrics!.validation!,
    patience: earlyStopping.patience,
    resume,
  });
}

async function* everyEpoch<P extends Predictive>(training: Training<P>): AsyncGenerator<TrainingProgress<P>, Posterior<P>, void> {
  const { method, problem, key, options, resume, from: start, validation } = training;
  const { model, data } = problem;
  const count = data.x.shape[0]!;
  const { epochs, batchSize, learningRate, optimizer, schedule, lastBatch, earlyStopping } = resolvedIterative(options);
  const score = validation && validationScore(earlyStopping === "none" ? {} : earlyStopping);
  const sizes = minibatchSizes(count, batchSize, lastBatch);
  const steps = epochs * sizes.length;
  const told = { ...method.toJSON(), ...iterativeSettings(options), examples: count, key: [...key.words] };
  const open = openTraining(method, { model, optimizer, from: start }, key);
  let seen = false;
  try {
    if (resume)
      open.restore(resume, (header) => {
        if (header.steps !== steps)
          throw new Error(`${method.name}: the checkpoint is of a run of ${header.steps} steps, expected ${steps}`);
        expectSameSettings(method.name, header.settings, told);
      });
    while (open.stepsTaken < steps) {
      const step = open.stepsTaken;
      const epoch = Math.floor(step / sizes.length);
      const order = permutation(key.child("shuffle").child(epoch), count);
      const first = step - epoch * sizes.length;
      let from = sizes.slice(0, first).reduce((sum, size) => sum + size, 0);
      for (let batch = first; batch < sizes.length; from += sizes[batch]!, batch++) {
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
        const endsEpoch = batch + 1 === sizes.length;
        const measured = await readTerms(terms);
        expectFiniteObjective(method.name, open.stepsTaken, measured);
        const scored = endsEpoch && score ? { validation: await score(open.posterior(), validation, key.child("validation")) } : undefined;
        const done = open.stepsTaken;
        const expectCurrent = () => {
          if (open.stepsTaken !== done)
            throw new Error(`${method.name}: the checkpoint of step ${done} was asked for after step ${open.stepsTaken}`);
        };
        seen = true;
        yield {
          step: done,
          steps,
          epoch: endsEpoch ? epoch + 1 : epoch,
          epochs,
          ...measured,
          ...(scored && { metrics: { ...measured.metrics, ...scored } }),
          async checkpoint() {
            expectCurrent();
            const bytes = await open.checkpoint({ steps, settings: told });
            expectCurrent();
            return bytes;
          },
          posterior: open.posterior,
          ...(open.copiesPosterior && { copiesPosterior: true }),
        };
      }
    }
    return open.posterior();
  } catch (error) {
    // nobody has been shown the parameters, so nobody else gives them back
    if (!seen && !open.copiesPosterior) open.posterior().dispose();
    throw error;
  } finally {
    open.dispose();
  }
}

/** @throws where a step left the numbers: the weights are no longer any, and every later step would be of NaN */
function expectFiniteObjective(where: string, step: number, { objective, complexity, negativeLogLikelihood }: Measured): void {
  if (Number.isFinite(objective)) return;
  throw new Error(
    `${where}: the objective is ${objective} at step ${step} (negative log-likelihood ${negativeLogLikelihood}, complexity ${complexity} nats per datum), ` +
      "expected a finite number; try a smaller learningRate, and x and y scaled to mean 0 and standard deviation 1",
  );
}

/**
 * A method trained by steps as inference over a data set. Options that are none of `IterativeOptions` are left to the method, whose settings may
 * stand in the same object.
 * @throws for the first setting out of range
 */
export function iterativeInference(method: StepMethod, options: IterativeOptions): Inference {
  expectStepMethod("iterativeInference", method);
  expectObject(method.name, "options", options, "an object with epochs and batchSize");
  expectIterative(method.name, options);
  return {
    name: method.name,
    async *fit(problem, key, fitOptions = {}) {
      expectFitArguments(method.name, problem, key, fitOptions);
      return yield* iterate({ method, problem, key, options, ...fitOptions });
    },
    toJSON: () => ({ ...method.toJSON(), ...iterativeSettings(options) }),
    ...(method.memory && { memory: (network: Network) => fitMemory(method.memory!(network), options) }),
  };
}

/** With what the optimiser keeps, and the copy of the best epoch. */
function fitMemory({ parameters, besides, ...rest }: StepMemory, options: IterativeOptions): FitMemory {
  const { optimizer, earlyStopping } = resolvedIterative(options);
  const best = earlyStopping === "none" ? 0 : rest.posterior;
  return { ...rest, fit: parameters * (2 + (optimizer.keeps ?? 2)) + besides + best };
}

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
