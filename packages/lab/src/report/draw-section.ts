import type { Experiment } from "../experiment.ts";
import type { RunRecord, RunResult } from "../runs/run-record.ts";
import type { DrawnFigure } from "./blocks.ts";
import type { Figure } from "./figure.ts";
import { phoneWidth, renderFigure, screenWidth } from "./render-figure.ts";
import type { Section } from "./section.ts";

export interface DrawOptions {
  /** A DOM document: jsdom's under Node, the page's own in a browser. */
  readonly document: Document;
  /** Addresses of a figure's files, relative to the page. @default none */
  readonly files?: (figure: Figure) => DrawnFigure["files"];
}

export interface FinishedRun {
  readonly experiment: Experiment;
  readonly result: RunResult;
  readonly record: RunRecord;
}

/** Draws the figures of a finished run for a page. One that cannot be drawn says so in its place and takes nothing else with it. */
export function drawSection({ experiment, result, record }: FinishedRun, options: DrawOptions): Section {
  // a unit alone has no figures: they are of the whole
  const whole = record.unit === undefined;
  const figures = whole ? experiment.figures(result.values) : [];
  const tables = whole ? experiment.tables(result.values) : [];
  const named = new Set<string>();
  for (const { name } of [...figures, ...tables]) {
    if (named.has(name)) throw new Error(`report of ${experiment.name}: two figures or tables are called "${name}", expected a name each`);
    named.add(name);
  }
  return { experiment, result, record, tables, figures: figures.map((figure) => drawFigure(figure, experiment.name, options)) };
}

/** A figure for a screen and for a phone; `of` keeps its ids apart from those of others. */
export function drawFigure(figure: Figure, of: string, { document, files }: DrawOptions): DrawnFigure {
  const { plot: _, ...said } = figure;
  try {
    const draw = (width: number) => renderFigure(figure, { document, purpose: "page", width, idPrefix: of });
    const wide = draw(screenWidth);
    const narrow = draw(phoneWidth);
    const links = files?.(figure);
    // A drawing with a width of its own is the same at both, and scrolls in its box.
    return { ...said, wide, ...(drawnWidth(narrow) <= phoneWidth * 1.15 ? { narrow } : {}), ...(links ? { files: links } : {}) };
  } catch (error) {
    return { ...said, wide: "", problem: error instanceof Error ? error.message : String(error) };
  }
}

const drawnWidth = (svg: string) => Number(/^<svg[^>]* width="(\d+)"/.exec(svg)?.[1]);
