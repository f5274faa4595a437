/**
 * Values where the pointer is, read back from a drawing by its axes, and files beside each figure and table: SVG, PNG and CSV made in
 * the page. Without a script marks still have their titles, and a report its files.
 */
export const figureScript = `
(() => {
  const symlog = (c) => (v) => Math.sign(v) * Math.log1p(Math.abs(v) / c);
  const bend = { linear: () => (v) => v, log: () => Math.log, symlog };
  const unbend = { linear: () => (v) => v, log: () => Math.exp, symlog: (c) => (v) => Math.sign(v) * c * Math.expm1(Math.abs(v)) };
  const valueAt = ([type, low, high, from, to, c], pixel) => {
    const [a, b] = [low, high].map(bend[type](c));
    return unbend[type](c)(a + ((b - a) * (pixel - from)) / (to - from));
  };
  // a point as far out as drawings reach stands for all values beyond
  const heightAt = (scales, pixel) => scales.beyond?.find(([, end]) => Math.abs(end - pixel) < 0.2)?.[0] ?? valueAt(scales.y, pixel);
  const scalesOf = (svg) => svg.dataset.scales && JSON.parse(svg.dataset.scales);
  const titleOf = (mark) => [...mark.children].find((child) => child.tagName === "title")?.textContent;
  const pointsOf = (path) => (path.points ??= [...path.getAttribute("d").matchAll(/([ML])(-?[\\d.]+),(-?[\\d.]+)/g)].map(([, how, x, y]) => ({ x: +x, y: +y, starts: how === "M" })));
  const linesOf = (svg) => [...svg.querySelectorAll('g[data-part="line"] path')].filter(titleOf);
  const shown = (value) => Number(value.toPrecision(4)).toLocaleString("en-US", { maximumSignificantDigits: 4 });

  const tip = document.body.appendChild(Object.assign(document.createElement("div"), { className: "tip", hidden: true }));
  tip.setAttribute("aria-hidden", "true");
  const nearest = (svg, event) => {
    let best;
    for (const path of linesOf(svg)) {
      const matrix = path.getScreenCTM();
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
      const points = pointsOf(path);
      for (let i = 1; i < points.length; i++) {
        const [a, b] = [points[i - 1], points[i]];
        if (b.starts || x < Math.min(a.x, b.x) || x > Math.max(a.x, b.x)) continue;
        const height = a.x === b.x ? Math.min(Math.max(y, Math.min(a.y, b.y)), Math.max(a.y, b.y)) : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
        const away = Math.abs(height - y) * matrix.d;
        if (away < (best?.away ?? 16)) best = { away, label: titleOf(path), x, y: height };
      }
    }
    return best;
  };
  document.addEventListener("pointermove", (event) => {
    const svg = event.target.closest?.("svg.figure-drawing");
    const scales = svg && scalesOf(svg);
    const found = scales && nearest(svg, event);
    tip.hidden = !found;
    if (!found) return;
    tip.textContent = found.label + ": " + shown(valueAt(scales.x, found.x)) + ", " + shown(valueAt(scales.y, found.y));
    tip.style.left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8) + "px";
    tip.style.top = event.clientY - tip.offsetHeight - 8 + "px";
  });

  const quoted = (text) => (/[",\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
  const csv = (rows) => rows.map((row) => row.map((cell) => quoted(String(cell))).join(",")).join("\\n") + "\\n";
  const plain = (text) => (/^\\u2212?[\\d,.]+$/.test(text) ? text.replace("\\u2212", "-").replaceAll(",", "") : text);
  const tableRows = (block) => [...block.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => plain(cell.textContent.trim())));
  const drawnRows = (svg) => {
    const scales = scalesOf(svg);
    const panels = [...new Set(linesOf(svg).map((path) => { const { e, f } = path.getCTM(); return e + " " + f; }))];
    return [["line", "panel", "x", "y"], ...linesOf(svg).flatMap((path) => {
      const { e, f } = path.getCTM();
      return pointsOf(path).map(({ x, y }) => [titleOf(path), panels.indexOf(e + " " + f) + 1, ...[valueAt(scales.x, x), heightAt(scales, y)].map((value) => (typeof value === "string" ? value : Number(value.toPrecision(5))))]);
    })];
  };
  const svgText = (svg) => {
    const style = getComputedStyle(document.documentElement);
    const copy = svg.cloneNode(true);
    const box = svg.viewBox.baseVal;
    const ground = document.createElementNS(svg.namespaceURI, "rect");
    for (const [name, value] of Object.entries({ x: box.x, y: box.y, width: box.width, height: box.height, fill: "var(--figure-background)" })) ground.setAttribute(name, value);
    copy.prepend(ground);
    return new XMLSerializer().serializeToString(copy).replaceAll(/var\\((--figure-[a-z0-9-]+)\\)/g, (_, name) => style.getPropertyValue(name).trim());
  };
  const pngOf = async (svg) => {
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svgText(svg));
    await image.decode();
    const { width, height } = svg.viewBox.baseVal;
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve));
  };
  const save = (name, blob) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const offer = (block, files) => {
    const line = block.querySelector(".files") ?? block.appendChild(Object.assign(document.createElement("p"), { className: "files quiet", textContent: "File:" }));
    for (const [kind, make] of files) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "save", textContent: kind });
      button.setAttribute("aria-label", kind + " of " + block.id);
      button.addEventListener("click", async () => save(block.id + "." + kind.toLowerCase(), await make()));
      line.append(" ", button);
    }
  };
  const textFile = (type, text) => new Blob([text], { type });
  for (const block of document.querySelectorAll("section.block")) offer(block, [["CSV", () => textFile("text/csv", csv(tableRows(block)))]]);
  for (const figure of document.querySelectorAll("figure")) {
    const svg = figure.querySelector("svg.figure-drawing");
    if (!svg) continue;
    const drawings = figure.querySelector(".files") ? [] : [["SVG", () => textFile("image/svg+xml", svgText(svg))], ["PNG", () => pngOf(svg)]];
    const data = scalesOf(svg) && linesOf(svg).length > 0 ? [["CSV", () => textFile("text/csv", csv(drawnRows(svg)))]] : [];
    offer(figure, [...drawings, ...data]);
  }
})();
`.trim();
