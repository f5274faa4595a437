import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emitDeclarations } from "../scripts/api/declarations.ts";
import { drawDocstring, drawPages } from "../scripts/api/pages.ts";
import { exportsOf } from "./source/exports.ts";
import { root } from "./source/source-files.ts";

const folder = join(root, "docs", "api");

test("docs/api is what the docstrings say: `npx node scripts/api-reference.ts` writes it again", async () => {
  await mkdir(join(root, "runs"), { recursive: true });
  const drawn = drawPages(await emitDeclarations(root));
  expect((await readdir(folder)).toSorted()).toEqual([...drawn.keys()].toSorted());
  const stale: string[] = [];
  for (const [file, text] of drawn) if ((await readFile(join(folder, file), "utf8")) !== text) stale.push(file);
  expect(stale).toEqual([]);
}, 300_000);

test("every public name has an entry", async () => {
  const pages = (await readdir(folder)).map((file) => readFile(join(folder, file), "utf8"));
  const headings = new Set([...(await Promise.all(pages)).join("\n").matchAll(/^## (\S+)/gm)].map(([, name]) => name));
  const names = ["tensor", "tensor-blas", "credence", "lab", "tabular"].flatMap((name) => exportsOf(`packages/${name}/src/index.ts`));
  expect(names.filter(({ name }) => !headings.has(name)).map(({ name }) => name)).toEqual([]);
});

test("a docstring becomes prose, formulas, a list of what it promises, and its example", () => {
  const docstring = `Mean of x.

  1/N sum of x

Over all of them.
@shape [count] -> []
@throws for
  no x
@example
mean([1, 3]) // => 2`;
  expect(drawDocstring(docstring)).toBe(`Mean of x.

\`\`\`text
1/N sum of x
\`\`\`

Over all of them.

- Shape: [count] -> []
- Throws: for no x

\`\`\`ts
mean([1, 3]) // => 2
\`\`\``);
});
