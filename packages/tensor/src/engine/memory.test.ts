import { describe, expect, test } from "vitest";
import { createMemory } from "./memory.ts";

const MIB = 2 ** 20;

describe("growth", () => {
  test("what is free at the end counts: of 64 MiB, 30 freed, 33 fit beside 3", () => {
    const memory = createMemory({ allowedMiB: 64 });
    memory.allocate(3 * MIB);
    memory.release(memory.allocate(30 * MIB), 30 * MIB);
    const address = memory.allocate(33 * MIB);
    expect(address + 33 * MIB).toBeLessThanOrEqual(memory.wasm.buffer.byteLength - 64);
    expect(memory.usage()).toEqual({ held: 36 * MIB, peak: 36 * MIB, allowed: 64 * MIB });
  });

  test.each([16, 64, 100])(
    "all of %i MiB can be had, but for the first page and the last 64 bytes, in one piece or after others",
    (allowedMiB) => {
      const most = allowedMiB * MIB - 65536 - 64;
      for (const earlier of [[], [1], [0.5 * MIB], [5 * MIB, 2 * MIB], [most]]) {
        const memory = createMemory({ allowedMiB });
        const blocks = earlier.map((bytes) => [memory.allocate(bytes), bytes] as const);
        for (const [address, bytes] of blocks) memory.release(address, bytes);
        expect(() => memory.allocate(most + 1)).toThrow(`held of ${allowedMiB} MiB allowed`);
        expect(memory.allocate(most)).toBe(65536);
        expect(() => memory.allocate(1)).toThrow("out of memory: asked for 0.0 MiB");
        memory.release(65536, most);
        expect(memory.allocate(1)).toBe(65536);
      }
    },
  );
});

test("4 GiB and more, to the byte, are refused in one line, and what comes after has its place", () => {
  const memory = createMemory({ allowedMiB: 4096 });
  for (const bytes of [2 ** 32 - 63, 2 ** 32, 2 ** 32 + 1, 2 ** 33, 2 ** 40, Number.NaN, Infinity])
    expect(() => memory.allocate(bytes)).toThrow("out of memory: asked for");
  expect(() => memory.allocate(2 ** 32)).toThrow("out of memory: asked for 4096.0 MiB with 0.0 MiB held of 4096 MiB allowed");
  expect(memory.allocate(100)).toBe(65536);
  expect(memory.usage().held).toBe(128);
});
