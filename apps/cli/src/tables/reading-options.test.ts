import { expect, test } from "vitest";
import { columnOptions } from "./reading-options.ts";

test("columns may be called as what every object has", async () => {
  const columns = await columnOptions({ column: ["__proto__=category", "constructor=number", "x=y=date"] });
  expect(Object.entries(columns)).toEqual([
    ["__proto__", "category"],
    ["constructor", "number"],
    ["x=y", "date"],
  ]);
});
