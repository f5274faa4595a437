// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { indexPage } from "./index-page.ts";
import { sampleClaims, sampleRun, sampleStudy } from "./testing/sample-run.ts";
import { expectSound, textOf } from "./testing/sound-page.ts";

describe("indexPage", () => {
  const book = (name: string, names: readonly string[]) => ({
    name,
    study: { ...sampleStudy, title: `On ${name}` },
    href: `${name}/report.html`,
    chapters: names.map((one) => {
      const { experiment, result } = sampleRun({ name: one });
      return { experiment, result };
    }),
    missing: name === "second" ? [{ name: "bandit-mushroom", reason: "its data set is not at hand" }] : [],
  });
  const page = expectSound(indexPage([book("first", ["regression-priors", "mnist-error"]), book("second", ["two-moons"])]));

  it("names each study with its question, its answer and a link to its book", () => {
    const titles = [...page.querySelectorAll(".chapters .part > h2 > a:first-child")].slice(0, 2);
    expect(titles.map(textOf)).toEqual(["On first", "On second"]);
    expect(titles.map((link) => link.getAttribute("href"))).toEqual(["first/report.html", "second/report.html"]);
    expect(textOf(page.querySelector(".question"))).toBe("Question. Does it hold?");
  });

  it("has a place for every experiment: its chapter, or why it is not there", () => {
    const chapters = [...page.querySelectorAll('.part a[href*="report.html#"]')].map((link) => link.getAttribute("href"));
    for (const place of ["first/report.html#regression-priors", "first/report.html#mnist-error", "second/report.html#two-moons"])
      expect(chapters).toContain(place);
    expect(page.body.textContent).toContain("bandit-mushroom: not there, its data set is not at hand");
  });

  it("folds a study's figures, tables and statements away, by their number", () => {
    const folded = [...page.querySelectorAll(".chapters details.block")];
    expect(folded.map((one) => textOf(one.querySelector("summary")))).toEqual(
      Array(2).fill("Where each is: 2 figures, 1 table, 3 statements"),
    );
    expect(folded.every((one) => !one.hasAttribute("open"))).toBe(true);
  });

  it("says of each where it is and how its claims came out, or why it is not there", () => {
    const rows = (book: number) =>
      [...page.querySelectorAll(".chapters details.block")[book]!.querySelectorAll("tbody tr")].map((row) => [...row.children].map(textOf));
    const counts = "✓ 1 reproduced, – 1 not tested at this budget,";
    expect(rows(0)).toEqual([
      ["2 figures"],
      ["Figure 1: error & epochs", "mnist-error", counts],
      ["Figure 2: weights", "mnist-error", "drawn, no claim"],
      ["1 table"],
      ["Table 1", "not here: copied from another study", ""],
      ["3 statements"],
      ["plain < BNN", "mnist-error", "✗ 1 not reproduced,"],
      ["Networks of 9000 units are best", "mnist-error", "not measured in this run"],
      ["The bandit explores", "bandit-mushroom: not there, it was not run", ""],
    ]);
    expect(rows(1).at(-1)).toEqual(["The bandit explores", "bandit-mushroom: not there, its data set is not at hand", ""]);
    const links = [...page.querySelectorAll(".chapters details.block a")].map((link) => link.getAttribute("href"));
    expect(new Set(links)).toEqual(new Set(["first/report.html#mnist-error"]));
  });

  it("lists every claim once, failures first, each under its document for the filter", () => {
    expect(page.querySelectorAll(".verdicts tr.claim")).toHaveLength(3 * sampleClaims.length);
    expect([...page.querySelectorAll(".verdict-part h3")].map(textOf)).toEqual([
      "✗ Not reproduced: 3#",
      "✓ Reproduced: 3#",
      "– Not tested at this budget: 3#",
    ]);
    const first = page.querySelectorAll("tbody[data-chapter='first'] tr.claim");
    expect(first).toHaveLength(2 * sampleClaims.length);
    const [label] = page.querySelectorAll(".filter label");
    expect([...label!.querySelectorAll("option")].map(textOf)).toEqual(["all", "first", "second"]);
    expect(label!.textContent).toContain("Document");
    expect(textOf(page.querySelector(".verdicts tr.why"))).toContain("definition differs");
  });
});
