// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { drawSection } from "./draw-section.ts";
import { bookPage, reportPage } from "./page.ts";
import { sampleFigures } from "./testing/sample-figures.ts";
import { sampleClaims, sampleRun, sampleTable } from "./testing/sample-run.ts";

const parse = (text: string) => new DOMParser().parseFromString(text, "text/html");
const textOf = (element: Element | null) => element?.textContent?.replaceAll(/\s+/g, " ").trim();

/** What every page must keep, whatever it says. */
function expectSound(text: string): Document {
  const page = parse(text);
  expect(text).toMatch(/^<!doctype html>/);
  // The only addresses are the names of the SVG and XLink vocabularies.
  expect([...text.matchAll(/https?:\/\/[^"' )]+/g)].map(([address]) => address).filter((address) => !/www\.w3\.org/.test(address))).toEqual(
    [],
  );
  const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  for (const link of page.querySelectorAll('a[href^="#"]')) expect(ids).toContain(link.getAttribute("href")?.slice(1));
  expect(text).not.toMatch(/\bundefined\b|\[object |NaN/);
  return page;
}

describe("reportPage", () => {
  const page = expectSound(reportPage(drawSection(sampleRun(), { document })));

  it("counts verdicts at the top, in words", () => {
    expect([...(page.querySelector(".counts")?.children ?? [])].map(textOf)).toEqual([
      "✓ 1 reproduced",
      "✗ 1 not reproduced",
      "– 1 not tested at this budget",
    ]);
  });

  it("shows each claim with the published value beside the measured one", () => {
    const rows = [...page.querySelectorAll(".claims tbody tr")].map((row) => [...row.children].map(textOf));
    expect(rows).toEqual([
      ["error-400Test error, 400 units (%)", "as published", "1.31", "1.342 ± 0.041", "within 0.1 points", "✓ reproduced"],
      ["orderplain < BNN & <b>dropout</b>", "as stated", "about equal", "plain 1.93, BNN 1.34", "within 0.15", "✗ not reproduced"],
      ["error-1200Test error, 1200 units (%)", "external", "1.32", "–", "within 0.1 points", "– not tested at this budget"],
    ]);
  });

  it("shows every figure with title, caption and the one it stands beside, for a screen and for a phone", () => {
    const figures = [...page.querySelectorAll("figure")];
    expect(figures).toHaveLength(sampleFigures.length);
    figures.forEach((figure, index) => {
      expect(textOf(figure.querySelector("h3"))).toBe(sampleFigures[index].figure.title);
      expect(textOf(figure.querySelector("figcaption"))).toBe(sampleFigures[index].figure.caption);
      expect(textOf(figure.querySelector(".published"))).toBe("Stands beside Figure 7 of the source");
      expect(figure.querySelectorAll(".wide svg")).toHaveLength(1);
      expect(figure.querySelectorAll(".narrow svg")).toHaveLength(1);
    });
  });

  it("prints a table with its digits and sets the source's columns apart", () => {
    const rows = [...page.querySelectorAll("#table-error tbody tr")];
    expect([...rows[0].children].map(textOf)).toEqual([
      "Bayesian network, scale mixture prior",
      "1.34",
      "1.31",
      "–",
      "1.19",
      "1.82 / 1.99 / 2.02",
    ]);
    expect([...rows[1].children].map(textOf)[0]).toBe("plain <i>");
    expect([...rows[0].children].map((cell) => cell.classList.contains("source"))).toEqual([false, false, true, false, true, true]);
    expect([...rows[0].children].map((cell) => cell.classList.contains("number"))).toEqual([false, true, true, true, true, false]);
  });

  it("says how it was made", () => {
    const said = Object.fromEntries([...page.querySelectorAll("dt")].map((term) => [textOf(term), textOf(term.nextElementSibling)]));
    expect(said).toEqual({
      Budget: "smoke",
      Seed: "7",
      "Option weights": "a b.safetensors",
      "Wall time": "12 min 48 s",
      Started: "2026-01-12 10:02:11 UTC",
      Finished: "2026-01-12 10:14:59 UTC",
      batchSize: "128",
      learningRate: "0.0001",
      hidden: "400, 400",
      "prior.mixture.weight": "0.5",
      credence: "0.1.0",
      node: "24.21.0",
      Code: "fedcba987654",
      Kernels: "relaxed SIMD, 2 threads, 0123456789ab",
      "Matrix product": "OpenBLAS 0.3.28, /usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0",
      Machine: "A processor, 2 cores, 8,192 MiB, linux x64",
    });
    expect(textOf(page.querySelector("pre"))).toBe(sampleRun().record.command);
  });

  it("shows a figure that cannot be drawn as a notice, and the others all the same", () => {
    const broken = {
      ...sampleFigures[0].figure,
      name: "broken",
      plot: () => {
        throw new Error("curves: <bad> value");
      },
    };
    const shown = expectSound(reportPage(drawSection(sampleRun({ figures: [broken, sampleFigures[1].figure] }), { document })));
    expect(textOf(shown.querySelector("#figure-broken .problem"))).toBe("This figure could not be drawn: curves: <bad> value");
    expect(shown.querySelectorAll("#figure-curves svg")).toHaveLength(2);
  });

  it("says a figure's finding before its caption, and folds away how it was measured", () => {
    const { figure } = sampleFigures[0];
    const told = { ...figure, finding: "0.1 is <right>.", method: "Ten runs." };
    const shown = expectSound(reportPage(drawSection(sampleRun({ figures: [told] }), { document })));
    expect(textOf(shown.querySelector("#figure-bands figcaption"))).toMatch(/^0\.1 is <right>\. What is drawn/);
    expect(textOf(shown.querySelector("#figure-bands details"))).toBe("How it was measuredTen runs.");
  });

  it("leaves out what a run does not have", () => {
    const bare = expectSound(reportPage(drawSection(sampleRun({ figures: [], tables: [], claims: [] }), { document })));
    expect([...bare.querySelectorAll("h2")].map(textOf)).toEqual(["How it was made"]);
    expect(textOf(bare.querySelector("header + p"))).toBe("No published statement is tested here.");
  });

  it("rejects two figures of one name and a row that does not fit its columns", () => {
    const { figure } = sampleFigures[0];
    expect(() => drawSection(sampleRun({ figures: [figure, figure] }), { document })).toThrow(
      'report of sample: two figures or tables are called "bands"',
    );
    const section = drawSection(sampleRun({ figures: [], tables: [{ ...sampleTable, rows: [[1]] }] }), { document });
    expect(() => reportPage(section)).toThrow("table error: a row has 1 cells, expected 6");
  });
});

describe("bookPage", () => {
  const sections = ["regression-priors", "mnist-error"].map((name) => drawSection(sampleRun({ name }), { document }));
  const missing = [{ name: "bandit-mushroom", reason: "its data set is not at hand" }];
  const page = expectSound(bookPage({ title: "The <book>", summary: "All of it.", sections, missing }));

  it("lists its contents in order, each with what held, and names what is missing", () => {
    const entries = [...page.querySelectorAll(".contents > li > a")].map(textOf);
    expect(entries).toEqual(["regression-priors", "mnist-error", "Verdicts"]);
    expect(textOf(page.querySelector(".contents > li"))).toContain("Table 3, Figure 18 (1 of 2 tested claims reproduced)");
    expect(page.querySelectorAll(".contents ul li")).toHaveLength(2 * (sampleFigures.length + 1));
    expect(page.body.textContent).toContain("bandit-mushroom: its data set is not at hand");
  });

  it("keeps the order of its sections and ends with a page of all verdicts", () => {
    const parts = [...page.querySelectorAll(".part > h2")].map(textOf);
    expect(parts).toEqual(["regression-priors", "mnist-error", "Verdicts"]);
    expect(page.querySelectorAll(".verdicts tbody tr")).toHaveLength(2 * sampleClaims.length);
    expect(textOf(page.querySelector("header + .counts"))).toBe("✓ 2 reproduced✗ 2 not reproduced– 2 not tested at this budget");
  });
});
