import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedMachinery } from "../installed-machinery.ts";
import { start } from "../testing/start.ts";
import { type FitTyped, fit } from "./fit.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "credence-tables-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Rows of a line with noise, by the row's own numbers. */
const rowsOf = (count: number, of: (row: number) => readonly unknown[]) =>
  Array.from({ length: count }, (_, row) => of(row).join(",")).join("\n");
const wave = (row: number) => Math.sin(12.9898 * row) * 0.5;
const plain = (row: number) => [(row % 37) / 7, "abc"[row % 3], (2 * (row % 37)) / 7 + wave(row)];
const csv = (count = 120, of: (row: number) => readonly unknown[] = plain, header = "x,town,y") => `${header}\n${rowsOf(count, of)}\n`;
const utf8 = (text: string) => new TextEncoder().encode(text);

describe("malformed input: one clear line, nothing made", () => {
  const usual = { target: "y", budget: "quick", level: "0.9", seed: "0" };
  test.each<[string, string | Uint8Array, RegExp, Partial<FitTyped>?]>([
    ["an empty file", "", /: empty, expected a table$/],
    ["a header alone", "x,y\n", /: no rows below the header/],
    ["a ragged row", csv(60).replace("\n", "\n1,2\n"), /, line 2: 2 cells, expected 3/],
    ["a quote left open", csv(60).replace(",a,", ',"a,'), /a quote is never closed/],
    ["another encoding", Uint8Array.from([...utf8(csv(60)), 0x31, 0x2c, 0xe9, 0x2c, 0x31]), /bytes near line 62 are not utf-8/],
    ["a cut gzip", gzipSync(csv(60)).subarray(0, 200), /broken gzip data/],
    ["a zip bomb", gzipSync(new Uint8Array(40 * 2 ** 20)), /a row of more than 16 MiB/],
    ["no header", rowsOf(60, (row) => [row / 7, row / 3]), /the first line is all numbers/],
    ["columns of one name", csv(60, plain, "x,x,y"), /two columns are named "x"/],
    ["no such target", csv(60), /no column "price", the target; the columns are x, town, y$/, { target: "price" }],
    ["too few rows", csv(30), /30 rows with a target, expected 40 or more/],
    ["a target of one number", csv(60, (row) => [row / 7, "a", 1]), /the target "y" is 1 in every row/],
    ["a target of one class", csv(60, (row) => [row / 7, "a", "yes"]), /the target "y" is yes in every row/],
    ["no target at all", csv(60, (row) => [row / 7, "ab"[row % 2], ""]), /the target "y" is missing in all 60 rows/],
    [
      "an infinite target",
      csv(60, (row) => [row / 7, "a", row === 3 ? "inf" : row / 3]),
      /line 5, column "y": Infinity, expected a finite number/,
    ],
    ["an infinite number", csv(60, (row) => [row === 4 ? "-inf" : row / 7, "a", row / 3]), /line 6, column "x": -Infinity/],
    [
      "a word in the target",
      csv(60, (row) => [row / 7, "a", row === 9 ? "tall" : row / 3]),
      /line 11, column "y": "tall", expected a number as in 59 of 60/,
    ],
    [
      "a word in a column",
      csv(60, (row) => [row === 5 ? "?" : row / 7, "a", row / 3]),
      /line 7, column "x": "\?", expected a number .* --na "\?"/,
    ],
    [
      "a day that is none among dates",
      csv(60, (row) => [`2024-02-${row === 9 ? 30 : 1 + (row % 28)}`, "a", row / 3]),
      /line 11, column "x": "2024-02-30", expected a date as in 59 of 60 rows/,
    ],
    [
      "decimal commas",
      `x;y\n${Array.from({ length: 60 }, (_, i) => `${i},5;${i}`).join("\n")}`,
      /looks like a decimal comma, say so: --decimal ,/,
    ],
    [
      "10,000 classes",
      csv(10_000, (row) => [row / 7, "ab"[row % 2], `c${row}`]),
      /the target "y" has 10000 different values in 10000 rows/,
    ],
    ["nothing to predict from", csv(60, (row) => ["", "same", row / 3]), /no column is left to predict from/],
    [
      "words as a regression",
      csv(60, (row) => [row / 7, "a", "bc"[row % 2]]),
      /is "b", expected a number for a regression/,
      { task: "regression" },
    ],
    ["words as numbers", csv(60), /line 2, column "town": "a", expected a number/, { column: ["town=number"] }],
    ["a kind that is none", csv(60), /^--column: got "float", expected one of number/, { column: ["town=float"] }],
    ["a kind of no column", csv(60), /no column "city", which is said to be category/, { column: ["city=category"] }],
    ["a split by no column", csv(60), /no column "doctor", by which to split/, { group: "doctor" }],
    ["a split by a column of other words", csv(60), /line 2, column "town": "a", expected one of train/, { splitColumn: "town" }],
    [
      "a split by a time that is none",
      csv(60),
      /line 2, column "town": "a", expected a number or a date to split by time/,
      { time: "town" },
    ],
    ["a calibration that is none", csv(60), /^unknown calibration "outOfFolds": did you mean outOfFold\?$/, { calibration: "outOfFolds" }],
    ["a method that is none", csv(60), /^unknown method "deepEnsembles": did you mean deepEnsemble\?$/, { method: "deepEnsembles" }],
    ["a level that is none", csv(60), /^--level: got "90", expected between 0 and 1/, { level: "90" }],
    ["a seed that is none", csv(60), /^--seed: got "x"/, { seed: "x" }],
    ["an encoding that is none", csv(60), /the encoding "utf-9" is not known/, { encoding: "utf-9" }],
    ["bytes of no table", Uint8Array.from({ length: 4000 }, (_, i) => (i * 167) % 256), /: /],
  ])("%s", async (_, content, message, typed = {}) => {
    const file = join(folder, "data.csv");
    const out = join(folder, "out");
    await writeFile(file, content);
    const error = await fit(file, { ...usual, out, ...typed }, installedMachinery).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toMatch(message);
    expect(error?.name).toBe("BadInput");
    expect(error?.message).not.toContain("\n");
    expect(await readdir(folder)).toEqual(["data.csv"]);
  });
});

const credence = (argv: readonly string[]) =>
  start(fileURLToPath(new URL("../../bin/credence.js", import.meta.url)), argv, { cwd: folder }).ended;

test("from a CSV to predictions: fit, predict, evaluate, explain, and the same bytes again", async () => {
  await writeFile(join(folder, "houses.csv"), csv(200));
  await writeFile(join(folder, "new.csv"), "town,x\na,1\nz,99\n");
  const fitted = await credence(["fit", "houses.csv", "--target", "y", "--budget", "quick", "--out", "houses"]);
  expect(fitted).toMatchObject({ code: 0 });
  expect(fitted.stderr).toContain(
    'regression of "y" (inferred; --task says otherwise): 2 columns, 200 rows (140 train, 20 validation, 20 calibration, 20 test)',
  );
  expect(fitted.stdout).toMatch(/RMSE +0\.\d+/);
  const report = await readFile(join(folder, "houses", "report.html"), "utf8");
  for (const part of ["use", "measured", "columns", "rows", "data", "training"]) expect(report).toContain(`<h2 id="${part}">`);
  expect(report.match(/<figure id="figure-/g)).toHaveLength(5);
  expect(report).not.toMatch(/could not be drawn|\bundefined\b|NaN|https?:\/\/(?!www\.w3\.org)/);
  const predicted = await credence(["predict", "houses/model.credence", "new.csv", "-o", "out.csv"]);
  expect(predicted.stdout).toBe("2 rows to out.csv; 1 out of range, 1 with an unseen category\n");
  const [header, first, second] = (await readFile(join(folder, "out.csv"), "utf8")).split("\n");
  expect(header).toBe("prediction,lower,upper,total,aleatoric,epistemic,out_of_range,unseen_category");
  const [prediction, lower, upper] = first.split(",").map(Number);
  expect(Math.abs(prediction - 2)).toBeLessThan(0.7);
  expect(lower < prediction && prediction < upper).toBe(true);
  expect(second).toMatch(/,x,town$/);
  const listed = (await credence(["predict", "houses/model.credence", "new.csv", "--json"])).stdout.trim().split("\n");
  expect(listed.map((line) => Object.keys(JSON.parse(line)).join())).toEqual([header, header]);
  expect(JSON.parse(listed[0]).prediction).toBeCloseTo(prediction, 5);
  const evaluated = JSON.parse((await credence(["evaluate", "houses/model.credence", "houses.csv", "--json"])).stdout);
  expect(evaluated).toMatchObject({ task: "regression", rows: 200 });
  const explained = (await credence(["explain", "houses/model.credence", "houses.csv", "--json"])).stdout.trim().split("\n");
  expect(explained.map((line) => JSON.parse(line).column)).toEqual(["x", "town"]);
  await credence(["fit", "houses.csv", "--target", "y", "--budget", "quick", "--out", "again"]);
  expect(await readFile(join(folder, "again", "model.credence"))).toEqual(await readFile(join(folder, "houses", "model.credence")));
});

test("bad input leaves with 2 and one line: no model, a cut model, a column that is not there", async () => {
  const bytes = await readFile(join(folder, "houses", "model.credence"));
  await writeFile(join(folder, "cut.credence"), bytes.subarray(0, bytes.length - 100));
  await writeFile(join(folder, "lacking.csv"), "x\n1\n");
  for (const [argv, message] of [
    [["predict", "nowhere.credence", "new.csv"], "nowhere.credence: no such file"],
    [["predict", "new.csv", "new.csv"], "new.csv: not a whole model file, expected what credence fit writes as model.credence"],
    [["predict", "cut.credence", "new.csv"], "cut.credence: not a whole model file"],
    [["predict", "houses/model.credence", "lacking.csv"], 'lacking.csv: no column "town", which the model was fitted with'],
    [["predict", "houses/model.credence", "new.csv", "-o", "./new.csv"], "--output: ./new.csv is read as well, expected another file"],
    [["predict", "houses/model.credence", "new.csv", "-o", "houses/model.credence"], "--output: houses/model.credence is read as well"],
    [["fit", "houses.csv"], "--target: not given, expected the column of the table to predict"],
  ] as const) {
    const { code, stdout, stderr } = await credence(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  }
});
