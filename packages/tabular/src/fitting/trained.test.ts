import type { Storage } from "@credence/lab";
import { key } from "@credence/tensor";
import { expect, test } from "vitest";
import { regressor } from "../models/estimators.ts";
import { noisyCurve } from "../testing/noisy-curve.ts";
import type { KeepOptions } from "./fit-options.ts";

/** Files in memory, and a clock that goes a second forward at every look. */
function memory(): { files: Map<string, Uint8Array>; keep: Omit<KeepOptions, "identity"> } {
  const files = new Map<string, Uint8Array>();
  let seconds = 0;
  const storage = {
    read: async (path: string) => files.get(path),
    write: async (path: string, bytes: Uint8Array) => void files.set(path, bytes.slice()),
    remove: async (path: string) => void files.delete(path),
  } as unknown as Storage;
  const sha256 = async (bytes: Uint8Array) =>
    Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice().buffer)), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join("");
  return { files, keep: { storage, host: { now: () => seconds++, sha256 }, everySeconds: 5 } };
}

const table = noisyCurve(80, key(9));
const estimator = regressor({ budget: "quick" });

test("interrupted again and again, a fit ends with the bytes of one left alone", async () => {
  const alone = await (await estimator.fit(table, { target: "y" })).save();
  const { files, keep } = memory();
  let rounds = 0;
  for (;;) {
    const controller = new AbortController();
    let steps = 0;
    const fit = estimator.fit(table, {
      target: "y",
      keep: { ...keep, identity: "a table", signal: controller.signal },
      // some epochs further each time
      onProgress: () => ++steps === 100 && controller.abort(),
    });
    const model = await fit.catch((error: Error) => {
      expect(error.name).toBe("Interrupted");
    });
    rounds++;
    if (model) {
      expect(await model.save()).toEqual(alone);
      break;
    }
  }
  expect(rounds).toBeGreaterThan(2);
  expect([...files.keys()].filter((name) => name.endsWith(".checkpoint"))).toEqual([]);
});

test("what is kept of other data is not taken, nor a file that was cut", async () => {
  const { files, keep } = memory();
  const fit = async (identity: string) => {
    let steps = 0;
    const model = await regressor({ budget: "quick", draws: 2, method: "mcDropout" }).fit(table, {
      target: "y",
      keep: { ...keep, identity },
      onProgress: () => steps++,
    });
    return { bytes: await model.save(), steps };
  };
  const first = await fit("a table");
  expect(first.steps).toBeGreaterThan(20);
  expect((await fit("a table")).steps).toBe(0);
  expect((await fit("another")).steps).toBe(first.steps);
  for (const [name, bytes] of files) files.set(name, bytes.subarray(0, bytes.length - 7));
  expect(await fit("a table")).toEqual(first);
});
