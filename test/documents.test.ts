import { existsSync, globSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { sourceFiles } from "./source/source-files.ts";

const root = join(import.meta.dirname, "..");
const paths = globSync("{*.md,{docs,packages,apps,bench,results}/**/*.md}", { cwd: root }).filter((path) => !path.includes("node_modules"));
const pages = new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path), "utf8")] as const)));

/** Words of a diary; a document gives a date, or says what holds. */
const diary = /\b(that night|tonight|yesterday|this morning|in the morning|in the evening|read again|a stranger|as we remember|mended)\b/gi;

/** Pages that are read in one go, and their most lines. */
const longest = { "README.md": 150, "RESULTS.md": 150 };

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsOf = (text: string): readonly string[] => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));

/** Local links of `path` that lead nowhere: no file, or no heading of that anchor. */
function brokenLinks(path: string): readonly string[] {
  const links = [...pages.get(path)!.matchAll(/\]\(([^):]+)\)/g)].map(([, link]) => link!);
  return links.filter((link) => {
    const [file, anchor] = link.split("#");
    const target = file ? join(dirname(path), file) : path;
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(pages.get(target) ?? "").includes(anchor);
  });
}

test("the documents are found", () => {
  expect(paths).toEqual(expect.arrayContaining(["README.md", "DESIGN.md", "RESULTS.md", join("docs", "weight-uncertainty.md")]));
});

test("an anchor drops punctuation and joins words by hyphens", () => {
  expect(anchorOf("Table 3: test error, 400 units")).toBe("table-3-test-error-400-units");
});

describe.each(paths)("%s", (path) => {
  test("begins with its title", () => {
    expect(pages.get(path)!.split("\n")[0]).toMatch(/^# /);
  });

  test("keeps no diary", () => {
    expect(pages.get(path)!.match(diary) ?? []).toEqual([]);
  });

  test("links to files and headings that are there", () => {
    expect(brokenLinks(path)).toEqual([]);
  });
});

/** A per cent sign that touches its number, outside style sheets. */
const touching = /.{0,30}[\d}]%(?![\w%#]).{0,10}/g;

test("a per cent sign stands apart from its number, as in 95 %, in documents, experiments and messages", () => {
  const experiments = globSync("packages/experiments/src/**/*.json", { cwd: root }).map((path) => ({
    path,
    text: readFileSync(join(root, path), "utf8"),
  }));
  const sources = sourceFiles("packages", "apps").filter(({ path, forTests }) => !forTests && !path.endsWith("-style.ts"));
  const texts = [...Array.from(pages, ([path, text]) => ({ path, text })), ...experiments, ...sources];
  expect(texts.length).toBeGreaterThan(500);
  expect(texts.flatMap(({ path, text }) => (text.match(touching) ?? []).map((found) => `${path}: ${found}`))).toEqual([]);
});

test.each(Object.entries(longest))("%s has at most %i lines", (path, most) => {
  expect(pages.get(path)!.trimEnd().split("\n").length).toBeLessThanOrEqual(most);
});
