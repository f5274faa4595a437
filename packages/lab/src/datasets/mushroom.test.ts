import { describe, expect, it } from "vitest";
import { parseMushrooms } from "./mushroom.ts";
import { oneHot } from "./one-hot.ts";

const row = (first: string, letters: string) => [first, ...letters].join(",");
const [poisonous, edible] = [row("p", "xsntpfcnkeesswwpwopksu"), row("e", "bsytafcbke?sswwpwopnng")];

describe("parseMushrooms", () => {
  it("reads classes and sorted categories", () => {
    const { count, labels, attributes, categories } = parseMushrooms(`${poisonous}\n${edible}\n`);
    expect([count, [...labels]]).toEqual([2, [1, 0]]);
    expect(attributes[0]).toEqual({ name: "cap-shape", categories: ["b", "x"] });
    expect(attributes[10]).toEqual({ name: "stalk-root", categories: ["?", "e"] });
    expect([categories[0], categories[22]]).toEqual([1, 0]);
  });

  it.each([
    ["a short row", "p,x,s", "mushroom/agaricus-lepiota.data, line 2: 3 columns, expected 23"],
    ["an unknown class", row("q", "xsntpfcnkeesswwpwopksu"), 'line 2: class "q", expected "e" or "p"'],
    ["a word", poisonous.replace(/u$/, "urban"), 'line 2: column 23 is "urban", expected one letter or ?'],
  ])("rejects %s with its line", (_, line, message) => {
    expect(() => parseMushrooms(`${edible}\n${line}\n`)).toThrow(message);
  });
});

describe("oneHot", () => {
  const table = {
    count: 3,
    attributes: [
      { name: "only", categories: ["z"] },
      { name: "odor", categories: ["a", "f", "n"] },
    ],
    categories: Uint8Array.of(0, 0, 0, 1, 0, 2),
  };

  it("gives every category a column", () => {
    const { columns, values } = oneHot(table, { drop: "none" });
    expect(columns).toEqual(["only=z", "odor=a", "odor=f", "odor=n"]);
    expect([...values]).toEqual([1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1]);
  });

  it("leaves out the first category of each attribute", () => {
    const { columns, values } = oneHot(table, { drop: "first" });
    expect(columns).toEqual(["odor=f", "odor=n"]);
    expect([...values]).toEqual([0, 0, 1, 0, 0, 1]);
  });
});
