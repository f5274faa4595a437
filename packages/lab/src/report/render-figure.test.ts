// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import type { Drawing, Figure } from "./figure.ts";
import { phoneWidth, renderFigure, screenWidth } from "./render-figure.ts";
import { sampleFigures } from "./testing/sample-figures.ts";

const parse = (svg: string) => new DOMParser().parseFromString(svg, "image/svg+xml");
const cases = sampleFigures.flatMap(({ figure, says }) =>
  (["page", "file"] as const).flatMap((purpose) =>
    [screenWidth, phoneWidth].map((width) => ({ name: `${figure.name}, ${purpose}, ${width} px`, figure, says, purpose, width })),
  ),
);

describe.each(cases)("$name", ({ figure, says, purpose, width }) => {
  const svg = renderFigure(figure, { document, purpose, width });
  const root = parse(svg).documentElement;

  it("is one well-formed SVG with a name and a description", () => {
    expect(root.querySelector("parsererror")).toBeNull();
    expect(root.tagName).toBe("svg");
    const [title, description] = (root.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => root.querySelector(`#${id}`));
    expect(title?.textContent).toBe(figure.title);
    expect(description?.textContent).toBe(figure.caption);
  });

  it("says what its legend and axes must say", () => {
    const texts = [...root.querySelectorAll("text")].flatMap((text) => {
      const lines = [...text.querySelectorAll("tspan")].map((line) => line.textContent);
      return lines.length > 0 ? lines : [text.textContent];
    });
    const bare = texts.map((text) => text?.replace(/^[↑→] | →$/g, ""));
    expect(bare).toEqual(expect.arrayContaining([...says]));
    expect(bare).not.toContain("not ours to write");
  });

  it("stands by itself: finite numbers, ids that resolve, no style sheet, no address, colours as its purpose wants", () => {
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg.replaceAll(/xmlns(:xlink)?="[^"]*"/g, "")).not.toMatch(/https?:|<style|<script|javascript:/);
    const ids = [...root.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
    if (purpose === "file") expect(svg).not.toContain("var(");
    else expect(svg).toContain('color="var(--figure-text)"');
  });

  it("holds every label within its frame", () => {
    const [left, , frameWidth] = (root.getAttribute("viewBox") ?? "").split(" ").map(Number);
    expect(Number(root.getAttribute("width"))).toBe(frameWidth);
    expect(left).toBeLessThanOrEqual(0);
    expect(frameWidth).toBeLessThan(width * 1.2);
  });

  it("is the same when it is drawn again", () => {
    expect(renderFigure(figure, { document, purpose, width })).toBe(svg);
  });
});

describe("renderFigure", () => {
  const figureOf = (plot: (module: Parameters<Figure["plot"]>[0]) => Drawing, name = "x"): Figure => ({
    name,
    title: "<script>alert(1)</script>\u0000",
    caption: "a & b",
    plot,
  });

  it("writes ids apart for the two widths, so that one page can hold both", () => {
    const idsAt = (width: number) =>
      [...renderFigure(sampleFigures[0].figure, { document, purpose: "page", width }).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const both = [...idsAt(screenWidth), ...idsAt(phoneWidth)];
    expect(both.length).toBeGreaterThanOrEqual(6);
    expect(new Set(both).size).toBe(both.length);
  });

  it("escapes text and replaces characters XML cannot hold", () => {
    const svg = renderFigure(
      figureOf((Plot) => ({ marks: [Plot.text(["</svg><img src=x>"], { x: 0, y: 0, text: (text: string) => text })] })),
      { document, purpose: "file" },
    );
    expect(svg).toContain("&lt;script&gt;alert(1)&lt;/script&gt;\ufffd");
    expect(svg).not.toContain("<img");
    expect(parse(svg).querySelector("parsererror")).toBeNull();
  });

  it("widens the frame for a label that would be cut off", () => {
    const [left, , width] = (
      parse(
        renderFigure(
          figureOf((Plot) => ({ x: { domain: [0, 1] }, y: { domain: [0, 1] }, marks: [Plot.text(["m".repeat(40)], { x: 0, y: 0.5 })] })),
          { document, purpose: "page" },
        ),
      ).documentElement.getAttribute("viewBox") ?? ""
    )
      .split(" ")
      .map(Number);
    // Forty letters of at least 0.9 em at 12 px, centred 56 px from the left.
    expect(left).toBeLessThan(56 - (40 * 0.9 * 12) / 2);
    expect(left + width).toBe(screenWidth);
  });

  it.each([
    ["a name that is no file name", figureOf(() => ({}), "../x"), 'the name is "../x", expected lower-case letters'],
    [
      "a coordinate that is not finite",
      figureOf((Plot) => ({ marks: [() => Plot.plot({ document, marks: [] }).appendChild(shape("NaN,1"))] })),
      'a path has d = "MNaN,1", expected finite numbers',
    ],
    [
      "an image from elsewhere",
      figureOf((Plot) => ({ marks: [Plot.image([0], { x: 0, y: 0, src: () => "https://example.org/a.png" })] })),
      'an image points at "https://example.org/a.png", expected a data: URI',
    ],
  ])("rejects %s", (_, figure, message) => {
    expect(() => renderFigure(figure, { document, purpose: "page" })).toThrow(message);
  });

  function shape(at: string): SVGPathElement {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", `M${at}`);
    return path;
  }
});
