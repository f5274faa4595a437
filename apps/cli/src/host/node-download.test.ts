import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DataSet, type DownloadProgress, resolveDataSet } from "@credence/lab";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeDownload } from "./node-download.ts";
import { nodeHost } from "./node-host.ts";
import { nodeStorage } from "./node-storage.ts";

const content = Uint8Array.from({ length: 600_000 }, (_, i) => (i * 2654435761) >>> 24);
type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

let folder: string;
let address: string;
let asked: string[];
let behaviours: Record<string, Behaviour>;
const server = createServer((request, response) => {
  asked.push(`${request.url} ${request.headers.range ?? "all"}`);
  behaviours[request.url!]?.(request, response);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "credence-download-"));
  asked = [];
  behaviours = {};
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await rm(folder, { recursive: true, force: true });
});

const serve: Behaviour = (request, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const headers = from > 0 ? { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { ...headers, "content-length": content.length - from }).end(content.subarray(from));
};
const serveWithoutRanges: Behaviour = (_, response) => response.writeHead(200).end(content);
const cutAfter = (bytes: number): Behaviour => {
  return (_, response) => {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, bytes));
    response.socket!.end();
  };
};
const refuse: Behaviour = (_, response) => response.writeHead(503).end();
const silent: Behaviour = () => {};
const stall: Behaviour = (_, response) => {
  response.writeHead(200, { "content-length": content.length });
  response.write(content.subarray(0, 1000));
};

function fetchFrom(
  paths: string[],
  options: { patienceSeconds?: number; signal?: AbortSignal; onProgress?: (progress: DownloadProgress) => void } = {},
) {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const file = { path: "set/file", bytes: content.length, sha256, urls: paths.map((path) => address + path) };
  const dataSet: DataSet<Uint8Array> = { name: "set", description: "", licence: "", files: [file], parse: (read) => read("set/file") };
  const { patienceSeconds = 5, ...rest } = options;
  return resolveDataSet(dataSet, { cache: nodeStorage(folder), host: nodeHost(), download: nodeDownload({ patienceSeconds }), ...rest });
}
const kept = () => readdir(join(folder, "set"));

describe("a download by Node", () => {
  it("arrives whole, with progress, and leaves the file alone in the cache", async () => {
    behaviours["/a"] = serve;
    const progress: DownloadProgress[] = [];
    expect(Buffer.compare(await fetchFrom(["/a"], { onProgress: (step) => progress.push(step) }), content)).toBe(0);
    expect(progress.at(-1)).toEqual({ file: "set/file", url: `${address}/a`, doneBytes: content.length, totalBytes: content.length });
    expect(await kept()).toEqual(["file"]);
  });

  it("goes on where it was cut, at the next mirror and in the next process", async () => {
    Object.assign(behaviours, { "/cut": cutAfter(200_000), "/down": refuse, "/a": serve });
    await expect(fetchFrom(["/cut", "/down"])).rejects.toThrow(/\/cut \(.+\) or .*\/down \(the server answered 503 Service Unavailable\)/);
    expect(await kept()).toEqual(["file.part"]);
    expect(Buffer.compare(await fetchFrom(["/down", "/a"]), content)).toBe(0);
    expect(asked).toEqual(["/cut all", "/down bytes=200000-", "/down bytes=200000-", "/a bytes=200000-"]);
    expect(await kept()).toEqual(["file"]);
  });

  it("starts over at a server without ranges", async () => {
    Object.assign(behaviours, { "/cut": cutAfter(100_000), "/whole": serveWithoutRanges });
    expect(Buffer.compare(await fetchFrom(["/cut", "/whole"]), content)).toBe(0);
  });

  it("gives up on a server that says nothing, or falls silent half-way, and asks the next", async () => {
    Object.assign(behaviours, { "/silent": silent, "/stall": stall, "/a": serve });
    await expect(fetchFrom(["/silent", "/stall"], { patienceSeconds: 0.5 })).rejects.toThrow(
      `${address}/silent (no answer for 0.5 seconds) or ${address}/stall (no answer for 0.5 seconds)`,
    );
    expect(Buffer.compare(await fetchFrom(["/a"]), content)).toBe(0);
    expect(asked.at(-1)).toBe("/a bytes=1000-");
  });

  it("says why an address cannot be reached", async () => {
    const closed = createServer();
    await new Promise<void>((listening) => closed.listen(0, "127.0.0.1", listening));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    await expect(nodeDownload()(`http://127.0.0.1:${port}/`, { from: 0 })).rejects.toThrow(`connect ECONNREFUSED 127.0.0.1:${port}`);
  });

  it("stops when the user stops it and keeps what has come", async () => {
    behaviours["/stall"] = stall;
    const stop = new AbortController();
    const reason = new Error("interrupted");
    await expect(fetchFrom(["/stall", "/a"], { signal: stop.signal, onProgress: () => stop.abort(reason) })).rejects.toBe(reason);
    expect(asked).toEqual(["/stall all"]);
    expect(await kept()).toEqual(["file.part"]);
  });
});
