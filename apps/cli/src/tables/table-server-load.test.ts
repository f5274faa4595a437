import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { regressor, tableOf } from "@credence/tabular";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServerUsage } from "../testing/serve-model.ts";

/** Requests in all, some side by side on connections that stay open. */
const requests = 10_000;
const connections = 8;

let folder: string;
let server: ChildProcess;
let port: number;
const agent = new Agent({ keepAlive: true, maxSockets: connections });

beforeAll(async () => {
  const rows = 120;
  const column = (phase: number) => Array.from({ length: rows }, (_, row) => Math.sin(12.9898 * (row + 1) * phase));
  const table = tableOf({
    ...Object.fromEntries(Array.from({ length: 8 }, (_, j) => [`x${j + 1}`, column(j + 1)])),
    town: Array.from({ length: rows }, (_, row) => ["a", "b"][row % 2]),
    y: column(1.5),
  });
  const model = await regressor({ budget: "quick", method: "mcDropout", draws: 100 }).fit(table, { target: "y" });
  expect(model.card.chosen.hidden).toEqual([64, 64]);
  folder = await mkdtemp(join(tmpdir(), "credence-serve-"));
  const file = join(folder, "model.credence");
  await writeFile(file, await model.save());
  const script = fileURLToPath(new URL("../testing/serve-model.ts", import.meta.url));
  server = fork(script, [file], { execArgv: ["--expose-gc"], env: { ...process.env, CREDENCE_THREADS: "1", NODE_OPTIONS: "" } });
  port = ((await once(server, "message")) as [{ port: number }])[0].port;
});
afterAll(async () => {
  agent.destroy();
  server.kill();
  await rm(folder, { recursive: true });
});

async function usage(): Promise<ServerUsage> {
  server.send("usage");
  return ((await once(server, "message")) as [ServerUsage])[0];
}

const row = { ...Object.fromEntries(Array.from({ length: 8 }, (_, j) => [`x${j + 1}`, 0.1 * j])), town: "a" };
const json = { "content-type": "application/json" };
const long = Buffer.alloc(4 * 2 ** 20 + 1, " ");

interface Asked {
  readonly body: string | Buffer;
  readonly headers: Record<string, string>;
  readonly status: number;
}

/** One in two is a good row; the others are each wrong in a way of their own. */
function asked(place: number): Asked {
  const one = (body: unknown): string => JSON.stringify(body);
  if (place % 500 === 499) return { body: long, headers: json, status: 413 };
  const kinds: readonly Asked[] = [
    { body: one(row), headers: json, status: 200 },
    { body: one({ ...row, x1: place / requests, town: "never seen" }), headers: json, status: 200 },
    { body: one({ rows: [row, { ...row, x3: null }, row] }), headers: json, status: 200 },
    { body: one(row), headers: json, status: 200 },
    { body: "{", headers: json, status: 400 },
    { body: one({ x1: 1, colour: "red" }), headers: json, status: 400 },
    { body: one({ ...row, x2: "two" }), headers: json, status: 400 },
    { body: one(row), headers: { ...json, host: "evil.example" }, status: 421 },
  ];
  return kinds[place % kinds.length]!;
}

function post({ body, headers }: Asked): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ agent, port, host: "127.0.0.1", path: "/predict", method: "POST", headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode!));
    });
    // the rest of a body that is too long is not read: the answer may come after the pipe is closed
    sent.on("error", (error: NodeJS.ErrnoException) =>
      body === long && ["EPIPE", "ECONNRESET"].includes(error.code ?? "") ? resolve(413) : reject(error),
    );
    sent.end(body);
  });
}

/** Sends the requests from one place to another, as many at a time as there are connections. */
async function send(from: number, to: number): Promise<void> {
  let next = from;
  const wrong: string[] = [];
  const client = async () => {
    while (next < to) {
      const place = next++;
      const one = asked(place);
      const status = await post(one);
      if (status !== one.status) wrong.push(`request ${place}: ${status}, expected ${one.status}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  expect(wrong).toEqual([]);
}

test("10,000 requests, good and bad, side by side on open connections: each is answered, and memory does not grow", async () => {
  await send(0, 2000);
  const early = await usage();
  await send(2000, requests);
  const late = await usage();
  // nothing of a request stays; the first thousands warm caches of code, so that the bound is on what comes after
  expect(late.heap - early.heap).toBeLessThan(4);
  expect(late.resident - early.resident).toBeLessThan(48);
  expect(late.arrays - early.arrays).toBeLessThan(0.5);
  expect(await post(asked(0))).toBe(200);
});

test("a row of 100 draws from a 2 x 64 network takes less than 5 ms of one core, HTTP and JSON included", async () => {
  const rows = 400;
  const before = await usage();
  for (let place = 0; place < rows; place++) expect(await post(asked(0))).toBe(200);
  const after = await usage();
  // processor time, which other work beside does not lengthen
  const each = (after.cpuMilliseconds - before.cpuMilliseconds) / rows;
  expect(each).toBeLessThan(5);
});
