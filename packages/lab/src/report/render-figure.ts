import * as Plot from "@observablehq/plot";
import type { Drawing, Figure, LegendEntry, LegendShape } from "./figure.ts";
import { type Block, drawLegend, drawRamp, element } from "./legend.ts";
import { cssPalette, resolveColors } from "./palette.ts";
import { readableScales } from "./scales.ts";
import { shareShapes } from "./share-shapes.ts";
import { shortenPaths } from "./shorten-paths.ts";
import { closeIds, fitLabels, nameParts, roundNumbers, serialize } from "./svg.ts";
import { wrapText } from "./text-width.ts";

export interface RenderOptions {
  /** A DOM document: jsdom's under Node, the page's own in a browser. */
  readonly document: Document;
  /** "page": colours are custom properties of the report. "file": light colours on white, with the title above the drawing. */
  readonly purpose: "page" | "file";
  /** Pixels. A drawing that sets its own width keeps it. @default 680 */
  readonly width?: number;
  /** Keeps ids apart where pages hold figures of several experiments. @default none */
  readonly idPrefix?: string;
}

/** Widths a page asks for: a column of text on a screen, and a phone. */
export const screenWidth = 680;
export const phoneWidth = 340;

const fonts = { page: "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif", file: "'DejaVu Sans', Verdana, sans-serif" };
/** Digits after the point of a coordinate: a page holds each drawing at two sizes, where a tenth of a pixel is not seen. */
const decimals = { page: 1, file: 2 };
/** Pixels left of a title and a legend: a page aligns them with its text. */
const sides = { page: 0, file: 12 };

/**
 * Draws a figure as one SVG that stands by itself: legend inside, unique ids, no style sheet, no address.
 *
 * Errors: a name that cannot be a file name, an image that is not a data: URI, a coordinate that is not finite.
 */
export function renderFigure(figure: Figure, options: RenderOptions): string {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(figure.name))
    throw new Error(`figure: the name is "${figure.name}", expected lower-case letters, digits and hyphens`);
  const { document, purpose } = options;
  const space = { width: options.width ?? screenWidth };
  const drawing = figure.plot(Plot, cssPalette, space);
  const svg = plotWithoutHtml(drawing, document, space.width);
  svg.querySelector("style")?.remove();
  const scales = readableScales(svg, drawing.reach);
  const width = Number(svg.getAttribute("width"));
  const height = Number(svg.getAttribute("height"));
  const prefix = [options.idPrefix, figure.name, purpose, space.width].filter(Boolean).join("-");

  const side = sides[purpose];
  const blocks: Block[] = [];
  if (purpose === "file") blocks.push(heading(document, figure.title, width - 2 * side));
  const legend = legendBlock(drawing, svg, { document, width: width - 2 * side, id: `${prefix}-ramp` });
  if (legend) blocks.push(legend);
  let top = blocks.reduce((sum, block) => sum + block.height, blocks.length > 0 ? 6 : 0);
  const frame = { x: 0, y: -top, width, height: height + top };
  for (const block of blocks) {
    block.group.setAttribute("transform", `translate(${side},${-top})`);
    svg.append(block.group);
    top -= block.height;
  }
  svg.setAttribute("font-size", "12");
  fitLabels(svg, frame);

  svg.prepend(
    element(document, "title", { id: "title" }, figure.title),
    element(document, "desc", { id: "description" }, figure.caption),
    ...(purpose === "file" ? [element(document, "rect", { ...frame, fill: cssPalette.background })] : []),
  );
  const attributes = {
    viewBox: [frame.x, frame.y, frame.width, frame.height].map((value) => Math.round(value)).join(" "),
    width: Math.round(frame.width),
    height: Math.round(frame.height),
    role: "img",
    "aria-labelledby": "title description",
    "font-family": fonts[purpose],
    color: cssPalette.text,
    class: "figure-drawing",
    ...(purpose === "page" && scales ? { "data-scales": JSON.stringify(scales) } : {}),
  };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, String(value));
  closeIds(svg, prefix);
  roundNumbers(svg, figure.name, decimals[purpose]);
  if (purpose === "page") {
    nameParts(svg);
    shortenPaths(svg);
    shareShapes(svg, prefix);
  }
  const text = serialize(svg);
  return purpose === "file" ? resolveColors(text, "light") : text;
}

/** Plot answers a legend, title or caption with an HTML figure around the SVG; those are ours to write, so they are not asked for. */
function plotWithoutHtml(drawing: Drawing, document: Document, width: number): SVGSVGElement & Plot.Plot {
  const { legend: _l, title: _t, subtitle: _s, caption: _c, figure: _f, reach: _r, ...options } = drawing;
  const quiet: Record<string, object> = {};
  for (const name of ["color", "symbol", "opacity"] as const) if (options[name]) quiet[name] = { ...options[name], legend: false };
  const margins = options.margin === undefined ? { marginTop: 26, marginRight: 24, marginBottom: 42, marginLeft: 56 } : {};
  return Plot.plot({ width, height: 380, ...margins, ...options, ...quiet, document }) as SVGSVGElement & Plot.Plot;
}

function heading(document: Document, title: string, width: number): Block {
  const group = element(document, "g", { "font-size": 15, "font-weight": "bold", "text-anchor": "start" });
  const lines = wrapText(title, width, { fontSize: 15, weight: "bold" });
  lines.forEach((line, index) => {
    group.append(element(document, "text", { y: 18 + index * 20, fill: "currentColor" }, line));
  });
  return { group, height: 10 + lines.length * 20 };
}

const symbolShapes: Readonly<Record<string, LegendShape>> = {
  circle: "circle",
  square: "square",
  diamond: "diamond",
  triangle: "triangle",
  cross: "cross",
  times: "cross",
};

function legendBlock(drawing: Drawing, plot: Plot.Plot, space: { document: Document; width: number; id: string }): Block | undefined {
  if (drawing.legend) return drawing.legend.length > 0 ? drawLegend(space.document, drawing.legend, space.width) : undefined;
  const color = drawing.color?.legend ? plot.scale("color") : undefined;
  const symbol = drawing.symbol?.legend ? plot.scale("symbol") : undefined;
  const scale = color ?? symbol;
  if (!scale) return undefined;
  const label = (color ? drawing.color : drawing.symbol)?.label ?? undefined;
  if (scale.type !== "ordinal" && scale.type !== "categorical") return drawRamp(space.document, scale, { ...space, label });
  const entries: LegendEntry[] = [...(scale.domain ?? [])].map((value) => ({
    label: String(value),
    color: color ? String(color.apply(value)) : "currentColor",
    shape: symbol ? (symbolShapes[String(symbol.apply(value))] ?? "dot") : "square",
  }));
  return drawLegend(space.document, entries, space.width);
}
