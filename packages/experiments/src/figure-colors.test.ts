import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "@credence/lab";
import type { Palette, PlotModule } from "@credence/lab/figures";
import { expect, test } from "vitest";
import { experiments } from "./index.ts";

const kept = join(import.meta.dirname, "../../../results");
const folders = readdirSync(kept, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** Makes marks of nothing: legends alone are read. */
const noMarks = new Proxy({}, { get: () => () => null }) as PlotModule;
const palette: Palette = {
  series: Array.from({ length: 7 }, (_, slot) => `slot ${slot}`),
  ...{ text: "text", muted: "muted", background: "background", published: "published" },
};

/** Of every source, of every label in a legend: where it has which colour of the palette. */
const colors = new Map<string, Map<string, Map<string, string>>>();
for (const { name } of folders) {
  const { experiment: id, values } = JSON.parse(readFileSync(join(kept, name, "result.json"), "utf8")) as RunResult;
  const experiment = await experiments[id]();
  const ofSource = colors.get(experiment.source) ?? new Map();
  colors.set(experiment.source, ofSource);
  for (const figure of experiment.figures(values))
    for (const { label, color } of figure.plot(noMarks, palette, { width: 680 }).legend ?? []) {
      if (!color.startsWith("slot")) continue;
      const places = ofSource.get(label) ?? new Map();
      ofSource.set(label, places.set(color, `${id}, ${figure.name}`));
    }
}

test.each([...colors])("%s: a label has the same colour in all figures of the book", (_, labels) => {
  const torn = [...labels].filter(([, places]) => places.size > 1).map(([label, places]) => `${label}: ${[...places].join(" / ")}`);
  expect(torn).toEqual([]);
});

test("methods are drawn in many figures, so that the test above sees them", () => {
  expect([...(colors.get("weight-uncertainty")?.keys() ?? [])]).toEqual(
    expect.arrayContaining(["BNN, mixture prior", "dropout 0.5", "greedy"]),
  );
});
