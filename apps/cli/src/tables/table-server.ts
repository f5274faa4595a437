import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { isBadInput } from "@credence/lab";
import type { TabularModel } from "@credence/tabular";
import { answerRows, schemaOf } from "./row-answers.ts";

/** A model as it is served. */
export interface ServedModel {
  /** What GET /schema says. */
  readonly schema: object;
  /** Answers the JSON of POST /predict. @throws BadInput for what it cannot answer */
  answer(given: unknown): Promise<unknown>;
}

/** Bytes of a request's body, at most. */
const mostBytes = 4 * 2 ** 20;

/** An answer: a status and a value that is written as JSON. */
interface Answer {
  readonly status: number;
  readonly value: unknown;
}

const refused = (status: number, error: string): Answer => ({ status, value: { error } });

/** Serves a model of tables: POST /predict takes one row or `{ "rows": [...] }`. */
export const tableServer = (model: TabularModel): Server =>
  modelServer({ schema: schemaOf(model.card), answer: (given) => answerRows(model, given) });

/**
 * Serves a model over HTTP: GET /health, GET /schema, POST /predict. Requests whose Host is not this machine are
 * refused, so that no page of another site reaches it by a name of its own.
 */
export function modelServer(model: ServedModel): Server {
  const server = createServer((request, response) => {
    answer(model, request)
      .catch(() => refused(500, "the server failed on this request"))
      .then(({ status, value }) => send(response, request, { status, value }))
      .catch(() => response.destroy());
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  return server;
}

async function answer(model: ServedModel, request: IncomingMessage): Promise<Answer> {
  if (!isLoopback(request.headers.host))
    return refused(421, `the Host is ${JSON.stringify(request.headers.host ?? "")}, expected localhost or 127.0.0.1`);
  const path = (request.url ?? "/").split("?")[0];
  const methods: Readonly<Record<string, string>> = { "/health": "GET", "/schema": "GET", "/predict": "POST" };
  const method = Object.hasOwn(methods, path) ? methods[path] : undefined;
  if (method === undefined) return refused(404, `no ${path}, expected ${Object.keys(methods).join(", ")}`);
  if (request.method !== method) return refused(405, `${request.method} ${path}, expected ${method}`);
  if (path === "/health") return { status: 200, value: { ok: true } };
  if (path === "/schema") return { status: 200, value: model.schema };
  return predict(model, request);
}

async function predict(model: ServedModel, request: IncomingMessage): Promise<Answer> {
  const type = request.headers["content-type"] ?? "";
  // a form of another site can send text/plain without asking first
  if (!/^application\/json\b/i.test(type)) return refused(415, `the content type is ${JSON.stringify(type)}, expected application/json`);
  const body = await bodyOf(request);
  if (body === undefined) return refused(413, `the body is longer than ${mostBytes / 2 ** 20} MiB: send less at a time`);
  let given: unknown;
  try {
    given = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    return refused(400, `the body is not JSON: ${(error as Error).message}`);
  }
  try {
    return { status: 200, value: await model.answer(given) };
  } catch (error) {
    if (isBadInput(error)) return refused(400, error.message);
    throw error;
  }
}

/** The whole body; undefined where it is too long, whose rest is not read. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > mostBytes) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const isLoopback = (host: string | undefined): boolean => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host ?? "");

function send(response: ServerResponse, request: IncomingMessage, { status, value }: Answer): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "x-content-type-options": "nosniff",
    // what is left of a body that was not read would be taken for the next request
    ...(request.complete ? {} : { connection: "close" }),
  });
  response.end(text);
}
