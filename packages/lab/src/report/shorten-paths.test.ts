// @vitest-environment jsdom
import { expect, test } from "vitest";
import { shareShapes } from "./share-shapes.ts";
import { shortenPaths } from "./shorten-paths.ts";

function drawing(content: string): SVGSVGElement {
  document.body.innerHTML = `<svg>${content}</svg>`;
  return document.querySelector("svg")!;
}

test("points on the way between others are left out, bends stay, and so do gaps and closed ends", () => {
  const svg = drawing('<path d="M0,0L1,0.05L2,0L3,0L3,4M5,5L6,6L7,7Z"/><path d="M0,0L1,1A1,1,0,0,1,2,2"/><path d="M4,4"/>');
  shortenPaths(svg);
  expect([...svg.querySelectorAll("path")].map((path) => path.getAttribute("d"))).toEqual([
    "M0,0L3,0L3,4M5,5L7,7Z",
    "M0,0L1,1A1,1,0,0,1,2,2",
    "M4,4",
  ]);
});

test("no point of the whole line lies farther than a tenth of a pixel from the short one", () => {
  const whole = Array.from({ length: 500 }, (_, i) => [i, 40 + 30 * Math.sin(i / 20) + 3 * Math.sin(i)] as const);
  const svg = drawing(`<path d="M${whole.map(([x, y]) => `${x},${y.toFixed(1)}`).join("L")}"/>`);
  shortenPaths(svg);
  const kept = svg
    .querySelector("path")!
    .getAttribute("d")!
    .slice(1)
    .split("L")
    .map((pair) => pair.split(",").map(Number));
  expect(kept.length).toBeLessThan(500);
  for (const [x, y] of whole) {
    const after = kept.findIndex(([at]) => at! >= x);
    const [[x1, y1], [x2, y2]] = [kept[Math.max(0, after - 1)]!, kept[after]!] as [number[], number[]];
    const onChord = x1 === x2 ? y2! : y1! + ((y2! - y1!) * (x - x1!)) / (x2! - x1!);
    // a tenth across the chord is more along y where it is steep: its slope is below 5
    expect(Math.abs(onChord - y)).toBeLessThan(0.1 * 5 + 0.05);
  }
});

test("equal shapes are drawn by reference at their places; few ones, and those with a colour of their own, stay", () => {
  const dot = (i: number) => `<path transform="translate(${i},-${i}.5)" d="M1,0L0,1"/>`;
  const other = '<path transform="translate(1,2)" d="M9,9L8,8"/><path transform="translate(0,0)" d="M1,0L0,1" fill="red"/>';
  const svg = drawing(`<g stroke="red">${Array.from({ length: 9 }, (_, i) => dot(i)).join("")}</g>${other}`);
  shareShapes(svg, "a figure");
  const uses = [...svg.querySelectorAll("g use")];
  expect(uses.map((use) => [use.getAttribute("x"), use.getAttribute("y")])).toEqual(
    Array.from({ length: 9 }, (_, i) => [`${i}`, `-${i}.5`]),
  );
  const shape = svg.querySelector(`defs ${uses[0]!.getAttribute("href")}`);
  expect(shape?.getAttribute("d")).toBe("M1,0L0,1");
  expect(svg.querySelectorAll("path:not(defs path)")).toHaveLength(2);
});
