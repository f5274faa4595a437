// @vitest-environment jsdom
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import type { Drawing, Palette, PlotModule, Space } from "../figure.ts";
import { phoneWidth, renderFigure, screenWidth } from "../render-figure.ts";
import { bands } from "./bands.ts";
import { curves } from "./curves.ts";
import { histogramDensity } from "./histogram-density.ts";
import { imageGrid, pngAddress } from "./image-grid.ts";
import { linesBy } from "./lines-by.ts";
import { reliability } from "./reliability.ts";

function draw(plot: (Plot: PlotModule, palette: Palette, space: Space) => Drawing, width = screenWidth): Element {
  const svg = renderFigure({ name: "x", title: "t", caption: "c", plot }, { document, purpose: "file", width });
  return new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
}

const texts = (root: Element) => [...root.querySelectorAll("text")].map((text) => text.textContent);
const marks = (root: Element, label: string, tag: string) => [...root.querySelectorAll(`g[aria-label="${label}"] ${tag}`)];

describe("bands", () => {
  const panel = { x: [0, 1], centre: [0, 100], bands: [{ label: "5 % to 95 %", lower: [-1, -100], upper: [1, 100] }] };
  const options = { xLabel: "x (s)", yLabel: "y (m)", yWindow: [-1, 1] as const };

  it("cuts every mark off at the window, which no data moves", () => {
    const root = draw(bands({ ...options, panels: [{ ...panel, points: { x: [0], y: [7] } }], trainingRegion: [0, 0.5] }));
    expect(texts(root)).toEqual(expect.arrayContaining(["x (s) →", "↑ y (m)", "1.0", "−1.0"]));
    for (const label of ["area", "line", "dot", "rect"])
      for (const group of root.querySelectorAll(`g[aria-label="${label}"]`))
        expect(group.getAttribute("clip-path"), label).toMatch(/^url\(#/);
  });

  it("grows the window for bands that open, as far as it may", () => {
    const wide = { ...panel, bands: [{ label: "5 % to 95 %", lower: [-1, -2], upper: [1, 2] }] };
    const yTicks = (yGrowth: number) => {
      const root = draw(bands({ ...options, panels: [wide], yGrowth }));
      return texts(root)
        .map((text) => Number(text?.replace("−", "-")))
        .filter((value) => value > 1.1);
    };
    expect(yTicks(1)).toEqual([]);
    expect(yTicks(3)).toContain(2);
  });

  it("draws what is published above the bands and below the points and the line", () => {
    const published = { x: [0.5], centre: [0], bands: [{ lower: [-1], upper: [1] }] };
    const root = draw(bands({ ...options, panels: [{ ...panel, points: { x: [0], y: [0] }, published }] }));
    const order = [...root.querySelectorAll('g[aria-label="area"], g[aria-label="rule"], g[aria-label="dot"], g[aria-label="line"]')].map(
      (group) => group.getAttribute("aria-label"),
    );
    expect(order).toEqual(["area", "rule", "dot", "line", "dot"]);
  });

  it("puts panels beside each other on a screen and below each other on a phone", () => {
    const rows = (width: number) => {
      const root = draw(bands({ ...options, panels: ["A", "B"].map((name) => ({ ...panel, panel: name })) }), width);
      return Number(root.getAttribute("height"));
    };
    expect(rows(phoneWidth)).toBeGreaterThan(1.4 * rows(screenWidth));
  });
});

describe("curves", () => {
  const curve = { label: "run", x: [1, 2, 3], y: [3, 2, 1] };

  it("draws the published curve dashed in the colour of ours with the same name", () => {
    const root = draw(curves({ curves: [curve, { ...curve, published: true }], xLabel: "epoch", yLabel: "nats" }));
    const [ours, theirs] = [...root.querySelectorAll('g[aria-label="line"]')];
    const value = (group: Element, name: string) => group.getAttribute(name) ?? group.querySelector(`[${name}]`)?.getAttribute(name);
    expect(value(ours, "stroke")).toBe(value(theirs, "stroke"));
    expect(value(ours, "stroke-dasharray") ?? "none").toBe("none");
    expect(value(theirs, "stroke-dasharray")).toBe("6 4");
  });

  it("names each line beside a line of its dash", () => {
    const root = draw(
      curves({
        curves: [curve, { ...curve, published: true }],
        references: [{ label: "untrained", y: 2 }],
        xLabel: "epoch",
        yLabel: "nats",
      }),
    );
    const keys = [...root.querySelectorAll('g[aria-label="legend"] g')].map((entry) => [
      entry.querySelector("text")?.textContent,
      entry.querySelector("line")?.getAttribute("stroke-dasharray"),
    ]);
    expect(keys).toEqual([
      ["run", null],
      ["run, published", "6 4"],
      ["untrained", "2 3"],
    ]);
    expect(root.querySelector('g[aria-label="rule"]')?.getAttribute("stroke-dasharray")).toBe("2 3");
  });

  it("keeps the colours that a source fixes, whatever else is drawn", () => {
    const strokeOf = (labels: readonly string[], slots?: Record<string, number>) => {
      const root = draw(
        curves({ curves: labels.map((label) => ({ ...curve, label })), xLabel: "epoch", yLabel: "nats", ...(slots && { slots }) }),
      );
      const line = root.querySelector('g[aria-label="line"]')!;
      return line.getAttribute("stroke") ?? line.querySelector("[stroke]")?.getAttribute("stroke");
    };
    const slots = { first: 0, second: 1 };
    expect(strokeOf(["second"], slots)).toBe(strokeOf(["second", "first"], slots));
    expect(strokeOf(["second"], slots)).not.toBe(strokeOf(["first"], slots));
    expect(strokeOf(["first"], slots)).toBe(strokeOf(["second"]));
  });

  it("has whole ticks where all places are whole", () => {
    const root = draw(curves({ curves: [curve], xLabel: "epoch", yLabel: "nats" }));
    expect(texts(root)).toEqual(expect.arrayContaining(["1", "2", "3"]));
    expect(texts(root).indexOf("2")).toBe(texts(root).indexOf("1") + 1);
  });

  it("names curves at their ends where there is room, and above on a phone", () => {
    const of = (width: number) =>
      draw(
        curves({
          curves: [{ ...curve, label: "a rather long name" }],
          xLabel: "epoch",
          yLabel: "nats",
          labels: "ends",
        }),
        width,
      );
    expect(marks(of(screenWidth), "text", "text").map((text) => text.textContent)).toEqual(["a rather long name"]);
    expect(of(screenWidth).querySelector('g[aria-label="legend"]')).toBeNull();
    expect(marks(of(phoneWidth), "legend", "text").map((text) => text.textContent)).toEqual(["a rather long name"]);
  });

  it("draws what is 0 or below on a logarithmic axis too, which becomes linear there", () => {
    const root = draw(curves({ curves: [{ ...curve, y: [30_000, 200, -812] }], xLabel: "epoch", yLabel: "nats", yScale: "log" }));
    expect(marks(root, "line", "path")[0].getAttribute("d")?.match(/[ML]/g)).toEqual(["M", "L", "L"]);
    expect(texts(root)).toEqual(expect.arrayContaining(["−100", "0", "100", "10,000"]));
  });

  it("draws a published value as a hollow diamond in the colour of its curve", () => {
    const at = ["run", "other"].map((label, index) => ({ label, x: 3, y: 1 + index }));
    const root = draw(
      curves({
        ...{ curves: [curve, { ...curve, label: "other" }], xLabel: "epoch", yLabel: "nats" },
        marked: [{ label: "the stored network", shape: "diamond", at }],
      }),
    );
    const strokes = (label: string) =>
      [...root.querySelectorAll(`g[aria-label="${label}"]`)].map(
        (group) => group.closest("[stroke]")?.getAttribute("stroke") ?? group.querySelector("[stroke]")?.getAttribute("stroke"),
      );
    expect(strokes("dot")).toEqual(strokes("line"));
    expect(new Set(strokes("dot")).size).toBe(2);
    expect(texts(root)).toContain("the stored network, in its colour");
  });
});

it("reliability draws the published curve and a variant over the bins, each with one legend entry", () => {
  const bins = [{ lower: 0, upper: 1, count: 9, confidence: 0.5, accuracy: 0.4 }];
  const overlays = [
    { label: "published", kind: "published" as const, points: [0.2, 0.6].map((at) => ({ confidence: at, accuracy: at })) },
    { label: "softened", kind: "variant" as const, points: [{ confidence: 0.3, accuracy: 0.1 }] },
  ];
  const series = ["BNN", "plain"].map((label) => ({ label, bins, overlays }));
  const root = draw(reliability({ series }));
  expect(texts(root).filter((text) => text === "published" || text === "softened")).toHaveLength(2);
  const dashed = [...root.querySelectorAll('g[aria-label="line"] path')].filter((path) => path.closest('[stroke-dasharray^="6"]'));
  expect(dashed).toHaveLength(2);
  // a dot of the bin in each of two panels, the variant's a diamond, and none joined by a line
  expect(marks(root, "dot", "circle")).toHaveLength(2);
  expect(marks(root, "dot", "path")).toHaveLength(2);
  expect(marks(root, "line", "path")).toHaveLength(4);
});

it("reliability writes every count, and draws of a filled bin its share with the interval, the dot's area by the count", () => {
  const bins = [
    { lower: 0, upper: 0.25, count: 0, confidence: null, accuracy: null },
    { lower: 0.25, upper: 0.5, count: 2, confidence: 0.4, accuracy: 0 },
    { lower: 0.5, upper: 1, count: 12_345, confidence: 0.8, accuracy: 0.6 },
  ];
  const root = draw(reliability({ series: [{ label: "BNN", bins }] }));
  expect(texts(root)).toEqual(expect.arrayContaining(["0", "2", "12,345"]));
  const dots = marks(root, "dot", "circle");
  expect(dots).toHaveLength(2);
  // the lower on the page comes first
  const [few, many] = dots.toSorted((a, b) => Number(b.getAttribute("cy")) - Number(a.getAttribute("cy")));
  expect(Number(many.getAttribute("r")) / Number(few.getAttribute("r"))).toBeGreaterThan(2);
  const heights = marks(root, "rule", "line").map((line) => ["y1", "y2"].map((name) => Number(line.getAttribute(name))));
  // 0 of 2 may well be 65 %: the dots are 0.6 apart
  const unit = (Number(few.getAttribute("cy")) - Number(many.getAttribute("cy"))) / 0.6;
  const [lengthOfFew, lengthOfMany] = heights.map(([from, to]) => Math.abs(from - to) / unit);
  expect(lengthOfFew).toBeCloseTo(0.6576, 2);
  expect(lengthOfMany).toBeLessThan(0.02);
});

describe("histogramDensity", () => {
  const coordinates = (path: Element) =>
    [...path.getAttribute("d")!.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  const density = { x: [1, 2, 3, 4], density: [0.3, 0.1, 0.2, 0.4] };
  const plot = { xLabel: "weight", shape: "steps" as const };

  it("gives every bin its whole width, the first and the last too", () => {
    const [line] = marks(draw(histogramDensity({ series: [{ label: "w", density }], ...plot })), "line", "path");
    const drawn = coordinates(line);
    const [left, right] = [drawn[0][0], drawn.at(-1)![0]];
    const width = (right - left) / 4;
    expect(drawn[0][1]).toBe(drawn.at(-1)![1]);
    for (const [bin, height] of [0.3, 0.1, 0.2, 0.4].entries()) {
      const [from, to] = [drawn[1 + 2 * bin], drawn[2 + 2 * bin]];
      expect(from[0]).toBeCloseTo(left + bin * width, 1);
      expect(to[0]).toBeCloseTo(left + (bin + 1) * width, 1);
      expect(from[1]).toBe(to[1]);
      expect((drawn[0][1] - from[1]) / (drawn[0][1] - drawn[7][1])).toBeCloseTo(height / 0.4, 2);
    }
  });

  it("falls to the frame where a logarithmic axis cannot show a 0", () => {
    const zeros = { x: [1, 2, 3, 4], density: [0, 0.1, 0.2, 0] };
    const root = draw(histogramDensity({ series: [{ label: "w", density: zeros }], xLabel: "weight", shape: "line", yScale: "log" }));
    const drawn = coordinates(marks(root, "line", "path")[0]);
    expect(drawn).toHaveLength(4);
    const foot = Number(root.getAttribute("height"));
    expect(drawn.map(([, y]) => y > foot)).toEqual([true, false, false, true]);
  });
});

describe("linesBy", () => {
  const points = [
    { setting: 400, measured: 1.5, spread: 0.1, published: 1.5 },
    { setting: 800, measured: null, published: 1.2 },
    { setting: 1200, measured: 1.1, spread: 0, published: null },
  ];
  const root = draw(linesBy({ series: [{ label: "BNN", points }], xLabel: "units", yLabel: "error (%)" }));

  it("draws the published value hollow, ours filled, both to scale", () => {
    const circles = marks(root, "dot", "circle").map((circle) => ({
      hollow: circle.getAttribute("r") === "4.5",
      x: Number(circle.getAttribute("cx")),
      y: Number(circle.getAttribute("cy")),
    }));
    const hollow = circles.filter((circle) => circle.hollow);
    const filled = circles.filter((circle) => !circle.hollow);
    expect([hollow.length, filled.length]).toEqual([2, 2]);
    expect(hollow[0]).toMatchObject({ x: filled[0].x, y: filled[0].y });
    expect(hollow[1].x).toBeCloseTo((filled[0].x + filled[1].x) / 2, 1);
  });

  it("draws the spread of a published value as long as ours of the same size, and wider", () => {
    const spread = points.map((point) => ({ ...point, publishedSpread: point.published === 1.5 ? 0.1 : null }));
    const [theirs, ours, ...others] = marks(
      draw(linesBy({ series: [{ label: "BNN", points: spread }], xLabel: "units", yLabel: "e" })),
      "rule",
      "line",
    );
    expect(others).toEqual([]);
    for (const end of ["y1", "y2", "x1"]) expect(theirs.getAttribute(end), end).toBe(ours.getAttribute(end));
    const width = (mark: Element) => Number(mark.parentElement?.getAttribute("stroke-width"));
    expect(width(theirs)).toBeGreaterThan(width(ours));
  });

  it("marks the values of another program by crosses, not as published ones", () => {
    const other = draw(linesBy({ series: [{ label: "BNN", points }], xLabel: "units", yLabel: "error (%)", beside: "another program" }));
    expect(texts(other)).toContain("another program");
    expect(texts(other)).not.toContain("published");
    expect(marks(other, "dot", "circle")).toHaveLength(2);
    expect(marks(other, "dot", "path")).toHaveLength(2);
  });

  it("draws a spread only where there is one", () => {
    expect(marks(root, "rule", "line")).toHaveLength(1);
  });

  it("writes each of a few settings, evenly by their logarithm where it is asked for", () => {
    const widths = [50, 200, 800].map((setting) => ({ setting, measured: 1 }));
    const log = draw(linesBy({ series: [{ label: "L2", points: widths }], xLabel: "units", yLabel: "nats", xScale: "log" }));
    expect(texts(log)).toEqual(expect.arrayContaining(["50", "200", "800"]));
    const [left, middle, right] = marks(log, "dot", "circle").map((circle) => Number(circle.getAttribute("cx")));
    expect(middle! - left!).toBeCloseTo(right! - middle!, 1);
  });

  it("draws an error bar that reaches 0 down to the frame of a logarithmic axis", () => {
    const bars = [0.5, 3].map((spread, i) => ({ setting: i, measured: 2, spread }));
    const log = draw(linesBy({ series: [{ label: "BNN", points: bars }], xLabel: "run", yLabel: "variance", yScale: "log" }));
    const [inside, across, ...others] = marks(log, "rule", "line").map((bar) =>
      ["y1", "y2"].map((end) => Number(bar.getAttribute(end))).toSorted((a, b) => a - b),
    );
    expect(others).toEqual([]);
    // the axis runs from 1.5 to 5, and the frame cuts off what goes on below
    expect(across![0]).toBeLessThan(inside![0]);
    expect(across![1]).toBeGreaterThan(inside![1] + 1000);
    expect(marks(log, "rule", "line")[1]!.closest('g[aria-label="rule"]')?.getAttribute("clip-path")).toMatch(/^url\(#/);
  });

  it("cuts every mark off at the window", () => {
    const far = [0.5, 1e12].map((measured, i) => ({ setting: i, measured, spread: 0.1, published: measured, publishedSpread: 0.2 }));
    const options = { xLabel: "run", yLabel: "error", yWindow: [0, 1] as const, references: [{ label: "chance", y: 9 }] };
    const cut = draw(linesBy({ series: [{ label: "BNN", points: far }], ...options }));
    for (const label of ["rule", "line", "dot"])
      for (const group of cut.querySelectorAll(`g[aria-label="${label}"]`))
        expect(group.getAttribute("clip-path"), label).toMatch(/^url\(#/);
    for (const dot of marks(cut, "dot", "circle")) expect(Math.abs(Number(dot.getAttribute("cy")))).toBeLessThan(1e5);
  });

  it("runs from where it is told to where it is told, with the numbers that are asked for", () => {
    const kept = [100, 40, 2].map((setting) => ({ setting, measured: 1 }));
    const xAxis = { from: 100, to: 2, ticks: [100, 10, 2] };
    const turned = draw(linesBy({ series: [{ label: "BNN", points: kept }], xLabel: "kept (%)", yLabel: "error", xScale: "log", xAxis }));
    const [most, middle, fewest] = marks(turned, "dot", "circle").map((circle) => Number(circle.getAttribute("cx")));
    expect(most! < middle! && middle! < fewest!).toBe(true);
    expect(texts(turned)).toEqual(expect.arrayContaining(["100", "10", "2"]));
    expect(texts(turned)).not.toContain("40");
  });

  it("joins settings that are words only where they have an order", () => {
    const lines = (xScale: { xScale?: "ordinal" }) =>
      marks(
        draw(
          linesBy({
            series: [{ label: "ODIN", points: [0, 1].map((measured) => ({ setting: `set ${measured}`, measured })) }],
            xLabel: "data set",
            yLabel: "AUROC",
            ...xScale,
          }),
        ),
        "line",
        "path",
      ).length;
    expect(lines({})).toBe(0);
    expect(lines({ xScale: "ordinal" })).toBe(1);
  });
});

describe("imageGrid", () => {
  it("writes pixels that a PNG reader gives back", () => {
    const pixels = Uint8Array.from({ length: 12 }, (_, index) => index * 20);
    const image = decode(Uint8Array.from(atob(pngAddress(pixels, { height: 3, width: 4 }).slice(22)), (letter) => letter.charCodeAt(0)));
    expect(image).toMatchObject({ height: 3, width: 4, channels: 1, depth: 8 });
    expect([...image.data]).toEqual([...pixels]);
  });

  it("takes as many columns as the room holds", () => {
    const images = Array.from({ length: 12 }, () => ({ pixels: new Uint8Array(784) }));
    const columns = (width: number) => {
      const root = draw(imageGrid({ images }), width);
      return new Set(marks(root, "image", "image").map((image) => image.getAttribute("x"))).size;
    };
    expect(columns(screenWidth)).toBe(8);
    expect(columns(phoneWidth)).toBe(4);
  });

  it("names the image whose pixels do not fill it", () => {
    const images = [{ pixels: new Uint8Array(784) }, { pixels: new Uint8Array(783) }];
    expect(() => draw(imageGrid({ images }))).toThrow("imageGrid: image 1 has 783 pixels, expected 784 (28 x 28)");
  });
});
