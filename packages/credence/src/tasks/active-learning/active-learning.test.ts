import { key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import * as methods from "../../inference/methods/index.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import { decodeSafetensors, encodeSafetensors } from "../../saving/safetensors.ts";
import { poolSize } from "../acquisition/acquisition.ts";
import * as acquisitions from "../acquisition/index.ts";
import { smallClassifier, trainedArrays } from "../testing/small-classifier.ts";
import { type ActiveLearning, activeLearning } from "./active-learning.ts";
import { epochsByLabels } from "./epochs-by-labels.ts";
import { type Answer, balancedStart, type Labeller, simulatedLabeller } from "./labeller.ts";

const classes = 3;
const size = 30;
const labels = Array.from({ length: size }, (_, i) => i % classes);
const x = tensor(
  labels.flatMap((label, i) => [label - 1 + (i % 7) / 10, (i % 5) / 5 - label / 2]),
  [size, 2],
);
const method = () => methods.mcDropout({ epochs: 3, batchSize: 4, learningRate: 0.05 });

const loop = (given: Partial<ActiveLearning> = {}): ActiveLearning => ({
  ...{ model: smallClassifier({ dropout: 0.3 }), x, classes, labeller: simulatedLabeller(labels), acquisition: acquisitions.bald },
  ...{ start: balancedStart(labels, { classes, perClass: 1, key: key(1) }), count: 2, rounds: 4, method, draws: 5, key: key(2), ...given },
});

/** What each round trained on and asked about; the first weights of its network. */
async function played(given: ActiveLearning, resume?: Uint8Array, stopAfter = Number.POSITIVE_INFINITY) {
  const rounds: { indices: readonly number[]; labels: readonly number[]; asked: readonly number[]; weights: number[] }[] = [];
  for await (const { round, indices, labels, asked, posterior, checkpoint } of activeLearning(given, resume ? { resume } : {})) {
    rounds.push({ indices, labels, asked, weights: [...(await posterior.parameters![0]!.value.read())] });
    if (round === stopAfter) return { rounds, checkpoint: await checkpoint() };
  }
  return { rounds, checkpoint: undefined };
}

describe("the loop", () => {
  test("trains on what the labeller said, and asks about each row once", async () => {
    const { rounds } = await played(loop());
    expect(rounds.map(({ indices }) => indices.length)).toEqual([3, 5, 7, 9]);
    for (const [i, { indices, labels: own, asked }] of rounds.entries()) {
      expect(own).toEqual(indices.map((row) => labels[row]));
      expect(new Set(indices).size).toBe(indices.length);
      if (i > 0) expect(indices).toEqual([...rounds[i - 1]!.indices, ...rounds[i - 1]!.asked]);
      expect(asked).toHaveLength(i < 3 ? 2 : 0);
    }
  });

  test.each(["restart", "warm"] as const)("stopped and resumed, %s, it ends with the same rows and weights", async (weights) => {
    const given = loop({ weights, scored: 12 });
    const whole = await played(given);
    for (const stopAfter of [0, 2]) {
      const { rounds, checkpoint } = await played(given, undefined, stopAfter);
      expect([...rounds, ...(await played(given, checkpoint)).rounds]).toEqual(whole.rounds);
    }
  });

  test("resumed, it neither asks again about rows that were skipped nor forgets those that are answered late", async () => {
    // of each round the first row is skipped, and the second is answered a round later
    const late = (): Labeller => {
      let before: Answer[] = [];
      return {
        async ask(indices) {
          if (indices.length === classes) return simulatedLabeller(labels).ask(indices);
          const answers = [{ index: indices[0]!, label: null }, ...before];
          before = indices.slice(1).map((index) => ({ index, label: labels[index]! }));
          return answers;
        },
      };
    };
    const seen = async (labeller: Labeller, resume?: Uint8Array, stopAfter = Number.POSITIVE_INFINITY) => {
      const rounds: unknown[] = [];
      for await (const { round, indices, asked, skipped, pending, checkpoint } of activeLearning(
        loop({ labeller, rounds: 5 }),
        resume ? { resume } : {},
      )) {
        rounds.push({ indices, asked, skipped, pending });
        if (round === stopAfter) return { rounds, checkpoint: await checkpoint() };
      }
      return { rounds, checkpoint: undefined };
    };
    const whole = await seen(late());
    const labeller = late();
    const { rounds, checkpoint } = await seen(labeller, undefined, 2);
    expect([...rounds, ...(await seen(labeller, checkpoint)).rounds]).toEqual(whole.rounds);
    expect(whole.rounds.at(-1)).toMatchObject({ skipped: { length: 4 }, pending: { length: 1 } });
  });

  test("a warm start goes on from the weights of the round before, a restart does not", async () => {
    const still = () => methods.mcDropout({ epochs: 1, batchSize: 4, learningRate: 1e-12 });
    const warm = (await played(loop({ weights: "warm", method: still }))).rounds;
    const fresh = (await played(loop({ method: still }))).rounds;
    for (const [i, value] of warm[1]!.weights.entries()) expect(value).toBeCloseTo(warm[0]!.weights[i]!, 5);
    expect(fresh[1]!.weights).not.toEqual(fresh[0]!.weights);
  });

  test("scores some of the open rows where it is told to, and all of them in batches alike", async () => {
    const seen: number[] = [];
    const acquisition = {
      name: "bald",
      select: (...[pool, ...rest]: Parameters<typeof acquisitions.bald.select>) => {
        seen.push(poolSize(pool));
        return acquisitions.bald.select(pool, ...rest);
      },
    };
    await played(loop({ acquisition, scored: 10 }));
    expect(seen).toEqual([10, 10, 10]);
    expect((await played(loop({ batchSize: 4 }))).rounds).toEqual((await played(loop())).rounds);
  });

  test("the method is told how many labels there are, and who trains gets the data held out", async () => {
    const epochs = epochsByLabels({ steps: [{ below: 4, epochs: 2 }], beyond: 1 });
    const told: unknown[] = [];
    const validation = { x, y: tensor([0]) };
    const train = async ({ method: own, validation: held }: { method: { toJSON(): unknown }; validation?: unknown }) => {
      told.push([(own.toJSON() as { epochs: number }).epochs, held === validation]);
      const plain = smallClassifier();
      return pointPosterior(plain, trainedArrays(plain, 1)) as never;
    };
    const given = loop({
      method: (count) => methods.map({ epochs: epochs(count), batchSize: 4 }),
      validation,
      train: train as never,
      acquisition: acquisitions.random as never,
    });
    for await (const _ of activeLearning({
      ...given,
      acquisition: { name: "first", select: async (_, count) => Int32Array.from({ length: count }, (_, place) => place) },
    })) {
      // all rounds
    }
    expect(told).toEqual([
      [2, true],
      [1, true],
      [1, true],
      [1, true],
    ]);
  });
});

describe("a labeller", () => {
  test("may skip a row, which is not asked about again, and answer later", async () => {
    const asked: number[][] = [];
    const late: Answer[] = [];
    const slow: Labeller = {
      async ask(indices) {
        asked.push([...indices]);
        const before = late.splice(0);
        const [first, ...rest] = indices;
        if (asked.length === 1) return simulatedLabeller(labels).ask(indices);
        late.push(...rest.map((index) => ({ index, label: labels[index]! })));
        return [{ index: first!, label: null }, ...before];
      },
    };
    const seen: [number, number, number][] = [];
    for await (const { indices, skipped, pending } of activeLearning(loop({ labeller: slow })))
      seen.push([indices.length, skipped.length, pending.length]);
    // each round one row is skipped and one is answered a round later
    expect(seen).toEqual([
      [3, 1, 1],
      [3, 2, 1],
      [4, 3, 1],
      [5, 3, 1],
    ]);
    expect(new Set(asked.flat()).size).toBe(asked.flat().length);
  });

  const saying = (answers: (indices: readonly number[]) => Answer[]): Labeller => ({
    ask: async (indices) => (indices.length === 3 ? simulatedLabeller(labels).ask(indices) : answers(indices)),
  });
  const refused = (given: Partial<ActiveLearning>, message: string) => expect(played(loop(given))).rejects.toThrow(message);

  test("that says an unknown class, or answers about a row it was not asked about, is refused", async () => {
    await refused({ labeller: saying(([index]) => [{ index: index!, label: 3 }]) }, "expected a whole number from 0 to 2");
    await refused({ labeller: saying(([index]) => [{ index: index!, label: 0.5 }]) }, "the labeller says class 0.5 of row");
    await refused({ labeller: saying(() => [{ index: 99, label: 0 }]) }, "activeLearning: the labeller answers about row 99, expected one");
    await refused(
      { labeller: { ask: async () => [] } },
      "activeLearning: the start set has no example of class 0 (3 of its rows are not answered yet), expected some of each",
    );
    const saysNothing = async () => undefined as unknown as Answer[];
    await refused({ labeller: { ask: saysNothing } }, "activeLearning: what the labeller answers is undefined, expected");
    await refused({ labeller: saying(() => [null as unknown as Answer]) }, "activeLearning: the labeller's answer 0 is null, expected");
  });

  test("an acquisition that takes a row twice, too few, too many, or one that is not there is named", async () => {
    const taking = (...places: number[]) => ({ acquisition: { name: "own", select: async () => Int32Array.from(places) } });
    for (const places of [[4, 4], [1], [1, 2, 3], [1, 27], [-1, 2]])
      await refused(taking(...places), `activeLearning: own takes rows ${places.join(", ")}, expected 2 different ones from 0 to 26`);
  });

  test("is told of what it has not answered where a loop goes on, and its answers are taken", async () => {
    const forgetful = (): Labeller & { told: number[] } => {
      const waiting: number[] = [];
      const told: number[] = [];
      return {
        told,
        async ask(indices) {
          if (indices.length === classes) return simulatedLabeller(labels).ask(indices);
          const before = waiting.splice(0);
          waiting.push(...indices);
          return before.map((index) => ({ index, label: labels[index]! }));
        },
        resume(pending) {
          told.push(...pending);
          waiting.push(...pending);
        },
      };
    };
    const { checkpoint } = await played(loop({ labeller: forgetful(), rounds: 5 }), undefined, 1);
    const labeller = forgetful();
    const whole = (await played(loop({ labeller: forgetful(), rounds: 5 }))).rounds;
    expect((await played(loop({ labeller, rounds: 5 }), checkpoint)).rounds).toEqual(whole.slice(2));
    expect(labeller.told).toEqual(whole[1]!.asked);
  });

  test("a pool with too few rows left, none left, or smaller than a round is said in one line", async () => {
    await refused(
      { count: 9, rounds: 9 },
      "activeLearning: round 3 asks about 9 rows, and none is left (30 labelled, 0 skipped, 0 not answered yet)",
    );
    await refused({ count: 12, rounds: 9 }, "activeLearning: round 2 asks about 12 rows, and 3 are left");
    await refused({ count: 31 }, "activeLearning: count is 31, expected at most 30, the size of the pool");
    await refused({ count: 5, scored: 4 }, "activeLearning: count is 5, expected at most 4, the rows scored");
    await refused({ start: [0, 3] }, "activeLearning: the start set has no example of class 1, expected some of each of the 3 classes");
    await refused({ start: [0, 1, 0] }, "activeLearning: start has row 0 twice");
    await refused({ start: [0, 1, 40] }, "activeLearning: row 40 is asked about, expected a whole number from 0 to 29");
  });

  test("a checkpoint of another loop is refused", async () => {
    const { checkpoint } = await played(loop(), undefined, 1);
    for (const [other, setting] of [
      [{ count: 3 }, "count is 2, expected 3"],
      [{ draws: 6 }, "draws is 5, expected 6"],
      [{ scored: 12 }, "scored is 30, expected 12"],
      [{ rounds: 5 }, "rounds is 4, expected 5"],
      [{ start: [0, 1, 2, 3] }, "start is ["],
      [{ acquisition: acquisitions.random }, 'acquisition.name is "bald", expected "random"'],
      [{ weights: "warm" }, 'weights is "restart", expected "warm"'],
      [{ key: key(3) }, "key is ["],
      [{ acquisition: { ...acquisitions.bald, settings: { power: 2 } } }, "acquisition.power is missing, expected 2"],
    ] as const)
      await expect(played(loop(other as Partial<ActiveLearning>), checkpoint)).rejects.toThrow(
        `activeLearning: the checkpoint's settings.${setting}`,
      );
  });
});

test("a checkpoint whose round or rows are none of the loop's is refused in one line", async () => {
  const { checkpoint } = await played(loop(), undefined, 1);
  const { metadata } = decodeSafetensors(checkpoint!);
  const header = JSON.parse(metadata.credence!);
  const spoiled = (change: object) =>
    encodeSafetensors({ metadata: { credence: JSON.stringify({ ...header, ...change }) }, arrays: new Map() });
  const { state } = header;
  for (const [change, message] of [
    [{ round: undefined }, "activeLearning: the checkpoint: round is undefined, expected a whole number from 0 to 3"],
    [{ round: 4 }, "round is 4, expected"],
    [{ state: undefined }, "activeLearning: the checkpoint: state is undefined, expected"],
    [{ state: { ...state, skipped: undefined } }, "skipped is undefined, expected"],
    [{ state: { ...state, pending: [99] } }, "pending is 99, expected a whole number from 0 to 29"],
    [{ state: { ...state, labels: state.labels.slice(1) } }, "6 labels, expected one for each of 7 rows"],
  ] as const)
    await expect(played(loop(), spoiled(change)), JSON.stringify(change)).rejects.toThrow(message);
  const warm = loop({ weights: "warm" });
  const settings = { ...header.settings, weights: "warm" };
  await expect(played(warm, spoiled({ settings }))).rejects.toThrow("the checkpoint has no network, expected that of a warm start");
});

test("a balanced start has as many of each class, drawn by the key", () => {
  const start = balancedStart(labels, { classes, perClass: 4, key: key(0) });
  expect(start.map((row) => labels[row])).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
  expect(balancedStart(labels, { classes, perClass: 4, key: key(1) })).not.toEqual(start);
  expect(() => balancedStart(labels, { classes: 4, perClass: 1, key: key(0) })).toThrow(
    "balancedStart: class 3 has 0 examples, expected at least 1",
  );
});

test("bounds of an epoch schedule rise", () => {
  expect(() =>
    epochsByLabels({
      steps: [
        { below: 9, epochs: 2 },
        { below: 9, epochs: 1 },
      ],
      beyond: 1,
    }),
  ).toThrow("epochsByLabels: steps[1]: below is 9, expected more than 9, the bound before it");
});
