import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exportsOf } from "./source/exports.ts";
import { root } from "./source/source-files.ts";

describe.each(readdirSync(join(root, "packages")))("the public names of packages/%s", (name) => {
  const exported = exportsOf(`packages/${name}/src/index.ts`);

  test("are found", () => expect(exported.length).toBeGreaterThan(2));

  test("each carry a docstring", () => {
    expect(exported.filter(({ docstring }) => docstring === undefined).map((entry) => `${entry.name} (${entry.path})`)).toEqual([]);
  });

  test("say something: a docstring is more than the name again", () => {
    const words = (text: string) => text.toLowerCase().match(/[a-z]+/g) ?? [];
    const empty = exported.filter(
      ({ name: own, docstring }) =>
        docstring !== undefined && words(docstring).filter((word) => !own.toLowerCase().includes(word)).length === 0,
    );
    // "-x" and "x^2" say all there is to say
    expect(empty.filter(({ docstring }) => !/[-^|+/]\w|\w[\^|+/]/.test(docstring!.slice(3, -2))).map((entry) => entry.name)).toEqual([]);
  });
});
