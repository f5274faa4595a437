import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../experiment.ts";
import { seal, unseal } from "./sealed-file.ts";
import { testHost } from "./testing/toy-experiment.ts";

const parameters = { seed: 20_150_707, numRuns: 150 };
/** What may be sealed: -0 is 0 once it is JSON. */
const contents = fc.record({
  header: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json),
  body: fc.uint8Array({ maxLength: 60 }),
});

test("what is sealed is unsealed", async () => {
  await fc.assert(
    fc.asyncProperty(contents, async (content) => {
      expect(await unseal(await seal(content, testHost), testHost)).toEqual(content);
    }),
    parameters,
  );
});

test("any changed byte is found", async () => {
  await fc.assert(
    fc.asyncProperty(contents, fc.nat(), fc.integer({ min: 1, max: 255 }), async (content, place, change) => {
      const bytes = await seal(content, testHost);
      const at = place % bytes.length;
      expect(await unseal(bytes.with(at, bytes[at]! ^ change), testHost)).toEqual({ fault: expect.any(String) });
    }),
    parameters,
  );
});

test("a file cut anywhere, or with bytes after its end, is found", async () => {
  await fc.assert(
    fc.asyncProperty(contents, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 9 }), async (content, place, more) => {
      const bytes = await seal(content, testHost);
      const fault = { fault: expect.any(String) };
      expect(await unseal(bytes.subarray(0, place % bytes.length), testHost)).toEqual(fault);
      expect(await unseal(Uint8Array.of(...bytes, ...more), testHost)).toEqual(fault);
    }),
    parameters,
  );
});
