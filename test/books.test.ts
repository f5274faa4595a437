import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { experiments, sources } from "@credence/experiments";
import { answerOf, type Claim } from "@credence/lab";
import { describe, expect, test } from "vitest";
import { drawBook, largestRun } from "../scripts/books/draw-book.ts";
import { type KeptRun, readKeptRuns } from "../scripts/results/kept-run.ts";

const root = join(import.meta.dirname, "..");
const runs = await readKeptRuns(join(root, "results"));
const loaded = await Promise.all(Object.values(experiments).map((load) => load()));

describe.each(sources)("the book of $name", (source) => {
  const own = loaded.filter((experiment) => experiment.source === source.name);

  test("is what results/ makes: npm run books", async () => {
    const committed = await readFile(join(root, "docs", "books", `${source.name}.html`), "utf8");
    // not compared by toBe: a difference of megabytes is no message
    expect(committed === (await drawBook(source, runs)), "docs/books is not current; npm run books draws it").toBe(true);
  });

  test("stays under 4 MB, and names each experiment, those without a kept run too", async () => {
    const page = await readFile(join(root, "docs", "books", `${source.name}.html`), "utf8");
    expect(Buffer.byteLength(page)).toBeLessThan(4e6);
    for (const { name } of own) {
      const kept = runs.some(({ record }) => record.experiment === name);
      expect(page).toContain(kept ? `<h2 id="${name}">` : `<li>${name}: no run of it is kept in results/</li>`);
    }
  });

  test("writes 95 % with its space, and one of a thing without its plural", async () => {
    const page = await readFile(join(root, "docs", "books", `${source.name}.html`), "utf8");
    const text = page.replaceAll(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/g, " ");
    expect(text.match(/.{0,40}\d%/g) ?? []).toEqual([]);
    expect(
      text.match(/.{0,40}(?<![\d.,-])1 (epochs|draws|runs|trainings|networks|seeds|images|steps|minibatches|trials|games)\b/g) ?? [],
    ).toEqual([]);
  });

  test("asks a question in each chapter", () => {
    expect(own.length).toBeGreaterThan(1);
    expect(own.filter(({ question }) => !question?.endsWith("?")).map(({ name }) => name)).toEqual([]);
  });

  test("answers in at most five sentences from its results, and of nothing else", () => {
    const results = runs.filter(({ record }) => own.some(({ name }) => name === record.experiment)).map(({ result }) => result);
    const answer = answerOf(results, source.highlights);
    expect(answer.length).toBeLessThanOrEqual(5);
    expect(answer[0]).toMatch(/\d+ of the \d+ statements that were tested held/);
    expect(answerOf([], source.highlights)).toEqual(["None of the 0 statements is tested by these results."]);
  });

  test("speaks of claims that its experiments make", () => {
    const unknown = source.highlights.flatMap(({ experiment, claims }) => {
      const made = own.find(({ name }) => name === experiment)?.claims.map(({ id }) => id) ?? [];
      return claims.filter((id) => !made.includes(id)).map((id) => `${experiment} ${id}`);
    });
    expect(unknown).toEqual([]);
  });

  test("defines each term once", () => {
    const spellings = source.glossary.flatMap(({ term, also = [] }) => [term, ...also]);
    expect(spellings.filter((one, index) => spellings.indexOf(one) !== index)).toEqual([]);
  });
});

const unexplained = (claims: readonly Claim[]) => {
  const failed = claims.filter(({ verdict }) => verdict === "not reproduced");
  return { failed: failed.length, unknown: failed.filter(({ because = "unknown" }) => because === "unknown").length };
};

test("at most a quarter of the failures have no known reason: in all results, and in those of each study", () => {
  expect(unexplained(runs.flatMap(({ result }) => result.claims)).failed).toBeGreaterThan(10);
  const studies = sources.map(({ name }) => {
    const own = new Set(loaded.filter(({ source }) => source === name).map((experiment) => experiment.name));
    return { name, kept: runs.filter(({ record }) => own.has(record.experiment)) };
  });
  for (const { name, kept } of [{ name: "all", kept: runs }, ...studies]) {
    const { failed, unknown } = unexplained(kept.flatMap(({ result }) => result.claims));
    expect(unknown, name).toBeLessThanOrEqual(failed / 4);
  }
});

test("of several runs the largest budget is taken, then the one that tests most", () => {
  const run = (budget: string, tested: number) =>
    ({ record: { budget }, result: { claims: Array(tested).fill({ verdict: "reproduced" }) } }) as unknown as KeptRun;
  const [smoke, one, three] = [run("smoke", 9), run("default", 1), run("default", 3)];
  expect(largestRun([smoke, one, three])).toBe(three);
  expect(largestRun([smoke])).toBe(smoke);
  expect(largestRun([])).toBeUndefined();
});
