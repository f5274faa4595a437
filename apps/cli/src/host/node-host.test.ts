import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { nodeHost } from "./node-host.ts";

const host = nodeHost();
const packed = gzipSync(Buffer.alloc(100_000, "credence"));

it("computes the SHA-256 of the standard's example", async () => {
  // FIPS 180-2, appendix B.1.
  expect(await host.sha256(new TextEncoder().encode("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

it("unpacks gzip and rejects what is cut, spoilt or no gzip", async () => {
  expect((await host.gunzip(packed)).length).toBe(100_000);
  const cut = packed.subarray(0, packed.length - 20);
  await expect(host.gunzip(cut)).rejects.toMatchObject({
    name: "BadInput",
    message: `truncated, the gzip data ends after ${cut.length} bytes and more was expected`,
  });
  await expect(host.gunzip(Buffer.from("plain text"))).rejects.toMatchObject({
    name: "BadInput",
    message: expect.stringMatching(/^no gzip data \(/),
  });
  const spoilt = Buffer.from(packed);
  spoilt[packed.length - 6] ^= 1;
  await expect(host.gunzip(spoilt)).rejects.toMatchObject({ name: "BadInput" });
});

it("tells the code of a package, and which one is not installed", async () => {
  const codes = await Promise.all(["@credence/tabular", "@credence/lab", "@credence/tabular"].map((name) => host.codeOf(name)));
  expect(codes).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/), codes[0]]);
  expect(codes[1]).not.toBe(codes[0]);
  await expect(host.codeOf("@credence/nothing")).rejects.toThrow("@credence/nothing");
});

it("has a clock in seconds that does not go back", async () => {
  const start = host.now();
  await new Promise((done) => setTimeout(done, 20));
  const elapsedSeconds = host.now() - start;
  expect(elapsedSeconds).toBeGreaterThan(0.015);
  expect(elapsedSeconds).toBeLessThan(10);
});
