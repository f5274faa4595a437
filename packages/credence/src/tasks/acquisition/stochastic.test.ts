import { engine, key, tensor, zeros } from "@credence/tensor";
import { expect, test } from "vitest";
import { predict } from "../../inference/predict.ts";
import { mutualInformation } from "../scores/mutual-information.ts";
import { waveringClassifier } from "../testing/wavering-classifier.ts";
import { batchBald } from "./batch-bald.ts";
import { epigWith } from "./epig.ts";
import { powerBaldWith } from "./power-bald.ts";

const posterior = waveringClassifier();
const rows = [-2, -1, -0.5, 0, 0.5, 1, 2].map((value) => [value, 0.3 - value]);
const pool = { posterior, x: tensor(rows), draws: 40 };

test("PowerBALD draws its first row in proportion to the power of the mutual information", async () => {
  const predictive = await predict(posterior, pool.x, { draws: 40 }, key(0).child("draws"));
  expect((await mutualInformation(predictive as never).read()).every((value) => value >= -1e-6)).toBe(true);
  const firsts = new Array<number>(rows.length).fill(0);
  const times = 300;
  const chances = new Array<number>(rows.length).fill(0);
  for (let seed = 0; seed < times; seed++) {
    firsts[(await powerBaldWith({ power: 0.5 }).select(pool, 1, key(seed)))[0]!]!++;
    const own = await predict(posterior, pool.x, { draws: 40 }, key(seed).child("draws"));
    const powers = Array.from(await mutualInformation(own as never).read(), (value) => Math.sqrt(Math.max(0, value)));
    const total = powers.reduce((sum, value) => sum + value, 0);
    for (const [row, value] of powers.entries()) chances[row]! += value / total / times;
  }
  for (const [row, chance] of chances.entries())
    expect(Math.abs(firsts[row]! / times - chance), `row ${row}`).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / times) + 1e-6);
});

test("EPIG is the mean mutual information with the labels of the targets, by its definition", async () => {
  const target = tensor(rows.slice(2, 5));
  const wanted = await epigWith({ target }).select(pool, rows.length, key(1));
  const drawing = key(1).child("draws");
  const probabilitiesOf = async (x: ReturnType<typeof tensor>) => {
    const { logits } = (await predict(posterior, x, { draws: 40 }, drawing)) as unknown as { logits?: { read(): Promise<Float32Array> } };
    if (logits) return Array.from(await logits.read(), (logit) => [1 / (1 + Math.exp(logit)), 1 / (1 + Math.exp(-logit))]);
    const { probabilities } = (await predict(posterior, x, { draws: 40 }, drawing)) as unknown as {
      probabilities: { shape: number[]; read(): Promise<Float32Array> };
    };
    const classes = probabilities.shape[2]!;
    const values = await probabilities.read();
    return Array.from({ length: values.length / classes }, (_, i) => Array.from(values.subarray(i * classes, (i + 1) * classes)));
  };
  const [ours, theirs] = [await probabilitiesOf(pool.x), await probabilitiesOf(target)];
  const classes = ours[0]!.length;
  const gain = (row: number) => {
    let total = 0;
    for (let t = 0; t < 3; t++)
      for (let a = 0; a < classes; a++)
        for (let b = 0; b < classes; b++) {
          let [joint, first, second] = [0, 0, 0];
          for (let draw = 0; draw < 40; draw++) {
            const [p, q] = [ours[draw * rows.length + row]![a]!, theirs[draw * 3 + t]![b]!];
            joint += (p * q) / 40;
            first += p / 40;
            second += q / 40;
          }
          if (joint > 0) total += (joint * Math.log(joint / (first * second))) / 3;
        }
    return total;
  };
  const gains = rows.map((_, row) => gain(row));
  expect([...wanted]).toEqual([...gains.keys()].sort((a, b) => gains[b]! - gains[a]!));
});

test("PowerBALD of a power without bounds takes the rows of most information", async () => {
  const own = await predict(posterior, pool.x, { draws: 40 }, key(0).child("draws"));
  const information = await mutualInformation(own as never).read();
  const order = [...information.keys()].sort((x, y) => information[y]! - information[x]!);
  for (const power of [1e6, 1e39, 1e300])
    expect([...(await powerBaldWith({ power }).select(pool, 3, key(0)))], String(power)).toEqual(order.slice(0, 3));
});

test("EPIG refuses no target, and targets of another shape than the pool's rows", async () => {
  expect(() => epigWith({ target: zeros([0, 2]) })).toThrow("epig: target is [0, 2], expected a row or more");
  await expect(epigWith({ target: zeros([4, 3]) }).select(pool, 2, key(0))).rejects.toThrow(
    "epig: rows of target are [3], expected [2], as the pool's are",
  );
});

test.each(Object.entries({ batchBald, epig: epigWith({ targets: 3 }), powerBald: powerBaldWith() }))(
  "%s takes rows as they are asked for, and refuses a source that gives others",
  async (name, acquisition) => {
    const rowsOf = (from: number, count: number) => tensor(rows.slice(from, from + count));
    const source = { size: rows.length, rows: rowsOf };
    const chosen = await acquisition.select({ ...pool, x: source, batchSize: 3 }, 3, key(2));
    expect(chosen).toEqual(await acquisition.select({ ...pool, batchSize: 3 }, 3, key(2)));
    const short = { size: rows.length, rows: (from: number) => rowsOf(from, 2) };
    const { held } = engine.info().memoryMiB;
    await expect(acquisition.select({ ...pool, x: short, batchSize: 3 }, 3, key(2))).rejects.toThrow(`${name}: rows `);
    expect(engine.info().memoryMiB.held).toBe(held);
  },
);
