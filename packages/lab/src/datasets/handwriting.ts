import { type Key, normals, uniforms } from "@credence/tensor";
import type { LabelledImages } from "./data-set.ts";
import { ink, type Point, type Stroke } from "./stroke.ts";

/** The ways one symbol is written, each a set of strokes in the unit square. */
export type Glyph = readonly (readonly Stroke[])[];

export interface HandwritingOptions {
  /** Images. */
  readonly count: number;
  /** Strength of the distortion: 0 draws the bare glyphs, 1 a legible hand. @default 1 */
  readonly distortion?: number;
}

const size = 28;
/** The glyph's box in pixels, as in MNIST: 20 of the 28 rows; a box 14 wide looks like handwriting. */
const box = { width: 14, height: 20 };
const normalsPerImage = 10;
const uniformsPerImage = 14;

/**
 * Draws `count` pictures of 28 x 28, the classes in turn (image i shows class i mod classes). Each picture has its own way of
 * writing, slant, size, position and thickness, and is bent by a smooth field of four waves. Picture i depends on the key and
 * on i only, so a longer set starts with the shorter one.
 */
export function handwriting(glyphs: readonly Glyph[], { count, distortion = 1 }: HandwritingOptions, key: Key): LabelledImages {
  const gaussian = normals(key.child("shape"), count * normalsPerImage);
  const uniform = uniforms(key.child("style"), count * uniformsPerImage);
  const pixels = new Uint8Array(count * size * size);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % glyphs.length);
  for (let i = 0; i < count; i++) {
    const ways = glyphs[labels[i]];
    // Beyond two standard deviations a glyph leaves the picture or stops being legible.
    const g = gaussian
      .subarray(i * normalsPerImage, (i + 1) * normalsPerImage)
      .map((value) => distortion * Math.min(2, Math.max(-2, value)));
    const [way, thickness, ...waves] = uniform.subarray(i * uniformsPerImage, (i + 1) * uniformsPerImage);
    const place = placement(g, waves);
    const strokes = ways[Math.floor(way * ways.length)].map((stroke) => stroke.map(place));
    const radius = 1.2 + 0.8 * Math.min(1, distortion) * (thickness - 0.4);
    ink(strokes, pixels.subarray(i * size * size, (i + 1) * size * size), { size, radius });
  }
  return { count, height: size, width: size, pixels, labels };
}

/** From the unit square to pixels: waves, then size, shear and rotation about the middle, then position. */
function placement(g: Float32Array, waves: readonly number[]): (point: Point) => Point {
  const [rotation, shear, scaleX, scaleY, shiftX, shiftY] = [0.1 * g[0], 0.15 * g[1], 1 + 0.1 * g[2], 1 + 0.06 * g[3], g[4], g[5]];
  const [cosine, sine] = [Math.cos(rotation), Math.sin(rotation)];
  // Wave j moves along x (j even) or y (j odd), with at most one period across the box in either direction.
  const wave = (j: number, [x, y]: Point) => {
    const [alongX, alongY, phase] = waves.slice(3 * j, 3 * j + 3);
    return 0.035 * g[6 + j] * Math.sin(2 * Math.PI * ((2 * alongX - 1) * x + (2 * alongY - 1) * y + phase));
  };
  return (point) => {
    const x = (point[0] - 0.5 + wave(0, point) + wave(2, point)) * box.width * scaleX;
    const y = (point[1] - 0.5 + wave(1, point) + wave(3, point)) * box.height * scaleY;
    const sheared = x - shear * y;
    return [size / 2 + shiftX + cosine * sheared - sine * y, size / 2 + shiftY + sine * sheared + cosine * y];
  };
}
