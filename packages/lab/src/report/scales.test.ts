// @vitest-environment jsdom
import { expect, test } from "vitest";
import type { Drawing } from "./figure.ts";
import { renderFigure } from "./render-figure.ts";

const scalesOf = (drawing: Drawing) => {
  const svg = renderFigure({ name: "x", title: "t", caption: "c", plot: () => drawing }, { document, purpose: "page" });
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return JSON.parse(root.getAttribute("data-scales") ?? "null");
};

test("numeric axes are written on a page's drawing, domain beside pixels", () => {
  const scales = scalesOf({ x: { domain: [0, 200] }, y: { type: "symlog", constant: 100, domain: [-800, 1e5] } });
  expect(scales).toEqual({ x: ["linear", 0, 200, 56, 656], y: ["symlog", -800, 1e5, 338, 26, 100] });
});

test("an axis of words has no values to read back", () => {
  expect(scalesOf({ x: { type: "point", domain: ["a", "b"] }, y: { domain: [0, 1] } })).toBeNull();
});
