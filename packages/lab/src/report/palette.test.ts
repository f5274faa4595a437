import { describe, expect, it } from "vitest";
import { cssPalette, paletteDeclarations, resolveColors, type Theme, themes } from "./palette.ts";

type Vector = readonly number[];

/** Linear-light simulation of full dichromacy (Machado, Oliveira and Fernandes 2009, severity 1). */
const sights: Readonly<Record<string, readonly Vector[]>> = {
  "usual colour vision": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const multiply = (matrix: readonly Vector[], vector: Vector): Vector =>
  matrix.map((row) => row.reduce((sum, value, index) => sum + value * vector[index], 0));

function linear(hex: string): Vector {
  return [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** OKLab (Ottosson 2020): Euclidean distance is roughly perceived difference; 0.02 is just noticeable. */
function oklab(rgb: Vector): Vector {
  const cones = multiply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  ).map(Math.cbrt);
  return multiply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

function contrast(a: string, b: string): number {
  const [low, high] = [a, b]
    .map((hex) => linear(hex).reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0))
    .sort();
  return (high + 0.05) / (low + 0.05);
}

describe.each(Object.keys(themes) as Theme[])("the %s palette", (theme) => {
  const palette = themes[theme];

  it.each(Object.entries(sights))("keeps every pair of series apart under %s", (_, matrix) => {
    const seen = palette.series.map((hex) => oklab(multiply(matrix, linear(hex)).map((value) => Math.min(1, Math.max(0, value)))));
    for (let first = 0; first < seen.length; first++)
      for (let second = 0; second < first; second++) {
        const distance = Math.hypot(...seen[first].map((value, index) => value - seen[second][index]));
        expect(distance, `${palette.series[first]} against ${palette.series[second]}`).toBeGreaterThan(0.08);
      }
  });

  it("has 3:1 contrast for series and 4.5:1 for text on its background", () => {
    for (const color of palette.series) expect(contrast(color, palette.background), color).toBeGreaterThan(3);
    for (const color of [palette.text, palette.muted, palette.published])
      expect(contrast(color, palette.background), color).toBeGreaterThan(4.5);
  });
});

describe("custom properties", () => {
  it("every colour of the drawing palette is declared by both themes and resolves to its value", () => {
    const used = [...cssPalette.series, cssPalette.text, cssPalette.muted, cssPalette.background, cssPalette.published];
    for (const theme of ["light", "dark"] as const) {
      for (const value of used) expect(paletteDeclarations(theme)).toContain(`${value.slice(4, -1)}: #`);
      expect(resolveColors(`<path stroke="${cssPalette.series[1]}"/>`, theme)).toBe(`<path stroke="${themes[theme].series[1]}"/>`);
    }
  });

  it("names a property it does not know", () => {
    expect(() => resolveColors("var(--figure-series-99)", "light")).toThrow("the drawing uses --figure-series-99");
  });
});
