// @vitest-environment jsdom
import { expect, test } from "vitest";
import { linesBy } from "./charts/lines-by.ts";
import type { Draw } from "./figure.ts";
import { renderFigure } from "./render-figure.ts";

const scalesOf = (plot: Draw) => {
  const svg = renderFigure({ name: "x", title: "t", caption: "c", plot }, { document, purpose: "page" });
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return JSON.parse(root.getAttribute("data-scales") ?? "null");
};

test("numeric axes are written on a page's drawing, domain beside pixels", () => {
  const scales = scalesOf(() => ({ x: { domain: [0, 200] }, y: { type: "symlog", constant: 100, domain: [-800, 1e5] } }));
  expect(scales).toEqual({ x: ["linear", 0, 200, 56, 656], y: ["symlog", -800, 1e5, 338, 26, 100] });
});

test("of a window the heights are told that stand for all values beyond", () => {
  const scales = scalesOf(() => ({ x: { domain: [0, 1] }, y: { domain: [0, 1] }, reach: [-50, 51] }));
  expect(scales.beyond).toEqual([
    ["< -50", 338 + 50 * 312],
    ["> 51", 26 - 50 * 312],
  ]);
});

test("an axis of words has no values to read back", () => {
  expect(scalesOf(() => ({ x: { type: "point", domain: ["a", "b"] }, y: { domain: [0, 1] } }))).toBeNull();
});

test("a logarithmic axis of a few settings reads back as the settings", () => {
  const points = [50, 200, 800].map((setting) => ({ setting, measured: setting }));
  const drawing = linesBy({ series: [{ label: "L2", points }], xLabel: "units", yLabel: "nats", xScale: "log" });
  const [type, low, high] = scalesOf(drawing).x;
  expect(type).toBe("log");
  expect([low, high].map((end) => Number(end.toPrecision(12)))).toEqual([50, 800]);
});
