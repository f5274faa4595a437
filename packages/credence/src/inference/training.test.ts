import { gatherRows, integers, key, permutation, scope } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { adam } from "../optim/adam.ts";
import { bayesByBackprop, map, mcDropout } from "./methods.ts";
import { run } from "./run.ts";
import * as steppers from "./step-methods.ts";
import { blobs } from "./testing/problems.ts";
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
