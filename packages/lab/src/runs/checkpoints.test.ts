import { expect, test } from "vitest";
import { openCheckpoints } from "./checkpoints.ts";
import { seal } from "./sealed-file.ts";
import { memoryStorage } from "./testing/memory-storage.ts";
import { testHost } from "./testing/toy-experiment.ts";

const first = { done: 1, trace: [{ epoch: 1, loss: 0.1 }], state: Uint8Array.of(1, 10, 2) };
const second = {
  done: 3,
  trace: [...first.trace, { epoch: 3, loss: Number.NaN, best: Number.NEGATIVE_INFINITY, zero: -0 }],
  state: Uint8Array.of(3),
};

async function withTwo() {
  const storage = memoryStorage();
  const messages: string[] = [];
  const open = () => openCheckpoints(storage, "abc", { host: testHost, onMessage: (line) => messages.push(line) });
  const writer = open();
  expect(await writer.load()).toBeUndefined();
  await writer.save(first);
  await writer.save(second);
  return { storage, messages, open };
}

test("gives the newest back, whatever numbers the trace holds", async () => {
  const { open } = await withTwo();
  expect(await open().load()).toEqual(second);
});

test("reads a file of a fit from before there was other work, whose header says epoch", async () => {
  const { storage, open, messages } = await withTwo();
  const header = { epoch: 7, trace: [{ epoch: 7, loss: 0.5 }] };
  storage.files.set("checkpoints/abc.checkpoint", await seal({ header, body: Uint8Array.of(9) }, testHost));
  expect(await open().load()).toEqual({ done: 7, trace: header.trace, state: Uint8Array.of(9) });
  expect(messages).toEqual([]);
});

const faults: [string, (bytes: Uint8Array) => Uint8Array][] = [
  ["one flipped bit in the state", (bytes) => bytes.with(bytes.length - 1, bytes[bytes.length - 1] ^ 1)],
  ["one flipped bit in the header", (bytes) => bytes.with(100, bytes[100] ^ 1)],
  ["its second half missing", (bytes) => bytes.slice(0, bytes.length / 2)],
  ["zeros of the same length", (bytes) => new Uint8Array(bytes.length)],
  ["nothing at all", () => new Uint8Array()],
];

test.each(faults)("a checkpoint with %s is named, set aside, and the previous one used", async (_, damage) => {
  const { storage, messages, open } = await withTwo();
  const damaged = damage(storage.files.get("checkpoints/abc.checkpoint") as Uint8Array);
  storage.files.set("checkpoints/abc.checkpoint", damaged);
  const opened = open();
  expect(await opened.load()).toEqual(first);
  expect(messages).toEqual([expect.stringMatching(/^memory\/checkpoints\/abc\.checkpoint is corrupt .* set aside as .*\.corrupt$/)]);
  expect(storage.files.get("checkpoints/abc.checkpoint.corrupt")).toEqual(damaged);

  await opened.save(second);
  expect(await open().load()).toEqual(second);
  storage.files.delete("checkpoints/abc.checkpoint");
  expect(await open().load(), "the good previous one was not replaced by the corrupt one").toEqual(first);
});

test("both corrupt: both are named, and there is none", async () => {
  const { storage, messages, open } = await withTwo();
  for (const path of storage.files.keys()) storage.files.set(path, Uint8Array.of(1));
  expect(await open().load()).toBeUndefined();
  expect(messages).toHaveLength(2);
});

test("a crash between setting the old one back and writing the new one loses nothing older", async () => {
  const { storage, open } = await withTwo();
  const writer = open();
  await writer.load();
  const failing = openCheckpoints({ ...storage, write: async () => Promise.reject(new Error("crash")) }, "abc", {
    host: testHost,
    onMessage: () => {},
  });
  await failing.load();
  await expect(failing.save(first)).rejects.toThrow("crash");
  expect(await open().load()).toEqual(second);
});

test("clear removes both", async () => {
  const { storage, open } = await withTwo();
  await open().clear();
  expect(storage.files.size).toBe(0);
});
