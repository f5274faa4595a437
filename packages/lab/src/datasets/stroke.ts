/** A point of the glyph's box: x to the right, y downwards, both 0 to 1 inside the box. */
export type Point = readonly [x: number, y: number];

/** A pen stroke: the points of a polyline, close enough together to look smooth. */
export type Stroke = readonly Point[];

/** Straight lines from corner to corner, cut into short pieces so that a distortion can bend them. */
export function line(...corners: Point[]): Stroke {
  const pieces = 6;
  return corners.slice(1).flatMap((end, i) => {
    const start = corners[i];
    const inner = Array.from({ length: pieces }, (_, k) => mix(start, end, k / pieces));
    return i === corners.length - 2 ? [...inner, end] : inner;
  });
}

/** A smooth line through all points (Catmull-Rom spline; the ends are doubled). */
export function curve(...through: Point[]): Stroke {
  const pieces = 6;
  const at = (i: number) => through[Math.min(Math.max(i, 0), through.length - 1)];
  const spans = Array.from({ length: through.length - 1 }, (_, i) =>
    Array.from({ length: pieces }, (_, k) => spline([at(i - 1), at(i), at(i + 1), at(i + 2)], k / pieces)),
  );
  return [...spans.flat(), at(through.length - 1)];
}

/** Part of an ellipse; angles in degrees, 0 to the right, 90 downwards. */
export function arc(centre: Point, radii: Point, { from, to }: { from: number; to: number }): Stroke {
  const pieces = Math.ceil(Math.abs(to - from) / 18);
  return Array.from({ length: pieces + 1 }, (_, k) => {
    const angle = ((from + ((to - from) * k) / pieces) * Math.PI) / 180;
    return [centre[0] + radii[0] * Math.cos(angle), centre[1] + radii[1] * Math.sin(angle)];
  });
}

/** A whole ellipse. */
export function ring(centre: Point, radii: Point): Stroke {
  return arc(centre, radii, { from: -90, to: 270 });
}

/**
 * Inks strokes into a square picture of `size` x `size` bytes, with soft edges:
 *
 *   ink at a pixel = 255 clamp(radius + 1/2 - distance from the pixel's centre to the nearest stroke, 0, 1)
 *
 * Points and `radius` are in pixels; what lies outside the picture is cut off. Where strokes cross, the darker one stays.
 */
export function ink(strokes: readonly Stroke[], picture: Uint8Array, { size, radius }: { size: number; radius: number }): void {
  const reach = radius + 0.5;
  for (const stroke of strokes)
    for (let i = 1; i < stroke.length; i++) {
      const [a, b] = [stroke[i - 1], stroke[i]];
      const [left, right] = pixelsAround(a[0], b[0], { reach, size });
      const [top, bottom] = pixelsAround(a[1], b[1], { reach, size });
      for (let row = top; row <= bottom; row++)
        for (let column = left; column <= right; column++) {
          const value = Math.min(1, reach - distance([column + 0.5, row + 0.5], a, b));
          const position = row * size + column;
          if (value > 0) picture[position] = Math.max(picture[position], Math.round(255 * value));
        }
    }
}

function pixelsAround(a: number, b: number, { reach, size }: { reach: number; size: number }): [first: number, last: number] {
  return [Math.max(0, Math.floor(Math.min(a, b) - reach)), Math.min(size - 1, Math.floor(Math.max(a, b) + reach))];
}

function distance(p: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const squaredLength = dx * dx + dy * dy;
  const along = squaredLength === 0 ? 0 : ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / squaredLength;
  const t = Math.min(1, Math.max(0, along));
  return Math.sqrt((p[0] - a[0] - t * dx) ** 2 + (p[1] - a[1] - t * dy) ** 2);
}

function mix(a: Point, b: Point, t: number): Point {
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
}

function spline(points: readonly [Point, Point, Point, Point], t: number): Point {
  const at = (axis: 0 | 1) => {
    const [p, q, r, s] = points.map((point) => point[axis]);
    return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t);
  };
  return [at(0), at(1)];
}
