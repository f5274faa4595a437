import { gatherRows, integers, key, permutation, scope } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { adam } from "../../optim/adam.ts";
import { decodeSafetensors, encodeSafetensors } from "../../saving/safetensors.ts";
import { bayesByBackprop, map, mcDropout } from "../methods/index.ts";
import * as steppers from "../methods/step-methods.ts";
import { run } from "../run.ts";
import { blobs } from "../testing/problems.ts";
import { type OpenTraining, openTraining } from "./training.ts";

const problem = blobs(60);
const own = key(4);
const stepMethods: Readonly<Record<keyof typeof steppers, typeof steppers.map>> = { ...steppers };
const methods = { bayesByBackprop, map, mcDropout };
const open = (name: keyof typeof stepMethods): OpenTraining =>
  openTraining(stepMethods[name](), { model: problem.model, optimizer: adam() }, own);

/** The minibatches of `iterate`, brought from outside. */
function steps(training: OpenTraining, from: number, to: number): void {
  for (let step = from; step < to; step++)
    scope(() => {
      const [epoch, batch] = [Math.floor(step / 3), step % 3];
      const rows = integers(permutation(own.child("shuffle").child(epoch), 60).subarray(20 * batch, 20 * batch + 20));
      const place = { batch, batches: 3, epoch, batchSize: 20, count: 60 };
      const { x, y } = problem.data;
      training.step({ x: gatherRows(x, rows), y: gatherRows(y, rows), place, key: own.child("step").child(step) }, 1e-3);
    });
}

describe.each(Object.keys(stepMethods) as (keyof typeof stepMethods)[])("%s fed by hand", (name) => {
  test("takes the steps of the same method over a data set, to the bit", async () => {
    const training = open(name);
    steps(training, 0, 6);
    const fitted = await run(methods[name]({ epochs: 2, batchSize: 20 }).fit(problem, own));
    expect(await training.posterior().save()).toEqual(await fitted.save());
    expect(training.stepsTaken).toBe(6);
    training.dispose();
  });

  test("goes on from a checkpoint with the same bits, and gives its notes back", async () => {
    const alone = open(name);
    steps(alone, 0, 5);
    const first = open(name);
    steps(first, 0, 2);
    const second = open(name);
    expect(second.restore(await first.checkpoint({ pass: 7 }))).toMatchObject({ checkpoint: name, step: 2, pass: 7 });
    steps(second, 2, 5);
    expect(await second.checkpoint()).toEqual(await alone.checkpoint());
  });
});

test("a posterior follows the parameters it was made over", async () => {
  const training = open("bayesByBackprop");
  const posterior = training.posterior();
  const before = await posterior.save();
  steps(training, 0, 1);
  expect(await posterior.save()).not.toEqual(before);
  expect(await posterior.save()).toEqual(await training.posterior().save());
});

test("a checkpoint of another method is refused", async () => {
  const checkpoint = await open("map").checkpoint();
  expect(() => open("bayesByBackprop").restore(checkpoint)).toThrow('bayesByBackprop: the checkpoint is of "map"');
});

test("a minibatch of another size than its place says is refused: the complexity would be scaled by it", () => {
  const { x, y } = problem.data;
  const place = { batch: 0, batches: 1, epoch: 0, batchSize: 20, count: 60 };
  expect(() => open("bayesByBackprop").step({ x, y, place, key: own }, 1e-3)).toThrow(
    "bayesByBackprop: place.batchSize is 20, expected 60, the examples in x",
  );
});

test("a note may not have a name of the checkpoint's own", async () => {
  await expect(open("map").checkpoint({ step: 9 })).rejects.toThrow('map: the notes of a checkpoint hold "step"');
  await expect(open("map").checkpoint({ checkpoint: "x" })).rejects.toThrow('hold "checkpoint"');
});

describe("a checkpoint that does not fit changes nothing", () => {
  const changed = async (change: (arrays: Map<string, { shape: readonly number[]; values: Float32Array | Int32Array }>) => void) => {
    const training = open("map");
    steps(training, 0, 2);
    const { metadata, arrays } = decodeSafetensors(await training.checkpoint());
    const copy = new Map(arrays);
    change(copy);
    return encodeSafetensors({ metadata, arrays: copy });
  };
  const cases: Record<string, [Promise<Uint8Array>, RegExp]> = {
    "the last array is missing": [
      changed((arrays) => arrays.delete([...arrays.keys()].at(-1)!)),
      /the checkpoint has no array ".*secondMoment"/,
    ],
    "the last array is longer": [
      changed((arrays) => arrays.set([...arrays.keys()].at(-1)!, { shape: [3], values: new Float32Array(3) })),
      /the checkpoint's array ".*secondMoment" has 3 values, expected 2/,
    ],
    "the last array is of whole numbers": [
      changed((arrays) => arrays.set([...arrays.keys()].at(-1)!, { shape: [2], values: new Int32Array(2) })),
      /the checkpoint's array ".*secondMoment" is not float32, as it is here/,
    ],
    "the caller's check throws": [changed(() => {}), /not mine/],
  };

  test.each(Object.entries(cases))("%s", async (_, [checkpoint, message]) => {
    const training = open("map");
    steps(training, 0, 1);
    const before = await training.checkpoint();
    const bytes = await checkpoint;
    const check = ({ step }: { step: number }) => {
      if (step === 2) throw new Error("not mine");
    };
    expect(() => training.restore(bytes, check)).toThrow(message);
    expect(await training.checkpoint()).toEqual(before);
  });
});
