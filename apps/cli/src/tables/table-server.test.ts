import { once } from "node:events";
import { request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { classifier, readCsv, regressor, tableOf } from "@credence/tabular";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerRows } from "./row-answers.ts";
import { tableServer } from "./table-server.ts";

const rows = 120;
const x = Array.from({ length: rows }, (_, row) => (row % 24) / 4);
const town = Array.from({ length: rows }, (_, row) => ["a", "b"][row % 2]);
const table = tableOf({
  x,
  town,
  y: x.map((value, row) => 2 * value + Math.sin(12.9898 * row) / 3),
  sold: x.map((value) => (value > 3 ? "yes" : "no")),
});

let server: Server;
let port: number;
beforeAll(async () => {
  const model = await regressor({ budget: "quick", method: "mcDropout", draws: 100, ignore: ["sold"] }).fit(table, { target: "y" });
  server = tableServer(model).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

function ask(
  path: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ port, host: "127.0.0.1", path, method, headers }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode!, body: JSON.parse(text) });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
const post = (body: unknown, headers: Record<string, string> = { "content-type": "application/json" }) =>
  ask("/predict", { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) });

test("health and schema", async () => {
  expect(await ask("/health")).toEqual({ status: 200, body: { ok: true } });
  const { body } = await ask("/schema");
  expect(body).toMatchObject({
    task: "regression",
    target: "y",
    level: 0.9,
    columns: [
      { name: "x", kind: "number", least: 0, greatest: 5.75 },
      { name: "town", kind: "category", levels: ["a", "b"] },
    ],
  });
});

test("one row, and several in their order with the same numbers", async () => {
  const { status, body } = await post({ x: 2, town: "a" });
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(["prediction", "lower", "upper", "total", "aleatoric", "epistemic", "out_of_range", "unseen_category"]);
  expect(Math.abs((body.prediction as number) - 4)).toBeLessThan(1);
  const several = await post({
    rows: [
      { x: 2, town: "a" },
      { x: 50, town: "z" },
      { x: null, town: null },
    ],
  });
  const [first, second] = several.body.predictions as Record<string, unknown>[];
  expect(first.prediction as number).toBeCloseTo(body.prediction as number, 4);
  expect(second).toMatchObject({ out_of_range: "x", unseen_category: "town" });
});

describe("refused with what is wrong", () => {
  test.each<[string, () => Promise<Answered>, number, string]>([
    ["no JSON", () => post("{"), 400, "the body is not JSON: "],
    ["a list", () => post([1]), 400, "request, row 1: expected an object with a value for each column"],
    ["no rows", () => post({ rows: [] }), 400, "0 rows, expected 1 to 10000"],
    [
      "a column that is not there",
      () => post({ rows: [{ x: 1, town: "a" }, { x: 1 }] }),
      400,
      'request, row 2: no "town", expected a category or null',
    ],
    [
      "a text in place of a number",
      () => post({ x: "two", town: "a" }),
      400,
      'request, row 1, column "x": "two", expected a finite number',
    ],
    [
      "an object in a cell",
      () => post({ x: { value: 1 }, town: "a" }),
      400,
      'request, row 1, column "x": an object, expected a number or null',
    ],
    ["a body that is too long", () => post(`{"x": "${"1".repeat(5 * 2 ** 20)}"}`), 413, "the body is longer than 4 MiB"],
    ["a form of another site", () => post('{"x":1}', { "content-type": "text/plain" }), 415, "expected application/json"],
    ["another host", () => ask("/schema", { headers: { host: "evil.example" } }), 421, 'the Host is "evil.example", expected localhost'],
    ["another method", () => ask("/predict"), 405, "GET /predict, expected POST"],
    ["another path", () => ask("/"), 404, "no /, expected /health, /schema, /predict"],
  ])("%s", async (_, work, status, message) => {
    const answered = await work().catch((error: NodeJS.ErrnoException) => {
      // the rest of a body that is too long is not read: the answer may come after the pipe is closed
      if (status === 413 && ["EPIPE", "ECONNRESET"].includes(error.code ?? "")) return { status, body: { error: message } };
      throw error;
    });
    expect(answered.status).toBe(status);
    expect(answered.body.error).toContain(message);
  });
});

test("300 requests, good and bad, side by side: each has its own answer", async () => {
  const alone = (await post({ x: 3, town: "b" })).body;
  const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? post("nonsense") : post({ x: 3, town: "b" }))));
  for (const [i, { status, body }] of answers.entries()) {
    expect(status).toBe(i % 3 === 0 ? 400 : 200);
    if (i % 3 !== 0) expect(body).toEqual(alone);
  }
});

test("cells are read as those of the model's own table: texts of digits, what means a missing value, a decimal comma, truth values", async () => {
  const reading = { textColumns: ["version"], na: ["-999"], decimal: "," } as const;
  const csvOf = (lines: readonly string[]) => readCsv(["size;version;sold;y", ...lines].join("\n"), reading);
  const line = (row: number) =>
    `${row % 10 === 0 ? "-999" : `${row % 7},5`};${["1.1", "1.10"][row % 2]};${["True", "False"][row % 3 === 0 ? 0 : 1]};${row % 7}`;
  const model = await regressor({ budget: "quick", method: "mcDropout", draws: 5 }).fit(
    await csvOf(Array.from({ length: 120 }, (_, row) => line(row))),
    { target: "y", reading },
  );
  const rows = [
    { size: "2,5", version: "1.10", sold: true },
    { size: -999, version: "1.1", sold: false },
  ];
  const { predictions } = (await answerRows(model, { rows })) as { predictions: { prediction: number; unseen_category: string }[] };
  const { prediction } = await model.predict(await csvOf(["2,5;1.10;True;", "-999;1.1;False;"]));
  expect(predictions.map((answer) => answer.prediction)).toEqual([...prediction]);
  expect(predictions.map((answer) => answer.unseen_category)).toEqual(["", ""]);
});

test("classes by name", async () => {
  const model = await classifier({ budget: "quick", method: "mcDropout", draws: 10, ignore: ["y"] }).fit(table, { target: "sold" });
  expect(await answerRows(model, { x: 5, town: "a" })).toMatchObject({ prediction: "yes", set: "yes" });
});
