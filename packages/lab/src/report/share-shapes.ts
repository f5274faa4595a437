const fewest = 8;

/**
 * Draws equal shapes by reference: a scatter of some thousand dots, each a path at its place, takes a third of the bytes. What is seen
 * stays: a reference inherits stroke and fill from its group as the path did.
 *
 * @param prefix of the ids of the shapes, unique on the page
 */
export function shareShapes(svg: SVGElement, prefix: string): void {
  const groups = Map.groupBy(svg.querySelectorAll("path[d][transform]"), (path) => path.getAttribute("d")!);
  let shapes = 0;
  for (const [d, paths] of groups) {
    const moved = [...paths].filter((path) => path.attributes.length === 2 && translation(path) !== undefined);
    if (moved.length < fewest) continue;
    const id = `s${short(prefix)}-${++shapes}`;
    const { ownerDocument: document, namespaceURI } = svg;
    const definitions = document.createElementNS(namespaceURI, "defs");
    const shape = document.createElementNS(namespaceURI, "path");
    shape.setAttribute("id", id);
    shape.setAttribute("d", d);
    definitions.append(shape);
    svg.prepend(definitions);
    for (const path of moved) {
      const use = document.createElementNS(namespaceURI, "use");
      const [x, y] = translation(path)!;
      use.setAttribute("href", `#${id}`);
      use.setAttribute("x", x);
      use.setAttribute("y", y);
      use.append(...path.childNodes);
      path.replaceWith(use);
    }
  }
}

/** A name of a few letters for a long one, since each reference repeats it: FNV-1a in base 36. */
function short(name: string): string {
  let hash = 2166136261;
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 16777619) >>> 0;
  return hash.toString(36);
}

function translation(path: Element): readonly [x: string, y: string] | undefined {
  const found = /^translate\((-?[\d.]+),(-?[\d.]+)\)$/.exec(path.getAttribute("transform") ?? "");
  return found ? [found[1]!, found[2]!] : undefined;
}
