import { expect, test } from "vitest";
import { key, uniforms } from "../index.ts";
import { freeList } from "./free-list.ts";

test("neighbours join: what was cut up can be taken whole again, in any order of giving", () => {
  for (const order of [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [1, 3, 0, 2],
    [2, 0, 3, 1],
  ]) {
    const free = freeList();
    free.give(64, 4 * 256);
    const blocks = [0, 1, 2, 3].map(() => free.take(256)!);
    expect(free.take(64)).toBeUndefined();
    for (const i of order) free.give(blocks[i]!, 256);
    expect(free.take(4 * 256)).toBe(64);
  }
});

test("taking and giving in turn leaves no entries behind, and takes the same block each time", () => {
  const free = freeList();
  free.give(64, 64 * 1000);
  for (let i = 0; i < 10_000; i++) {
    // what is left is of the same size class as the whole
    expect(free.take(64)).toBe(64);
    free.give(64, 64);
    // 64 in its bin, and two for each of the two blocks that are free while one is given
    expect(free.entries()).toBeLessThanOrEqual(64 + 2 * 2);
  }
});

test("twenty thousand takes and gives: no two blocks overlap, and in the end the memory is whole", () => {
  const [start, bytes] = [64, 64 * 40_000];
  const free = freeList();
  free.give(start, bytes);
  const held = new Map<number, number>();
  const owner = new Uint8Array((start + bytes) / 64);
  const random = uniforms(key(1), 60_000);
  for (let i = 0; i < 20_000; i++) {
    const [wish, choice] = [random[3 * i]!, random[3 * i + 1]!];
    if (held.size > 0 && choice < 0.45) {
      const address = [...held.keys()][Math.floor(wish * held.size)]!;
      const size = held.get(address)!;
      owner.fill(0, address / 64, (address + size) / 64);
      held.delete(address);
      free.give(address, size);
      continue;
    }
    const size = 64 * Math.ceil(2 ** (random[3 * i + 2]! * 9));
    const address = free.take(size);
    if (address === undefined) continue;
    expect(address).toBeGreaterThanOrEqual(start);
    expect(address + size).toBeLessThanOrEqual(start + bytes);
    const cells = owner.subarray(address / 64, (address + size) / 64);
    if (cells.some((cell) => cell !== 0)) expect.fail(`block at ${address} of ${size} bytes overlaps another`);
    cells.fill(1);
    held.set(address, size);
  }
  for (const [address, size] of held) free.give(address, size);
  expect(free.take(bytes)).toBe(start);
});
