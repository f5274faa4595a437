// @vitest-environment jsdom
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { renderFigure } from "../render-figure.ts";
import { sampleFigures } from "../testing/sample-figures.ts";
import type * as charts from "./index.ts";

/** The sample figure of each kind of chart; a new kind does not compile without one. */
const goldenOf: Record<Exclude<keyof typeof charts, "gridPlaces" | "histogram" | "kernelDensity">, string> = {
  bands: "bands",
  curves: "curves",
  histogramDensity: "weights",
  imageGrid: "images",
  linesBy: "lines-by",
  reliability: "reliability",
  surface: "surface",
};

const folder = join(import.meta.dirname, "testing/golden");

/** One element a line and one place of a path a line, numbers to 4 significant digits: a difference is the line that changed. */
function legible(svg: string): string {
  const rounded = (value: string) => value.replaceAll(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toPrecision(4))));
  return `${svg
    .replaceAll(/ ([\w:-]+)="([^"]*)"/g, (whole, name: string, value: string) => {
      if (value.startsWith("data:")) return whole;
      return ` ${name}="${name === "d" ? rounded(value).replaceAll(/(?<!^)(?=[A-Z])/g, "\n  ") : rounded(value)}"`;
    })
    .replaceAll("><", ">\n<")}\n`;
}

test.each(Object.entries(goldenOf))("%s draws what its golden file holds", async (_, name) => {
  const { figure } = sampleFigures.find((sample) => sample.figure.name === name)!;
  const drawn = legible(renderFigure(figure, { document, purpose: "file" }));
  const [golden, fresh] = [join(folder, `${name}.svg`), join(folder, `${name}.new.svg`)];
  const kept = await readFile(golden, "utf8").catch(() => undefined);
  if (drawn === kept) return rm(fresh, { force: true });
  await mkdir(dirname(fresh), { recursive: true });
  await writeFile(fresh, drawn);
  const [wanted, got] = [kept?.split("\n") ?? [], drawn.split("\n")];
  const line = Math.min(...[...got.keys(), got.length].filter((i) => got[i] !== wanted[i]));
  const [here, there] = [golden, fresh].map((path) => relative(process.cwd(), path));
  expect.fail(
    kept === undefined
      ? `${here} is not there; if ${there} looks right, rename it`
      : `${there} differs from ${here} from line ${line + 1} on; if the new one is right, put it in the old one's place:\n- ${wanted[line]}\n+ ${got[line]}`,
  );
});
