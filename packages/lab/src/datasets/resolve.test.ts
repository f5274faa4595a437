import { createHash } from "node:crypto";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { badInput, type Download, type Host, type Storage } from "../host.ts";
import type { DataFile, DataSet } from "./data-set.ts";
import { fetchDataSet, type ResolveOptions, resolveDataSet } from "./resolve.ts";
import { dataSetStatus, verifyDataSet } from "./status.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const host: Host = { now: () => 0, sha256: async (bytes) => sha256(bytes), gunzip: async (bytes) => bytes, codeOf: async () => "" };
const content = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
const damaged = content.with(500, 0);
const file: DataFile = { path: "set/file", bytes: 1000, sha256: sha256(content), urls: ["http://one/file", "http://two/file"] };
const packed: DataFile = { ...file, urls: [], archive: { url: "http://zip/all.zip", member: "file" } };

function dataSetOf(entry: DataFile): DataSet<Uint8Array> {
  return { name: "set", description: "", licence: "", files: [entry], alternative: "synthetic-digits", parse: (read) => read(entry.path) };
}

function memoryStorage(name: string, files: Record<string, Uint8Array> = {}) {
  const held = new Map(Object.entries(files));
  const storage: Storage = {
    read: async (path) => held.get(path),
    write: async (path, bytes) => void held.set(path, bytes.slice()),
    append: async (path, data) => void held.set(path, Uint8Array.from([...(held.get(path) ?? []), ...(data as Uint8Array)])),
    rename: async (from, to) => {
      held.set(to, held.get(from)!);
      held.delete(from);
    },
    remove: async (path) => void held.delete(path),
    list: async () => [...held.keys()],
    describe: (path) => `${name}/${path}`,
  };
  return { ...storage, held };
}

type Answer = { body: Uint8Array; cutAt?: number; ignoresRange?: boolean } | Error;

/** Serves each address its answers in turn, in chunks of 100 bytes, and notes what was asked. */
function network(answers: Record<string, Answer[]>) {
  const asked: string[] = [];
  const download: Download = async (url, { from }) => {
    asked.push(`${url} ${from}`);
    const answer = answers[url]?.shift() ?? new Error("getaddrinfo ENOTFOUND");
    if (answer instanceof Error) throw answer;
    const start = answer.ignoresRange ? 0 : from;
    const chunks = async function* () {
      for (let at = start; at < answer.body.length; at += 100) {
        if (answer.cutAt !== undefined && at >= answer.cutAt) throw new Error("other side closed");
        yield answer.body.subarray(at, at + 100);
      }
    };
    return { start, chunks: chunks() };
  };
  return { asked, download };
}

function resolve(options: Partial<ResolveOptions>, entry = file) {
  return resolveDataSet(dataSetOf(entry), { cache: memoryStorage("cache"), host, ...options });
}

describe("where a file comes from", () => {
  it("is the publisher's own form of it, at hand or downloaded, where it is another form", async () => {
    const form: DataFile = { path: "set/form", bytes: 3, sha256: sha256(Uint8Array.of(1, 2, 3)), urls: [], original: file };
    const { asked, download } = network({ "http://one/file": [{ body: content }] });
    const cache = memoryStorage("cache");
    expect(await resolve({ folder: memoryStorage("data", { "set/file": content }), cache, download }, form)).toEqual(content);
    expect(await resolve({ folder: memoryStorage("data", { "set/form": Uint8Array.of(1, 2, 3) }), cache, download }, form)).toHaveLength(3);
    expect(asked).toEqual([]);
    expect((await dataSetStatus(dataSetOf(form), { cache })).state).toBe("missing");
    expect(await resolve({ cache, download }, form)).toEqual(content);
    expect(await dataSetStatus(dataSetOf(form), { cache })).toMatchObject({ state: "present", files: [{ at: "cache/set/file" }] });
    expect(await verifyDataSet(dataSetOf(form), { cache, host })).toMatchObject([{ verdict: "right" }]);
    await expect(resolve({}, form)).rejects.toThrow("set/file: not at hand, and downloads are off; it is published at http://one/file");
  });

  it("is the user's folder first, then the cache, neither touching the network", async () => {
    const { asked, download } = network({});
    const folder = memoryStorage("data", { "set/file": content });
    const cache = memoryStorage("cache", { "set/file": content });
    expect(await resolve({ folder, cache: memoryStorage("cache", { "set/file": damaged }), download })).toEqual(content);
    expect(await resolve({ folder: memoryStorage("data"), cache, download })).toEqual(content);
    expect(asked).toEqual([]);
  });

  it("is never a wrong file of the user's folder, nor a silent replacement of it", async () => {
    const { asked, download } = network({ "http://one/file": [{ body: content }] });
    const folder = memoryStorage("data", { "set/file": damaged });
    const message = `data/set/file: sha256 ${sha256(damaged)}, expected ${file.sha256}`;
    await expect(resolve({ folder, download })).rejects.toMatchObject({ name: "BadInput", message });
    const short = memoryStorage("data", { "set/file": content.subarray(0, 900) });
    await expect(resolve({ folder: short, download })).rejects.toThrow(
      /^data\/set\/file: 900 bytes, expected 1000; sha256 [0-9a-f]{64}, expected /,
    );
    expect(asked).toEqual([]);
  });

  it("is the network, into the cache, when both lack it", async () => {
    const { asked, download } = network({ "http://one/file": [{ body: content }] });
    const cache = memoryStorage("cache");
    const progress: number[] = [];
    expect(
      await resolve({ folder: memoryStorage("data"), cache, download, onProgress: ({ doneBytes }) => progress.push(doneBytes) }),
    ).toEqual(content);
    expect([...cache.held.keys()]).toEqual(["set/file"]);
    expect(progress).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(await resolve({ cache, download })).toEqual(content);
    expect(asked).toEqual(["http://one/file 0"]);
  });

  it("is the network again, with a notice, when the cache is damaged", async () => {
    const { download } = network({ "http://one/file": [{ body: content }] });
    const cache = memoryStorage("cache", { "set/file": damaged });
    const notices: string[] = [];
    expect(await resolve({ cache, download, onNotice: (message) => notices.push(message) })).toEqual(content);
    expect(notices).toEqual([`cache/set/file: damaged, fetched again: sha256 ${sha256(damaged)}, expected ${file.sha256}`]);
    expect(cache.held.get("set/file")).toEqual(content);
  });
});

describe("a file that is packed from others", () => {
  const packedFrom = "https://originals/set";
  const own: DataFile = { ...file, urls: [], packedFrom };

  it("is read where it was put, and never asked of the network", async () => {
    const { asked, download } = network({});
    expect(await resolve({ folder: memoryStorage("data", { "set/file": content }), download }, own)).toEqual(content);
    const message =
      "set/file: not at hand; it is packed from https://originals/set and has no address of its own; put it at cache/set/file or name a folder that has it with --data";
    await expect(resolve({ download }, own)).rejects.toMatchObject({ name: "BadInput", message });
    await expect(fetchDataSet(dataSetOf(own), { cache: memoryStorage("cache"), host, download })).rejects.toThrow(message);
    expect(asked).toEqual([]);
  });

  it("is bad input where it is damaged, in the cache too", async () => {
    const message = `cache/set/file: sha256 ${sha256(damaged)}, expected ${file.sha256}`;
    await expect(resolve({ cache: memoryStorage("cache", { "set/file": damaged }) }, own)).rejects.toMatchObject({
      name: "BadInput",
      message,
    });
  });

  it("without a checksum is read as it stands, from the folder before the cache", async () => {
    const unpinned: DataSet<Uint8Array> = { ...dataSetOf(file), files: [], unpinned: [{ path: "set/file", packedFrom }] };
    const cache = memoryStorage("cache", { "set/file": damaged });
    expect(await resolveDataSet(unpinned, { folder: memoryStorage("data", { "set/file": content }), cache, host })).toEqual(content);
    expect(await resolveDataSet(unpinned, { folder: memoryStorage("data"), cache, host })).toEqual(damaged);
    await expect(resolveDataSet(unpinned, { cache: memoryStorage("cache"), host })).rejects.toThrow(
      /^set\/file: not at hand; it is packed from .* put it at cache\/set\/file/,
    );
  });
});

describe("a download", () => {
  it("goes on at the next mirror where the first was cut", async () => {
    const { asked, download } = network({ "http://one/file": [{ body: content, cutAt: 400 }], "http://two/file": [{ body: content }] });
    expect(await resolve({ download })).toEqual(content);
    expect(asked).toEqual(["http://one/file 0", "http://two/file 400"]);
  });

  it("goes on in a later process where an earlier one was cut", async () => {
    const cache = memoryStorage("cache");
    const cut = network({ "http://one/file": [{ body: content, cutAt: 700 }] });
    await expect(resolve({ cache, download: cut.download })).rejects.toThrow("other side closed");
    expect(cache.held.get("set/file.part")).toEqual(content.subarray(0, 700));
    const { asked, download } = network({ "http://one/file": [{ body: content }] });
    expect(await resolve({ cache, download })).toEqual(content);
    expect(asked).toEqual(["http://one/file 700"]);
    expect([...cache.held.keys()]).toEqual(["set/file"]);
  });

  it("starts over where the server cannot start in the middle", async () => {
    const cache = memoryStorage("cache", { "set/file.part": content.subarray(0, 300) });
    const { download } = network({ "http://one/file": [{ body: content, ignoresRange: true }] });
    expect(await resolve({ cache, download })).toEqual(content);
  });

  it("starts over once where the earlier part was spoilt", async () => {
    const cache = memoryStorage("cache", { "set/file.part": damaged.subarray(0, 600) });
    const { asked, download } = network({ "http://one/file": [{ body: content }, { body: content }] });
    expect(await resolve({ cache, download })).toEqual(content);
    expect(asked).toEqual(["http://one/file 600", "http://one/file 0"]);
  });

  it.each([
    ["other bytes", damaged, `sha256 ${sha256(damaged)}, expected ${file.sha256}`],
    ["too few bytes", content.subarray(0, 100), "100 bytes, expected 1000; sha256"],
    ["too many bytes", new Uint8Array(2000), "the server sent more than the expected 1000 bytes"],
  ])("refuses %s and asks the next mirror", async (_, body, reason) => {
    const notices: string[] = [];
    const cache = memoryStorage("cache");
    const { asked, download } = network({ "http://one/file": [{ body }], "http://two/file": [{ body: content }, { body: content }] });
    expect(await resolve({ cache, download, onNotice: (message) => notices.push(message) })).toEqual(content);
    expect(notices).toEqual([expect.stringContaining(`set/file: http://one/file failed: ${reason}`)]);
    expect(asked.at(-1)).toBe("http://two/file 0");
    expect([...cache.held.keys()]).toEqual(["set/file"]);
  });

  it("says, offline, which file, which addresses, where to put it and what needs none", async () => {
    const { download } = network({});
    const message =
      "set/file: not at hand, and could not be downloaded from http://one/file (getaddrinfo ENOTFOUND) or http://two/file (getaddrinfo ENOTFOUND); " +
      "put it at cache/set/file or name a folder that has it with --data; synthetic-digits is built in and needs no download";
    await expect(resolve({ download })).rejects.toMatchObject({ name: "BadInput", message });
    await expect(resolve({})).rejects.toThrow(
      "downloads are off; it is published at http://one/file or http://two/file; put it at cache/set/file",
    );
    await expect(resolve({}, packed)).rejects.toThrow("put it, unpacked from http://zip/all.zip, at cache/set/file");
  });

  it("stops at once where the disk or the user stops it", async () => {
    const full = Object.assign(new Error("cache: no space left on the device"), { code: "ENOSPC" });
    for (const fault of [full, badInput("cache: no permission to write")]) {
      const { asked, download } = network({ "http://one/file": [{ body: content }], "http://two/file": [{ body: content }] });
      const cache = { ...memoryStorage("cache"), append: () => Promise.reject(fault) };
      await expect(resolve({ cache, download })).rejects.toBe(fault);
      expect(asked.length).toBe(1);
    }
    const stop = new AbortController();
    stop.abort();
    const { asked, download } = network({});
    await expect(resolve({ download, signal: stop.signal })).rejects.toThrow("ENOTFOUND");
    expect(asked.length).toBe(1);
  });
});

describe("a file published in an archive", () => {
  const answer = (entries: Record<string, Uint8Array>) => network({ "http://zip/all.zip": [{ body: zipSync(entries) }] });

  it("is unpacked, checked and kept without the archive", async () => {
    const cache = memoryStorage("cache");
    expect(await resolve({ cache, ...answer({ "read.me": damaged, file: content }) }, packed)).toEqual(content);
    expect([...cache.held.keys()]).toEqual(["set/file"]);
  });

  it.each([
    ["lacks it", { other: content }, "the archive holds no file of 1000 bytes"],
    ["holds another size", { file: new Uint8Array(1e6) }, "the archive holds no file of 1000 bytes"],
    ["holds other bytes", { file: damaged }, `sha256 ${sha256(damaged)}, expected ${file.sha256}`],
  ])("is refused where the archive %s", async (_, entries, message) => {
    await expect(resolve(answer(entries as Record<string, Uint8Array>), packed)).rejects.toThrow(message);
  });

  it("is refused where the archive is none", async () => {
    const { download } = network({ "http://zip/all.zip": [{ body: content }] });
    await expect(resolve({ download }, packed)).rejects.toThrow("http://zip/all.zip (not a readable zip archive: ");
  });
});

describe("status, fetch and verify", () => {
  it("tell places and states", async () => {
    const two = { ...dataSetOf(file), files: [file, { ...file, path: "set/second" }] };
    const cache = memoryStorage("cache");
    expect((await dataSetStatus(two, { cache })).state).toBe("missing");
    const folder = memoryStorage("data", { "set/second": content });
    expect(await dataSetStatus(two, { folder, cache })).toMatchObject({
      state: "incomplete",
      files: [
        { place: "missing", at: undefined },
        { place: "folder", at: "data/set/second", bytes: 1000 },
      ],
    });
    await fetchDataSet(two, { folder, cache, host, ...network({ "http://one/file": [{ body: content }] }) });
    expect(await dataSetStatus(two, { folder, cache })).toMatchObject({
      state: "present",
      files: [{ place: "cache" }, { place: "folder" }],
    });
    expect((await dataSetStatus({ ...two, files: [] }, { cache })).state).toBe("built in");
  });

  it("compare checksums only when verifying", async () => {
    const places = { cache: memoryStorage("cache", { "set/file": damaged }) };
    const set = dataSetOf(file);
    expect((await dataSetStatus(set, places)).state).toBe("present");
    expect(await verifyDataSet(set, { ...places, host })).toMatchObject([
      { verdict: "wrong", sha256: sha256(damaged), at: "cache/set/file" },
    ]);
    expect(await verifyDataSet(set, { cache: memoryStorage("cache", { "set/file": content }), host })).toMatchObject([
      { verdict: "right" },
    ]);
    expect(await verifyDataSet(set, { cache: memoryStorage("cache"), host })).toMatchObject([{ verdict: "missing", sha256: undefined }]);
  });
});
