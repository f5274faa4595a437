import { expect, test } from "vitest";
import { openPieces } from "./pieces.ts";
import { memoryStorage } from "./testing/memory-storage.ts";
import { testHost } from "./testing/toy-experiment.ts";

function opened() {
  const storage = memoryStorage();
  const messages: string[] = [];
  const open = (identity: string) => openPieces(storage, { host: testHost, identity, onMessage: (line) => messages.push(line) }).piece;
  return { storage, messages, open };
}

const never = async (): Promise<never> => {
  throw new Error("computed again");
};

test("a piece is computed once and given to the next session as it was", async () => {
  const { storage, open } = opened();
  const value = await open("a")("bands/gaussian", async () => ({ mean: [0.1 + 0.2, -0], none: null }));
  expect(value).toEqual({ mean: [0.30000000000000004, 0], none: null });
  expect(await open("a")("bands/gaussian", never)).toEqual(value);
  expect([...storage.files.keys()]).toEqual(["pieces/bands%2Fgaussian.piece"]);
});

test("a piece made under other settings or kernels is not used", async () => {
  const { open } = opened();
  await open("a")("error", async () => 1);
  expect(await open("b")("error", async () => 2)).toBe(2);
  expect(await open("b")("error", never)).toBe(2);
});

test("a name used twice in one run is a fault of the experiment", async () => {
  const { open } = opened();
  const piece = open("a");
  await piece("error", async () => 1);
  await expect(piece("error", async () => 2)).rejects.toThrow('piece "error" was asked for twice');
});

test("a corrupt piece is named, set aside and computed again", async () => {
  const { storage, messages, open } = opened();
  await open("a")("error", async () => 1);
  const bytes = storage.files.get("pieces/error.piece") as Uint8Array;
  storage.files.set("pieces/error.piece", bytes.with(bytes.length - 2, 57));
  expect(await open("a")("error", async () => 3)).toBe(3);
  expect(messages).toEqual([expect.stringMatching(/^memory\/pieces\/error\.piece is corrupt .*computing it again$/)]);
  expect(storage.files.get("pieces/error.piece.corrupt")).toBeDefined();
});

test("a value that JSON cannot hold is refused by its place", async () => {
  const { open } = opened();
  await expect(open("a")("error", async () => ({ of: [1, Number.POSITIVE_INFINITY] }))).rejects.toThrow('piece "error".of[1] is Infinity');
});
