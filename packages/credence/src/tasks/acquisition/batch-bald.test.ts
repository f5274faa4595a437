import { affine, key, randomUniform, softmax, stack, tensor, zeros } from "@credence/tensor";
import { expect, test } from "vitest";
import { greedyBatch } from "./batch-bald.ts";

/** Probabilities of 5 draws, 6 rows and 3 classes. */
const probabilities = softmax(affine(randomUniform(key(4), [5, 6, 3]), { scale: 6 }));

/** I[y_1 .. y_b; w] of some rows by the definition, over every configuration, in float64. */
async function informationOf(rows: readonly number[], given = probabilities): Promise<number> {
  const [draws, count, classes] = given.shape as [number, number, number];
  const p = await given.read();
  let joint = 0;
  let alone = 0;
  for (let code = 0; code < classes ** rows.length; code++) {
    const labels = rows.map((_, i) => Math.floor(code / classes ** i) % classes);
    let mean = 0;
    for (let draw = 0; draw < draws; draw++)
      mean += rows.reduce((product, row, i) => product * p[(draw * count + row) * classes + labels[i]!]!, 1) / draws;
    if (mean > 0) joint -= mean * Math.log(mean);
  }
  for (const row of rows)
    for (let draw = 0; draw < draws; draw++)
      for (let label = 0; label < classes; label++) {
        const own = p[(draw * count + row) * classes + label]!;
        alone -= (own * Math.log(own)) / draws;
      }
  return joint - alone;
}

test("each row is the one that adds most, by the definition over every configuration", async () => {
  const { rows, information } = await greedyBatch(probabilities, { count: 4 }, key(0));
  for (let size = 1; size <= 4; size++) {
    const before = [...rows.slice(0, size - 1)];
    const others = [0, 1, 2, 3, 4, 5].filter((row) => !before.includes(row));
    const gains = await Promise.all(others.map((row) => informationOf([...before, row])));
    expect(rows[size - 1]).toBe(others[gains.indexOf(Math.max(...gains))]);
    expect(information[size - 1]).toBeCloseTo(Math.max(...gains), 5);
  }
});

test("beyond the configurations the joint is sampled: near the exact one, the same for the same key", async () => {
  const sampling = { count: 4, configurations: 2000 };
  const many = softmax(affine(randomUniform(key(5), [6, 8, 10]), { scale: 6 }));
  const exact = await greedyBatch(many, { count: 4 }, key(0));
  const estimate = await greedyBatch(many, sampling, key(0));
  expect(estimate.rows).toEqual((await greedyBatch(many, sampling, key(0))).rows);
  // what the estimated batch really tells is nearly what the best one does
  expect(await informationOf([...estimate.rows], many)).toBeGreaterThan(0.97 * exact.information[3]!);
  expect(Math.abs(estimate.information[3]! / exact.information[3]! - 1)).toBeLessThan(0.05);
});

test("a copy of a row that is taken adds less than a row of less information on its own", async () => {
  // rows 0 and 1 are one row twice; row 2 is told apart by other draws, and a little surer
  const sure = [0.95, 0.05];
  const other = [0.05, 0.95];
  const draws = [
    [sure, sure, [0.9, 0.1]],
    [sure, sure, [0.1, 0.9]],
    [other, other, [0.9, 0.1]],
    [other, other, [0.1, 0.9]],
  ];
  const copies = stack(draws.map((rows) => tensor(rows)));
  expect([...(await greedyBatch(copies, { count: 2, ties: "lowest" }, key(0))).rows]).toEqual([0, 2]);
});

test("a batch of any size keeps its information between 0 and what there is to know", async () => {
  // of no use: every label has a probability of 0.1 under both draws, 50 of them 1e-50 together
  const alike = await greedyBatch(affine(zeros([2, 60, 10]), { shift: 0.1 }), { count: 50, configurations: 200 }, key(0));
  for (const value of alike.information) expect(value).toBeCloseTo(0, 3);
  // which of 8 draws it is, at most: log 8 nats, and all of it by 60 rows of 20 classes
  const many = softmax(affine(randomUniform(key(6), [8, 70, 20]), { scale: 3 }));
  const { rows, information } = await greedyBatch(many, { count: 60, configurations: 200 }, key(0));
  expect(new Set(rows).size).toBe(60);
  // the last row's part is the largest of 70 estimates from 200 samples
  expect(Math.max(...information)).toBeLessThan(Math.log(8) + 0.05);
  expect(information.at(-1)).toBeGreaterThan(Math.log(8) - 1e-3);
});

test("probabilities that are not numbers are refused with their row", async () => {
  const values = await probabilities.read();
  values[3 * 3 + 1] = Number.NaN;
  await expect(greedyBatch(tensor(values, [5, 6, 3]), { count: 2 }, key(0))).rejects.toThrow(
    "greedyBatch: the score of row 3 is NaN, expected a number",
  );
  await expect(greedyBatch(zeros([0, 6, 3]), { count: 2 }, key(0))).rejects.toThrow("probabilities are [0, 6, 3], expected");
});

test("no more than the rows, and draws with rows and classes", async () => {
  await expect(greedyBatch(probabilities, { count: 7 }, key(0))).rejects.toThrow("greedyBatch: count is 7, expected at most 6");
  await expect(greedyBatch(tensor([[1]]), { count: 1 }, key(0))).rejects.toThrow(
    "probabilities are [1, 1], expected [draws, rows, classes]",
  );
});
