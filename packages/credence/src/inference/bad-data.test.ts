import { integers, key, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { sgd } from "../optim/sgd.ts";
import { map } from "./methods/map.ts";
import { predict } from "./predict.ts";
import { run } from "./run.ts";
import { blobs, linearRegression, shortFits } from "./testing/problems.ts";

const problem = blobs(60);

/** x of the problem with one value changed. */
async function spoilt(x: Tensor, place: number, value: number): Promise<Tensor> {
  const values = Float32Array.from(await x.read());
  values[place] = value;
  return tensor(values, x.shape);
}

describe.each(Object.entries(shortFits))("%s refuses data that are not finite", (_, method) => {
  test.each([Number.NaN, Infinity, -Infinity])("x with %f, by row and column", async (value) => {
    const x = await spoilt(problem.data.x, 2 * 17 + 1, value);
    await expect(run(method.fit({ ...problem, data: { ...problem.data, x } }, key(1)))).rejects.toThrow(
      `x is ${value} in row 17, column 1, expected a finite number`,
    );
  });
});

test("y and validation data too", async () => {
  const { model, data } = linearRegression();
  const y = await spoilt(data.y, 33, Number.NaN);
  const method = map({ epochs: 1, batchSize: 10 });
  await expect(run(method.fit({ model, data: { ...data, y } }, key(1)))).rejects.toThrow("map: y is NaN in row 33, column 0");
  await expect(run(method.fit({ model, data }, key(1), { validation: { ...data, y } }))).rejects.toThrow(
    "map: validation y is NaN in row 33, column 0",
  );
});

describe("from JavaScript", () => {
  test("plain arrays where tensors are expected", async () => {
    const fit = (data: object) => run(map({ epochs: 1, batchSize: 10 }).fit({ ...problem, data: data as never }, key(1)));
    await expect(fit({ x: [[1, 2]], y: integers([0]) })).rejects.toThrow("map: x is plain numbers, expected an array made by tensor()");
    await expect(fit({ x: tensor([[1, 2]]), y: [0] })).rejects.toThrow("map: y is plain numbers");
    await expect(fit({ x: tensor([[1, 2]]) })).rejects.toThrow("map: y is undefined, expected an array");
  });

  test("predict refuses a forgotten await, plain arrays and x that is not finite", async () => {
    const fitted = run(map({ epochs: 1, batchSize: 30 }).fit(problem, key(1)));
    await expect(predict(fitted as never, problem.data.x, { draws: 1 }, key(2))).rejects.toThrow(
      "predict: posterior is a promise, which wants an await",
    );
    const posterior = await fitted;
    await expect(predict(posterior, [[1, 2]] as never, { draws: 1 }, key(2))).rejects.toThrow("predict: x is plain numbers");
    const x = await spoilt(problem.data.x, 7, Number.NaN);
    await expect(predict(posterior, x, { draws: 1 }, key(2))).rejects.toThrow("predict: x is NaN in row 3, column 1");
    posterior.dispose();
  });
});

test("an objective that is no longer finite stops training, with the step and what to try", async () => {
  const { model, data } = linearRegression();
  const huge = {
    x: data.x,
    y: tensor(
      Float32Array.from(await data.y.read(), () => 1e30),
      data.y.shape,
    ),
  };
  await expect(run(map({ epochs: 3, batchSize: 10 }).fit({ model, data: huge }, key(1)))).rejects.toThrow(
    /^map: the objective is Infinity at step 1 \(negative log-likelihood Infinity, complexity 0 nats per datum\), expected a finite number; try a smaller learningRate/,
  );
  let steps = 0;
  const wild = map({ epochs: 50, batchSize: 40, learningRate: 1e3, optimizer: sgd() }).fit({ model, data }, key(1));
  await expect(run(wild, { onProgress: () => steps++ })).rejects.toThrow(/objective is (NaN|Infinity) at step \d+/);
  expect(steps).toBeLessThan(50);
});

test("labels are checked over the whole data set before the first step, and named by its row", async () => {
  for (const [label, row] of [
    [2, 59],
    [-1, 31],
  ] as const) {
    const labels = Int32Array.from(await problem.data.y.read());
    labels[row] = label;
    let steps = 0;
    const fit = map({ epochs: 1, batchSize: 5 }).fit({ ...problem, data: { ...problem.data, y: integers(labels) } }, key(1));
    await expect(run(fit, { onProgress: () => steps++ })).rejects.toThrow(`map: y is ${label} in row ${row}, expected a class from 0 to 1`);
    expect(steps).toBe(0);
  }
});
