// `npm run books` draws docs/books/SOURCE.html, one book of each source, from the runs in results/.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sources } from "@credence/experiments";
import { drawBook } from "./books/draw-book.ts";
import { readKeptRuns } from "./results/kept-run.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, "docs", "books");

await mkdir(folder, { recursive: true });
const runs = await readKeptRuns(join(root, "results"));
for (const source of sources) {
  await writeFile(join(folder, `${source.name}.html`), await drawBook(source, runs));
  console.log(`wrote docs/books/${source.name}.html`);
}
