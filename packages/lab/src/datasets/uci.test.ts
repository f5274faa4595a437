import { expect, it } from "vitest";
import { describeWithRealData } from "./testing/real-data.ts";
import { uci, uciSet, uciSetNames } from "./uci.ts";

it("pins the five sets of the table and reads any other as it stands", () => {
  expect(uci.files).toEqual(uciSetNames.flatMap((name) => uciSet(name).files));
  expect(uciSet("yacht").unpinned).toBeUndefined();
  const other = uciSet("kin8nm");
  expect(other.files).toEqual([]);
  expect(other.unpinned!.map(({ path }) => path)).toEqual(["uci/kin8nm/data.csv.gz", "uci/kin8nm/splits.json.gz"]);
});

describeWithRealData(uci, "the five sets", (load) => {
  it("have the published sizes, and 20 test parts of a tenth", async () => {
    const tables = await load();
    expect(tables.map(({ name, rows, features }) => [name, rows, features.length])).toEqual([
      ["boston-housing", 506, 13],
      ["concrete", 1030, 8],
      ["energy", 768, 8],
      ["wine-quality-red", 1599, 11],
      ["yacht", 308, 6],
    ]);
    for (const { rows, test } of tables) {
      expect(test).toHaveLength(20);
      for (const split of test) expect(Math.abs(split.length - rows / 10)).toBeLessThanOrEqual(1);
    }
  });
});
