import { renderFigure } from "@credence/lab/report";
import { nodeDocument } from "../../apps/cli/src/render/node-document.ts";
import { pngOf } from "../../apps/cli/src/render/png.ts";
import { costFigure } from "./figure.ts";
import { bindingLimit, type Cost, type CostOfThreads, type PanelName, type Point, panelTitles } from "./measurements.ts";

/** The chart as a PNG file, the same bytes for the same measurements. */
export const picture = (cost: Cost): Uint8Array =>
  pngOf(renderFigure(costFigure(cost), { document: nodeDocument(), purpose: "file", width: 760 }));

const [begin, end] = ["<!-- npm run cost writes from here -->", "<!-- to here -->"];

/** The page with what the measurements say in place of what stood between its two marks. @throws for a page without them */
export function pageWith(page: string, cost: Cost): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`cost: the page lacks the lines ${begin} and ${end}`);
  return `${page.slice(0, from)}${begin}\n\n${section(cost)}\n${page.slice(to)}`;
}

const digits = (value: number): string => Number(value.toPrecision(3)).toLocaleString("en-US", { maximumSignificantDigits: 3 });

function row(panel: PanelName, point: Point, of: CostOfThreads): string {
  const { name, ms, together } = bindingLimit(panel, point, of);
  const cells = [
    panelTitles[panel],
    point.size.toLocaleString("en-US"),
    of.threads,
    digits(point.ms),
    name,
    digits(ms),
    digits(together),
    digits(point.ms / together),
  ];
  return `| ${cells.join(" | ")} |`;
}

const ends = (points: readonly Point[]): readonly Point[] => [points[0]!, points.at(-1)!];

/** Above it the machine is not idle. */
const IDLE = 0.2;

const busyWords = (cores: number): string =>
  cores > IDLE
    ? `\n\nOther work ran beside it (${digits(cores)} cores busy): times, and what is said of the limits, are those of a busy machine.`
    : "";

function section({ command, date, machine, node, busyCoresBefore, vectors, threads }: Cost): string {
  const limits = threads.map(
    (of) =>
      `| ${of.threads} | ${digits(of.peakGflops)} | ${digits(of.gigabytesPerSecond)} | ${digits(of.normalsPerSecond / 1e6)} | ${digits(of.exponentialsPerSecond / 1e6)} | ${digits(of.fixedMs.width)} | ${digits(of.fixedMs.pool)} |`,
  );
  const rows = (Object.keys(panelTitles) as PanelName[]).flatMap((panel) =>
    threads.flatMap((of) => ends(of.points[panel]).map((point) => row(panel, point, of))),
  );
  return `\`${command}\`, ${date}: ${machine}, Node ${node}, vectors of ${vectors}, no BLAS. Measurements: [results/cost.json](../results/cost.json).${busyWords(busyCoresBefore)}

| threads | peak, GFLOP/s | memory, GB/s | normals, million/s | exponentials, million/s | fixed cost of a step, ms | of scoring, ms |
| --- | --- | --- | --- | --- | --- | --- |
${limits.join("\n")}

Both ends of each panel: the time, the limit that is reached first and the time it alone would take, the time of all four one after the other, and how many times that ours is.

| work | size | threads | ms | first limit | its ms | all four, ms | ratio |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}
