import type { Scale } from "@observablehq/plot";
import { dashes } from "./dashes.ts";
import type { LegendEntry, LegendShape } from "./figure.ts";
import { textWidth, wrapText } from "./text-width.ts";

/** A piece of SVG with the height it takes. */
export interface Block {
  readonly group: SVGElement;
  readonly height: number;
}

const fontSize = 12;
const lineHeight = 18;
const gap = 6;
const between = 18;

type Attributes = Readonly<Record<string, string | number>>;

export function element(document: Document, name: string, attributes: Attributes, text?: string): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

interface Key {
  readonly name: string;
  readonly width: number;
  /** Around y = 0, from x = 0 to `width`. */
  readonly attributes: (color: string, opacity: number) => Attributes;
}

const filled = (shape: Attributes) => (color: string, opacity: number) => ({ ...shape, fill: color, "fill-opacity": opacity });
const outlined = (shape: Attributes) => (color: string, opacity: number) => ({
  ...shape,
  fill: "none",
  stroke: color,
  "stroke-opacity": opacity,
});

const keys: Readonly<Record<LegendShape, Key>> = {
  line: { name: "line", width: 22, attributes: outlined({ x1: 0, x2: 22, "stroke-width": 2.5 }) },
  dashed: { name: "line", width: 22, attributes: outlined({ x1: 0, x2: 22, "stroke-width": 2, "stroke-dasharray": dashes.dashed }) },
  dotted: { name: "line", width: 22, attributes: outlined({ x1: 0, x2: 22, "stroke-width": 2, "stroke-dasharray": dashes.dotted }) },
  band: { name: "rect", width: 22, attributes: filled({ y: -6, width: 22, height: 12 }) },
  square: { name: "rect", width: 12, attributes: filled({ y: -6, width: 12, height: 12 }) },
  dot: { name: "circle", width: 9, attributes: filled({ cx: 4.5, r: 4 }) },
  circle: { name: "circle", width: 10, attributes: outlined({ cx: 5, r: 4, "stroke-width": 1.6 }) },
  diamond: { name: "path", width: 11, attributes: filled({ d: "M5.5,-5.5L11,0L5.5,5.5L0,0Z" }) },
  "open diamond": { name: "path", width: 11, attributes: outlined({ d: "M5.5,-5.5L11,0L5.5,5.5L0,0Z", "stroke-width": 1.6 }) },
  triangle: { name: "path", width: 11, attributes: filled({ d: "M5.5,-5L11,4L0,4Z" }) },
  cross: { name: "path", width: 9, attributes: outlined({ d: "M0,-4L8,4M0,4L8,-4", "stroke-width": 2 }) },
};

/** Lays entries out in rows of at most `width` pixels; a label wider than a row breaks into lines. */
export function drawLegend(document: Document, entries: readonly LegendEntry[], width: number): Block {
  const group = element(document, "g", { "aria-label": "legend", "font-size": fontSize, "text-anchor": "start" });
  let x = 0;
  let y = lineHeight / 2;
  for (const entry of entries) {
    const key = keys[entry.shape];
    const start = key.width + gap;
    const lines = wrapText(entry.label, width - start, { fontSize });
    const entryWidth = start + Math.max(...lines.map((line) => textWidth(line, fontSize)));
    if (x > 0 && x + entryWidth > width) {
      x = 0;
      y += lineHeight;
    }
    const item = element(document, "g", { transform: `translate(${x},${y})` });
    item.append(element(document, key.name, key.attributes(entry.color, entry.opacity ?? 1)));
    lines.forEach((line, index) => {
      item.append(element(document, "text", { x: start, y: index * lineHeight, dy: "0.32em", fill: "currentColor" }, line));
    });
    group.append(item);
    x += entryWidth + between;
    if (lines.length > 1) {
      x = 0;
      y += lineHeight * lines.length;
    }
  }
  return { group, height: (x === 0 ? y - lineHeight / 2 : y + lineHeight / 2) + 6 };
}

/** A continuous colour scale as a bar with its end and middle values. `id` must be unique in the page. */
export function drawRamp(document: Document, scale: Scale, space: { width: number; id: string; label?: string | undefined }): Block {
  const width = Math.min(260, space.width);
  const domain = [...(scale.domain ?? [])].map(Number);
  const [first, last] = [domain[0], domain[domain.length - 1]];
  const logarithmic = scale.type === "log" && first > 0;
  const at = (share: number) => (logarithmic ? first * (last / first) ** share : first + share * (last - first));
  const group = element(document, "g", { "aria-label": "legend", "font-size": fontSize });
  const gradient = element(document, "linearGradient", { id: space.id });
  for (let step = 0; step <= 16; step++)
    gradient.append(element(document, "stop", { offset: step / 16, "stop-color": String(scale.apply(at(step / 16))) }));
  group.append(gradient);
  const top = space.label ? lineHeight : 0;
  if (space.label)
    group.append(element(document, "text", { y: 12, "text-anchor": "start", "font-weight": "bold", fill: "currentColor" }, space.label));
  group.append(element(document, "rect", { y: top, width, height: 10, fill: `url(#${space.id})` }));
  for (const share of [0, 0.5, 1]) {
    const anchor = share === 0 ? "start" : share === 1 ? "end" : "middle";
    const text = String(Number(at(share).toPrecision(3)));
    group.append(element(document, "text", { x: share * width, y: top + 24, "text-anchor": anchor, fill: "currentColor" }, text));
  }
  return { group, height: top + 36 };
}
