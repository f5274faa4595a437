import type { Storage, Study } from "@credence/lab";
import { bookPage, drawSection, type FinishedRun, renderFigure, reportPage } from "@credence/lab/report";
import { nodeDocument } from "./node-document.ts";
import { pngOf } from "./png.ts";

export interface WriteReportOptions extends FinishedRun {
  /** The run's folder. */
  readonly storage: Storage;
}

export interface WrittenReport {
  /** In the order they were written; report.html is the last, so that it never links to a file that is not there yet. */
  readonly paths: readonly string[];
  /** One line for each figure that could not be drawn; the report shows it in the figure's place. */
  readonly problems: readonly string[];
}

/** Writes `figures/NAME.svg`, `figures/NAME.png` and `report.html` of a finished run; nothing is computed again. */
export async function writeReport({ storage, ...run }: WriteReportOptions): Promise<WrittenReport> {
  const document = nodeDocument();
  const section = drawSection(run, {
    document,
    files: ({ name }) => ["SVG", "PNG"].map((label) => ({ label, path: `figures/${name}.${label.toLowerCase()}` })),
  });
  const drawable = new Set(section.figures.filter(({ problem }) => problem === undefined).map(({ name }) => name));
  const paths: string[] = [];
  const write = async (path: string, bytes: Uint8Array) => {
    await storage.write(path, bytes);
    paths.push(path);
  };
  const figures = drawable.size > 0 ? run.experiment.figures(run.result.values) : [];
  for (const figure of figures) {
    if (!drawable.has(figure.name)) continue;
    const svg = renderFigure(figure, { document, purpose: "file" });
    await write(`figures/${figure.name}.svg`, new TextEncoder().encode(svg));
    await write(`figures/${figure.name}.png`, pngOf(svg));
  }
  await write("report.html", new TextEncoder().encode(reportPage(section)));
  return { paths, problems: section.figures.flatMap(({ name, problem }) => (problem === undefined ? [] : [`figure ${name}: ${problem}`])) };
}

export interface WriteBookOptions {
  /** The book's folder. */
  readonly storage: Storage;
  /** What the book opens with. */
  readonly study: Study;
  /** In the order of the source. */
  readonly runs: readonly FinishedRun[];
  /** Experiments that belong in the book and have no result, with the reason. */
  readonly missing?: readonly { readonly name: string; readonly reason: string }[];
}

/** Writes one `report.html` over many finished runs: contents, a section each, a page of verdicts. */
export async function writeBook({ storage, study, runs, missing = [] }: WriteBookOptions): Promise<WrittenReport> {
  const document = nodeDocument();
  const sections = runs.map((run) => drawSection(run, { document }));
  await storage.write("report.html", new TextEncoder().encode(bookPage({ study, sections, missing })));
  const problems = sections.flatMap(({ experiment, figures }) =>
    figures.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${experiment.name}, figure ${name}: ${problem}`])),
  );
  return { paths: ["report.html"], problems };
}
