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
