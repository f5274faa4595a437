import type { Storage } from "@credence/lab";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { sampleFigures } from "../../../../packages/lab/src/report/testing/sample-figures.ts";
import { sampleRun, sampleStudy } from "../../../../packages/lab/src/report/testing/sample-run.ts";
import { nodeDocument } from "./node-document.ts";
import { writeBook, writeReport } from "./write-report.ts";

function folder(): { storage: Storage; files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  const only = () => Promise.reject(new Error("a report only writes"));
  const storage: Storage = {
    write: async (path, bytes) => void files.set(path, bytes),
    read: only,
    append: only,
    rename: only,
    remove: only,
    list: only,
    describe: (path) => path,
  };
  return { storage, files };
}

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe("writeReport", () => {
  it("writes each figure as SVG and PNG of the same drawing, and last the page that links to them", async () => {
    const { storage, files } = folder();
    const { paths, problems } = await writeReport({ storage, ...sampleRun() });
    expect(problems).toEqual([]);
    expect(paths).toEqual([
      ...sampleFigures.flatMap(({ figure }) => [`figures/${figure.name}.svg`, `figures/${figure.name}.png`]),
      "report.html",
    ]);
    expect([...files.keys()]).toEqual(paths);
    const page = text(files.get("report.html"));
    for (const path of paths.slice(0, -1)) expect(page).toContain(`href="${path}"`);
    const view = nodeDocument().defaultView;
    for (const { figure, says } of sampleFigures) {
      const svg = text(files.get(`figures/${figure.name}.svg`));
      const root = view && new view.DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
      expect(root?.textContent).toContain(says[0]);
      const picture = decode(files.get(`figures/${figure.name}.png`) ?? new Uint8Array());
      expect([picture.width, picture.height]).toEqual(["width", "height"].map((name) => 2 * Number(root?.getAttribute(name))));
      // Something is drawn: at least half a percent of the pixels differ from the white around.
      let inked = 0;
      for (let index = 0; index < picture.data.length; index += picture.channels) if (picture.data[index] < 250) inked++;
      expect(inked / (picture.width * picture.height), figure.name).toBeGreaterThan(0.005);
    }
  });

  it("gives the same bytes again", async () => {
    const [first, second] = [folder(), folder()];
    const figures = [sampleFigures[1].figure];
    await writeReport({ storage: first.storage, ...sampleRun({ figures }) });
    await writeReport({ storage: second.storage, ...sampleRun({ figures }) });
    expect([...first.files]).toEqual([...second.files]);
  });

  it("names a figure that cannot be drawn and writes everything else", async () => {
    const { storage } = folder();
    const broken = {
      ...sampleFigures[0].figure,
      plot: () => {
        throw new Error("curves: no values");
      },
    };
    const { paths, problems } = await writeReport({ storage, ...sampleRun({ figures: [broken, sampleFigures[1].figure] }) });
    expect(problems).toEqual(["figure bands: curves: no values"]);
    expect(paths).toEqual(["figures/curves.svg", "figures/curves.png", "report.html"]);
  });
});

it("writeBook writes one page over its runs", async () => {
  const { storage, files } = folder();
  const figures = [sampleFigures[1].figure];
  const runs = ["first", "second"].map((name) => sampleRun({ name, figures }));
  const { paths, problems } = await writeBook({ storage, study: sampleStudy, runs });
  expect([paths, problems]).toEqual([["report.html"], []]);
  const page = text(files.get("report.html"));
  expect(page.indexOf('id="first"')).toBeLessThan(page.indexOf('id="second"'));
  expect(page).toContain('id="verdicts"');
  expect(page).not.toContain('href="figures/');
});
