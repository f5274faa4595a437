// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { bookPage } from "./book.ts";
import { drawSection } from "./draw-section.ts";
import { sampleFigures } from "./testing/sample-figures.ts";
import { sampleClaims, sampleRun, sampleStudy } from "./testing/sample-run.ts";
import { expectSound, textOf } from "./testing/sound-page.ts";

describe("bookPage", () => {
  const names = ["regression-priors", "mnist-error"];
  const sections = names.map((name) => drawSection(sampleRun({ name }), { document }));
  const missing = [{ name: "bandit-mushroom", reason: "its data set is not at hand" }];
  const page = expectSound(bookPage({ study: sampleStudy, sections, missing }));

  it("opens with the study, its question, and the answer that the results give", () => {
    expect(textOf(page.querySelector("h1"))).toBe("The <study>");
    expect(textOf(page.querySelector(".study"))).toBe("A. Author, B. Author (2020). The study and its code");
    expect(page.querySelector(".study a")?.getAttribute("href")).toBe("https://example.org/study");
    expect(textOf(page.querySelector(".question"))).toBe("Question. Does it hold?");
    expect([...page.querySelectorAll(".answer li")].map(textOf).slice(0, 2)).toEqual([
      "In part: 2 of the 4 statements that were tested held (50 %).",
      "Held: the free energy falls (1.342 ± 0.041).",
    ]);
    expect(textOf(page.querySelector(".cite pre"))).toBe(sampleStudy.bibtex.join(" "));
  });

  it("names a study without an address by its authors alone", () => {
    const { link: _, year: __, ...unlinked } = sampleStudy;
    const head = expectSound(bookPage({ study: unlinked, sections, missing })).querySelector(".study");
    expect(textOf(head)).toBe("A. Author, B. Author.");
    expect(head?.querySelector("a")).toBeNull();
  });

  it("counts verdicts in its head, failures first, and leads to them", () => {
    const counts = [...page.querySelectorAll("header .counts a")];
    expect(counts.map(textOf)).toEqual(["✗ 2 not reproduced", "✓ 2 reproduced", "– 2 not tested at this budget"]);
    expect(counts.map((link) => link.getAttribute("href"))).toEqual(["#not-reproduced", "#reproduced", "#not-tested"]);
  });

  it("says what did not hold and why before anything else, one of each chapter", () => {
    const failures = [...page.querySelectorAll("header .failures li")];
    expect(failures.map(textOf)).toEqual(
      names.map(
        (name) =>
          `plain < BNN & <b>dropout</b>: published “about equal”, measured plain 1.93, BNN 1.34. definition differs: The source counts 9,984 images. ${name}`,
      ),
    );
    expect(failures[1]?.querySelector("a")?.getAttribute("href")).toBe("#mnist-error-claim-order");
  });

  it("lists its contents in order, each with what held, and names what is missing", () => {
    expect([...page.querySelectorAll(".contents li a")].map(textOf)).toEqual([...names, "Verdicts", "Terms"]);
    expect(textOf(page.querySelector(".contents li"))).toContain("✗ 1 not reproduced");
    expect(page.body.textContent).toContain("bandit-mushroom: its data set is not at hand");
    expect(page.body.textContent).toContain("Budgets: smoke for all.");
  });

  it("has a chapter for each experiment, under its question", () => {
    const chapters = [...page.querySelectorAll(".chapters .part > h2")].map(textOf);
    expect(chapters).toEqual(["What of regression-priors?#", "What of mnist-error?#", "Verdicts#", "Terms#"]);
    expect(page.querySelectorAll("figure")).toHaveLength(2 * sampleFigures.length);
  });

  it("ends with every claim, by verdict and then by chapter", () => {
    expect(page.querySelectorAll(".verdicts tr.claim")).toHaveLength(2 * sampleClaims.length);
    expect([...page.querySelectorAll(".verdict-part h3")].map(textOf)).toEqual([
      "✗ Not reproduced: 2#",
      "✓ Reproduced: 2#",
      "– Not tested at this budget: 2#",
    ]);
    expect(textOf(page.querySelector(".reasons"))).toBe("Why claims failed: definition differs (2).");
    expect([...page.querySelectorAll("tbody[id]")].map(({ id }) => id).slice(0, 2)).toEqual(names.map((name) => `${name}-not-reproduced`));
  });

  it("defines a term once, and links its first use of each part of the page", () => {
    expect(textOf(page.querySelector("#term-free-energy"))).toBe("free energyWhat <is> minimised.");
    expect(page.querySelectorAll("header a.term")).toHaveLength(1);
    expect(page.querySelectorAll(".verdicts a.term")).toHaveLength(1);
  });

  it("has headings in order", () => {
    const levels = [...page.querySelectorAll("h1, h2, h3, h4")].map(({ tagName }) => Number(tagName[1]));
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
  });
});
