import { textWidth } from "./text-width.ts";

interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Prefixes every id and its references, numbered in document order: two drawings of one page never share a clip path, and drawing
 * again gives the same bytes (Plot numbers its clip paths across a whole process).
 */
export function closeIds(svg: SVGElement, prefix: string): void {
  const names = new Map<string, string>();
  for (const element of svg.querySelectorAll("[id]")) {
    const name = `${prefix}-${names.size + 1}`;
    names.set(element.id, name);
    element.id = name;
  }
  for (const element of [svg, ...svg.querySelectorAll("*")])
    for (const attribute of [...element.attributes]) {
      if (attribute.name === "aria-labelledby")
        attribute.value = attribute.value
          .split(" ")
          .map((id) => names.get(id) ?? id)
          .join(" ");
      else if (attribute.value.includes("#"))
        attribute.value = attribute.value.replaceAll(/url\(#([^)]+)\)/g, (whole, id: string) =>
          names.has(id) ? `url(#${names.get(id)})` : whole,
        );
    }
}

/** Widens the frame where a tick or end label would be cut off at its left or right side. */
export function fitLabels(svg: SVGElement, frame: Frame): void {
  let left = frame.x;
  let right = frame.x + frame.width;
  for (const text of svg.querySelectorAll("text")) {
    if (inherited(text, "transform-chain").includes("rotate")) continue;
    const size = Number(inherited(text, "font-size")) || 12;
    const weight = ["bold", "600"].includes(inherited(text, "font-weight")) ? "bold" : "normal";
    const lines = text.querySelectorAll("tspan").length > 0 ? [...text.querySelectorAll("tspan")] : [text];
    const width = Math.max(...lines.map((line) => textWidth(line.textContent ?? "", size, weight)));
    const start = offset(text) + (Number.parseFloat(text.getAttribute("x") ?? "0") || 0);
    const anchor = inherited(text, "text-anchor");
    const from = anchor === "end" ? start - width : anchor === "start" ? start : start - width / 2;
    left = Math.min(left, from - 2);
    right = Math.max(right, from + width + 2);
  }
  frame.x = Math.floor(left);
  frame.width = Math.ceil(right) - frame.x;
}

/** The nearest value of an attribute; "transform-chain" is every transform up to the root. */
function inherited(element: Element, name: string): string {
  let chain = "";
  for (let at: Element | null = element; at; at = at.parentElement) {
    if (name === "transform-chain") chain += at.getAttribute("transform") ?? "";
    else if (at.hasAttribute(name)) return at.getAttribute(name) ?? "";
  }
  return chain;
}

function offset(element: Element): number {
  let x = 0;
  for (const [, value] of inherited(element, "transform-chain").matchAll(/translate\(\s*(-?[\d.e-]+)/g)) x += Number(value);
  return x;
}

/** Names of parts go from `aria-label` to `data-part`: parts of an image have no role, and an assistive program that finds a label on them is misled. */
export function nameParts(svg: SVGElement): void {
  for (const part of svg.querySelectorAll("[aria-label]:not([role])")) {
    part.setAttribute("data-part", part.getAttribute("aria-label")!);
    part.removeAttribute("aria-label");
  }
}

const geometry = ["d", "transform", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "points"];

/** To so many digits after the point: smaller files whose differences mean something. Rejects coordinates that are not finite. */
export function roundNumbers(svg: SVGElement, name: string, decimals: number): void {
  const long = new RegExp(`-?\\d+\\.\\d{${decimals + 1},}(?:e-?\\d+)?`, "g");
  for (const element of svg.querySelectorAll("*"))
    for (const attribute of geometry) {
      const value = element.getAttribute(attribute);
      if (value === null) continue;
      if (/NaN|Infinity/.test(value))
        throw new Error(`figure ${name}: a ${element.tagName} has ${attribute} = "${value.slice(0, 40)}", expected finite numbers`);
      element.setAttribute(
        attribute,
        value.replaceAll(long, (number) => String(Number(Number(number).toFixed(decimals)))),
      );
    }
  for (const image of svg.querySelectorAll("image")) {
    const address = image.getAttribute("href") ?? image.getAttribute("xlink:href") ?? "";
    if (!address.startsWith("data:")) throw new Error(`figure ${name}: an image points at "${address.slice(0, 60)}", expected a data: URI`);
  }
}

/** As XML, which HTML reads too. Characters that XML forbids become the replacement character. */
export function serialize(svg: SVGElement): string {
  const view = svg.ownerDocument.defaultView;
  if (!view) throw new Error("figure: the document has no window, expected one that a DOM made");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML cannot hold
  return new view.XMLSerializer().serializeToString(svg).replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
}
