// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { drawSection } from "./draw-section.ts";
import { reportPage } from "./page.ts";
import { sampleFigures } from "./testing/sample-figures.ts";
import { sampleRun, sampleTable } from "./testing/sample-run.ts";
import { expectSound, textOf } from "./testing/sound-page.ts";

describe("reportPage", () => {
  const page = expectSound(reportPage(drawSection(sampleRun(), { document })));

  it("counts verdicts at the top, in words", () => {
    expect([...(page.querySelector(".counts")?.children ?? [])].map(textOf)).toEqual([
      "✗ 1 not reproduced",
      "✓ 1 reproduced",
      "– 1 not tested at this budget",
    ]);
  });

  it("shows each claim with the published value beside the measured one, failures first and the untested folded away", () => {
    const rows = [...page.querySelectorAll(".claims tr.claim")].map((row) => [...row.children].map(textOf));
    expect(rows).toEqual([
      ["✗ not reproduced", "plain < BNN & <b>dropout</b> paper text Asked: within 0.15. #", "“about equal”", "plain 1.93, BNN 1.34"],
      ["✓ reproduced", "Test error, 400 units (%) authors’ code Asked: within 0.1 points. #", "1.31", "1.342 ± 0.041"],
      ["– not tested at this budget", "Test error, 1200 units (%) third party Asked: within 0.1 points. #", "1.32", "–"],
    ]);
    expect([...page.querySelectorAll("details.folded tr.claim")].map(({ id }) => id)).toEqual(["claim-error-1200"]);
  });

  it("says below a failure why, and what shows it", () => {
    expect([...page.querySelectorAll(".claims .why")].map(textOf)).toEqual(["definition differs: The source counts 9,984 images."]);
    expect(page.querySelector(".why")?.previousElementSibling?.id).toBe("claim-order");
  });

  it("shows every figure with title, caption and the one it stands beside, for a screen and for a phone", () => {
    const figures = [...page.querySelectorAll("figure")];
    expect(figures).toHaveLength(sampleFigures.length);
    figures.forEach((figure, index) => {
      expect(textOf(figure.querySelector("h3"))).toBe(`${sampleFigures[index].figure.title}#`);
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

  it("heads a figure with its finding, its title below, and folds away how it was measured", () => {
    const { figure } = sampleFigures[0];
    const told = { ...figure, finding: "0.1 is <right>.", method: "Ten runs." };
    const shown = expectSound(reportPage(drawSection(sampleRun({ figures: [told] }), { document })));
    expect(textOf(shown.querySelector("#figure-bands h3"))).toBe("0.1 is <right>.#");
    expect(textOf(shown.querySelector("#figure-bands .published"))).toBe(`${figure.title}; stands beside Figure 7 of the source`);
    expect(textOf(shown.querySelector("#figure-bands details"))).toBe("How it was measuredTen runs.");
  });

  it("folds away how the numbers of a table were measured", () => {
    const tables = [{ ...sampleTable, method: "Ten runs." }];
    const shown = expectSound(reportPage(drawSection(sampleRun({ tables }), { document })));
    expect(textOf(shown.querySelector("#table-error details"))).toBe("How it was measuredTen runs.");
    expect(expectSound(reportPage(drawSection(sampleRun(), { document }))).querySelector("#table-error details")).toBeNull();
  });

  it("leaves out what a run does not have", () => {
    const bare = expectSound(reportPage(drawSection(sampleRun({ figures: [], tables: [], claims: [] }), { document })));
    expect([...bare.querySelectorAll("h2")].map(textOf)).toEqual(["How it was made#"]);
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
