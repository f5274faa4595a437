import { integers, type Key, permutation, type Tensor } from "@credence/tensor";
import type { Data, Inference, Problem } from "../../inference/inference.ts";
import { expectPosterior, type Posterior } from "../../inference/posteriors/posterior.ts";
import { run } from "../../inference/run.ts";
import { expectModel, type Model } from "../../model/model.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import {
  expectForm,
  expectFunction,
  expectKey,
  expectList,
  expectObject,
  expectOneOf,
  expectOptions,
  expectTensor,
  expectWhole,
} from "../../settings.ts";
import type { Acquisition } from "../acquisition/acquisition.ts";
import { type LabelledRows, labelledRows } from "./labelled-rows.ts";
import { expectLabeller, type Labeller } from "./labeller.ts";
import { rowsAt } from "./rows-at.ts";
import { restoreRound, saveRound } from "./saved-round.ts";

/** One training of the loop: what to fit, on what, from where. */
export interface TrainRequest<P extends ClassPredictive = ClassPredictive> {
  readonly method: Inference;
  readonly problem: Problem<P>;
  readonly key: Key;
  /** Of the round before, for a warm start. */
  readonly from?: Posterior<P>;
  readonly validation?: Data;
}

/** What is learned, from what, and who is asked about what. */
export interface ActiveLearning<P extends ClassPredictive = ClassPredictive> {
  readonly model: Model<P>;
  /** Inputs without labels, [pool, ...]; the loop speaks of them by row. */
  readonly x: Tensor;
  /** Classes 0 to classes - 1. */
  readonly classes: number;
  readonly labeller: Labeller;
  readonly acquisition: Acquisition<P>;
  /** Rows the labeller is asked about before the first training: some of each class. */
  readonly start: readonly number[];
  /** Rows asked about in a round. */
  readonly count: number;
  /** Trainings; after each but the last the labeller is asked. */
  readonly rounds: number;
  /** How to train on so many labels: `epochsByLabels`, a fixed number of epochs, or early stopping by `validation`. */
  readonly method: (labels: number) => Inference;
  /** Functions drawn to score the pool. */
  readonly draws: number;
  /** Rows scored at a time: bounds the memory. @default 2000 */
  readonly batchSize?: number;
  /** Rows scored in a round, drawn by its key from those without a label. @default all */
  readonly scored?: number;
  /** "restart": new weights each round; "warm": those of the round before. @default "restart" */
  readonly weights?: "restart" | "warm";
  /** Data held out, given to each training. @default none */
  readonly validation?: Data;
  /** How a training is run. @default run(method.fit(problem, key, ...)) */
  readonly train?: (request: TrainRequest<P>) => Promise<Posterior<P>>;
  readonly key: Key;
}

/** A round, valid until the next: the network it trained, and what was asked. */
export interface ActiveLearningRound<P extends ClassPredictive = ClassPredictive> {
  /** 0 for the training on the start set. */
  readonly round: number;
  readonly rounds: number;
  /** Rows it trained on, in the order in which their labels came. */
  readonly indices: readonly number[];
  /** Beside `indices`. */
  readonly labels: readonly number[];
  /** Disposed when the loop goes on. */
  readonly posterior: Posterior<P>;
  /** Rows the labeller was asked about after the training, the most wanted first; none after the last. */
  readonly asked: readonly number[];
  /** Rows the labeller skipped so far. */
  readonly skipped: readonly number[];
  /** Rows it has not answered yet. */
  readonly pending: readonly number[];
  /** Everything needed to go on after this round and ask about the same rows as a loop left alone. */
  checkpoint(): Promise<Uint8Array>;
}

/**
 * Active learning: trains on what is labelled, asks about the rows that the acquisition wants most, and again. Everything random is a function of
 * the key and the round, so that a resumed loop asks about the same rows. Of the pool only the rows scored at a time and the labelled ones are copied.
 *
 * The labels of a round are those the labeller has given when it answers; what it answers after the last round is not learned from.
 *
 * @throws for a start set without a class, a pool with too few rows left for a round, an acquisition that takes other than different rows of the pool,
 *   a labeller that answers with an unknown class or about a row it was not asked about, and a checkpoint of another loop
 * @see gal2017
 */
export async function* activeLearning<P extends ClassPredictive = ClassPredictive>(
  given: ActiveLearning<P>,
  options: {
    /** A checkpoint of the same loop. @default none: from the start */
    readonly resume?: Uint8Array;
  } = {},
): AsyncGenerator<ActiveLearningRound<P>, void, void> {
  expectActiveLearning(given);
  expectOptions("activeLearning", options, { resume: true });
  const { x, classes, labeller, start, rounds, key } = given;
  const size = x.shape[0]!;
  const restored = options.resume === undefined ? undefined : await restoreRound(options.resume, given);
  const rows = labelledRows("activeLearning", { count: size, classes, from: restored?.state });
  if (!restored) {
    await rows.ask(labeller, start);
    expectEveryClass(rows, classes);
  } else if (rows.pending.length > 0) await labeller.resume?.(rows.pending);
  let current = restored?.posterior;
  try {
    for (let round = restored ? restored.round + 1 : 0; round < rounds; round++) {
      const own = key.child("round").child(round);
      const { indices, labels } = rows;
      const posterior = await trained(given, { indices, labels, before: current, key: own.child("train") });
      current?.dispose();
      current = posterior;
      const asked = round + 1 < rounds ? await wanted(given, { rows, posterior, round, key: own }) : [];
      if (asked.length > 0) await rows.ask(labeller, asked);
      const { skipped, pending } = rows;
      const state = { indices: rows.indices, labels: rows.labels, skipped, pending };
      yield {
        ...{ round, rounds, indices, labels, posterior, asked, skipped, pending },
        checkpoint: () => saveRound({ round, state, posterior }, given),
      };
      if (given.weights !== "warm") {
        posterior.dispose();
        current = undefined;
      }
    }
  } finally {
    current?.dispose();
  }
}

async function trained<P extends ClassPredictive>(
  { model, x, method, validation, train = runFit }: ActiveLearning<P>,
  given: {
    readonly indices: readonly number[];
    readonly labels: readonly number[];
    readonly before: Posterior<P> | undefined;
    readonly key: Key;
  },
): Promise<Posterior<P>> {
  const data = { x: rowsAt(x, Int32Array.from(given.indices)), y: integers(given.labels) };
  try {
    const posterior = await train({
      method: method(given.indices.length),
      problem: { model, data },
      key: given.key,
      ...(given.before && { from: given.before }),
      ...(validation && { validation }),
    });
    expectPosterior("activeLearning: train", posterior);
    return posterior;
  } finally {
    data.x.dispose();
    data.y.dispose();
  }
}

const runFit = <P extends ClassPredictive>({ method, problem, key, ...options }: TrainRequest<P>): Promise<Posterior<P>> =>
  run(method.fit(problem, key, options));

/** The rows to ask about, chosen from all that are open or from some of them. */
async function wanted<P extends ClassPredictive>(
  { x, acquisition, count, draws, batchSize, scored }: ActiveLearning<P>,
  {
    rows,
    posterior,
    round,
    key,
  }: { readonly rows: LabelledRows; readonly posterior: Posterior<P>; readonly round: number; readonly key: Key },
): Promise<number[]> {
  const open = rows.open();
  if (open.length < count)
    throw new Error(
      `activeLearning: round ${round} asks about ${count} rows, and ${open.length === 0 ? "none is" : `${open.length} are`} left (${rows.indices.length} labelled, ${rows.skipped.length} skipped, ${rows.pending.length} not answered yet)`,
    );
  const some =
    scored === undefined || scored >= open.length
      ? open
      : permutation(key.child("scored"), open.length)
          .subarray(0, scored)
          .map((place) => open[place]!);
  // rows are copied as they are scored
  const source = { size: some.length, rows: (from: number, size: number) => rowsAt(x, some.subarray(from, from + size)) };
  const pool = { posterior, x: source, draws, ...(batchSize !== undefined && { batchSize }) };
  const places = Array.from(await acquisition.select(pool, count, key.child("acquire")));
  const sound = places.length === count && new Set(places).size === count && places.every((place) => some[place] !== undefined);
  if (!sound)
    throw new Error(
      `activeLearning: ${acquisition.name} takes rows ${places.join(", ") || "(none)"}, expected ${count} different ones from 0 to ${some.length - 1}`,
    );
  return places.map((place) => some[place]!);
}

function expectEveryClass({ labels, pending }: LabelledRows, classes: number): void {
  const late = pending.length === 0 ? "" : ` (${pending.length} of its rows are not answered yet)`;
  for (let label = 0; label < classes; label++)
    if (!labels.includes(label))
      throw new Error(
        `activeLearning: the start set has no example of class ${label}${late}, expected some of each of the ${classes} classes`,
      );
}

function expectActiveLearning<P extends ClassPredictive>(given: ActiveLearning<P>): void {
  const where = "activeLearning";
  expectOptions<ActiveLearning<P>>(where, given, {
    ...{ model: true, x: true, classes: true, labeller: true, acquisition: true, start: true, count: true, rounds: true, method: true },
    ...{ draws: true, batchSize: true, scored: true, weights: true, validation: true, train: true, key: true },
  });
  const {
    x,
    classes,
    labeller,
    acquisition,
    start,
    count,
    rounds,
    method,
    draws,
    batchSize,
    scored,
    weights = "restart",
    validation,
    train,
    key,
  } = given;
  expectModel(where, given.model);
  expectTensor(where, "x", x);
  expectWhole(where, "classes", classes);
  expectLabeller(where, labeller);
  expectForm(where, "acquisition", acquisition, { methods: ["select"], expected: "an acquisition, such as acquisitions.bald" });
  expectList(where, "start", start);
  for (const [name, value] of Object.entries({ count, rounds, draws })) expectWhole(where, name, value);
  if (batchSize !== undefined) expectWhole(where, "batchSize", batchSize);
  if (scored !== undefined) expectWhole(where, "scored", scored);
  expectFunction(where, "method", method);
  if (train !== undefined) expectFunction(where, "train", train);
  if (validation !== undefined) {
    expectObject(where, "validation", validation, "{ x, y }");
    for (const name of ["x", "y"] as const) expectTensor(`${where}: validation`, name, validation[name]);
  }
  expectOneOf(where, "weights", weights, ["restart", "warm"]);
  expectKey(where, key);
  const size = x.shape[0]!;
  if (count > size) throw new Error(`${where}: count is ${count}, expected at most ${size}, the size of the pool`);
  if (scored !== undefined && count > scored) throw new Error(`${where}: count is ${count}, expected at most ${scored}, the rows scored`);
  for (const [i, row] of start.entries()) expectWhole(where, `start[${i}]`, row, 0);
  const twice = start.find((row, i) => start.indexOf(row) < i);
  if (twice !== undefined) throw new Error(`${where}: start has row ${twice} twice, expected each once`);
}
