import { bends, type Point } from "./bends.ts";

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
      return `M${bends(points, tolerance)
        .map(([x, y]) => `${x},${y}`)
        .join("L")}`;
    })
    .join("");
}
