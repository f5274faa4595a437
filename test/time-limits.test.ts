import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import configuration from "../vitest.config.ts";

/** Below it, a machine four times slower and with other work fails a test that is right. */
const least = 240_000;
const limit = /(?:\btimeout: |^\s*\}, )([\d_]{4,})(?= \}|,$|\);$)/gm;

test("the limits of tests and hooks leave a slow machine its time", () => {
  expect(configuration.test?.testTimeout).toBeGreaterThanOrEqual(least);
  expect(configuration.test?.hookTimeout).toBeGreaterThanOrEqual(least);
});

test("no test sets itself a limit below the one all have", () => {
  const files = globSync(["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "test/**/*.test.ts"]);
  expect(files.length).toBeGreaterThan(100);
  const short = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(limit)]
      .filter(([, number]) => Number(number!.replaceAll("_", "")) < least)
      .map(([found]) => `${file}: ${found.trim()}`),
  );
  expect(short).toEqual([]);
});
