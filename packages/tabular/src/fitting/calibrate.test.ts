import { integers, key, tensor } from "@credence/tensor";
import { categoricalLikelihood, methods, mlp, model, normal, run } from "credence";
import { expect, test } from "vitest";
import { setOf } from "../calibrating/conformal-sets.ts";
import { classMomentsOf } from "../models/moments.ts";
import { rowUniforms } from "../preparing/row-hashes.ts";
import { calibrate } from "./calibrate.ts";

test("sets of more than 200,000 rows, in one part or in two, hold the share of them that is asked for", async () => {
  const classes = 2;
  const network = mlp({ inputs: 1, hidden: [], outputs: classes });
  const line = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
  const data = { x: tensor([-1, 1], [2, 1]), y: integers([0, 1]) };
  const training = { prior: "model", epochs: 30, batchSize: 2, learningRate: 0.1 } as const;
  const posterior = await run(methods.map(training).fit({ model: line, data }, key(0)));
  const drawing = { posterior, draws: 1, key: key(1) };
  const rowsBetween = (from: number, to: number) => {
    const x = Float32Array.from({ length: to - from }, (_, place) => Math.sin(from + place));
    return { part: { encoded: { inputs: x, width: 1 }, truth: Int32Array.from(x, (value) => Number(value > 0)) }, drawing };
  };
  const rows = 210_000;
  const made = (scored: ReturnType<typeof rowsBetween>[]) =>
    calibrate({ shaping: [rowsBetween(0, 200)], scored }, { code: { kind: "class", classes: ["a", "b"] }, level: 0.9 });
  const whole = rowsBetween(0, rows);
  const calibration = await made([whole]);
  expect(await made([rowsBetween(0, 205_000), rowsBetween(205_000, rows)])).toEqual(calibration);
  if (calibration.kind !== "sets") throw new Error("expected sets");
  const { encoded, truth } = whole.part;
  const { probabilities } = await classMomentsOf(encoded, { ...drawing, classes }, calibration.temperature);
  const randomised = { probabilities, classes, uniforms: rowUniforms(encoded) };
  const held = truth.filter((label, row) => setOf(randomised, row, calibration.sets).includes(label)).length;
  // a set is never empty, which adds to the share of rows whose score is below the threshold
  expect(held / rows).toBeGreaterThanOrEqual(0.9);
});
