import { Resvg } from "@resvg/resvg-js";
import { decode, encode } from "fast-png";
import { describe, expect, it } from "vitest";
import { textWidth } from "../../../../packages/lab/src/report/text-width.ts";
import { pngOf } from "./png.ts";

const svg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20" font-family="sans-serif" font-size="12">${content}</svg>`;

describe("pngOf", () => {
  it("doubles the size, on white", () => {
    const picture = decode(pngOf(svg('<rect width="20" height="20" fill="#0000ff"/>')));
    expect([picture.width, picture.height]).toEqual([80, 40]);
    const pixel = (x: number, y: number) => [...picture.data.slice((y * 80 + x) * picture.channels).slice(0, 3)];
    expect(pixel(10, 20)).toEqual([0, 0, 255]);
    expect(pixel(60, 20)).toEqual([255, 255, 255]);
  });

  it("draws text in the font it brings, also arrows and Greek", () => {
    const inked = (text: string) => decode(pngOf(svg(`<text x="2" y="14">${text}</text>`))).data.filter((value) => value < 128).length;
    expect(inked(" ")).toBe(0);
    for (const text of ["e", "↑", "→", "σ", "π", "±", "₁"]) expect(inked(text), text).toBeGreaterThan(10);
    // A character without a picture of its own is drawn as a box; these are not that box.
    expect(new Set(["↑", "→", "σ", "π"].map(inked)).size).toBeGreaterThan(1);
  });

  it("enlarges images without smoothing", () => {
    const bytes = encode({ width: 2, height: 1, data: Uint8Array.of(0, 255), channels: 1, depth: 8 });
    const address = `data:image/png;base64,${Buffer.from(bytes).toString("base64")}`;
    const image = `<image width="40" height="20" preserveAspectRatio="none" image-rendering="pixelated" href="${address}"/>`;
    const { data, channels, width } = decode(pngOf(svg(image)));
    const row = Array.from({ length: width }, (_, x) => data[(20 * width + x) * channels]);
    expect(row.filter((value) => value > 5 && value < 250)).toEqual([]);
    expect(new Set(row).size).toBe(2);
  });
});

it.each(["normal", "bold"] as const)("textWidth is never less than a line comes out, %s", (weight) => {
  const font = new URL(import.meta.resolve(`dejavu-fonts-ttf/ttf/DejaVuSans${weight === "bold" ? "-Bold" : ""}.ttf`)).pathname;
  const lines = [
    "BNN, Gaussian prior",
    "scale mixture prior, π = 1/2",
    "test error (%) after 1,234 epochs",
    "WMWMWM @ mmm",
    "iiillljjj.,:;'|!",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789 + − = < > ± →",
  ];
  for (const line of lines) {
    const escaped = line.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    const drawn = new Resvg(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="40" font-family="DejaVu Sans" font-weight="${weight}" font-size="20"><text y="20">${escaped}</text></svg>`,
      { font: { fontFiles: [font], loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" } },
    ).getBBox();
    const width = (drawn?.x ?? 0) + (drawn?.width ?? 0);
    expect(width, line).toBeGreaterThan(0);
    expect(textWidth(line, 20, weight), line).toBeGreaterThanOrEqual(width - 1);
    expect(textWidth(line, 20, weight), line).toBeLessThan(width * 1.5);
  }
});
