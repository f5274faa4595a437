/** A place on a line. */
export type Point = readonly [x: number, y: number];

/**
 * The points that a line cannot do without: none left out lies farther from what is drawn than the tolerance, in the units of the axes. Of a line whose
 * points lie unevenly, where every tenth would leave out what happens between two of them. Douglas and Peucker's, from the farthest of the chord on.
 */
export function bends(points: readonly Point[], tolerance: number): readonly Point[] {
  const kept = new Set([0, points.length - 1]);
  const open: [first: number, last: number][] = [[0, points.length - 1]];
  for (let chord = open.pop(); chord; chord = open.pop()) {
    const [first, last] = chord;
    let farthest = first;
    let most = tolerance;
    for (let i = first + 1; i < last; i++) {
      const away = distance(points[i]!, points[first]!, points[last]!);
      if (away > most) [farthest, most] = [i, away];
    }
    if (farthest === first) continue;
    kept.add(farthest);
    open.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, i) => kept.has(i));
}

/** Of a point from the stretch between two others. */
function distance([x, y]: Point, [x1, y1]: Point, [x2, y2]: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = dx === 0 && dy === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
