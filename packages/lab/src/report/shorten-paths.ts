type Point = readonly [x: number, y: number];

/** Pixels that a shortened line may lie from the whole one: less than a screen shows. */
const tolerance = 0.1;

/** Leaves out the points of lines and areas that lie on the way between others, so that a curve of some hundred points takes as many bytes as its bends need. */
export function shortenPaths(svg: SVGElement): void {
  for (const path of svg.querySelectorAll("path")) {
    const d = path.getAttribute("d") ?? "";
    if (/^(?:[ML]-?[\d.]+,-?[\d.]+|Z)+$/.test(d)) path.setAttribute("d", shortened(d));
  }
}

/** A path of moves and lines without the points that are not seen. */
function shortened(d: string): string {
  return [...d.matchAll(/M[^MZ]*|Z/g)]
    .map(([part]) => {
      if (part === "Z") return part;
      const points = part
        .slice(1)
        .split("L")
        .map((pair) => pair.split(",").map(Number) as unknown as Point);
      return `M${bends(points)
        .map(([x, y]) => `${x},${y}`)
        .join("L")}`;
    })
    .join("");
}

/** The points that a line cannot do without: Douglas and Peucker's, from the farthest of the chord on. */
function bends(points: readonly Point[]): readonly Point[] {
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
