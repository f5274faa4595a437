import { expect } from "vitest";

export const textOf = (element: Element | null) => element?.textContent?.replaceAll(/\s+/g, " ").trim();

/** What every page must keep, whatever it says: it loads nothing, ids are unique, its links lead somewhere, what it opens it closes. */
export function expectSound(text: string): Document {
  const page = new DOMParser().parseFromString(text, "text/html");
  expect(text).toMatch(/^<!doctype html>/);
  // Links lead elsewhere when they are followed; everything else names the vocabularies of SVG and XLink only.
  const unlinked = text.replaceAll(/<a href="https:[^"]*"/g, "<a");
  const addresses = [...unlinked.matchAll(/https?:\/\/[^"' )]+/g)].map(([address]) => address);
  expect(addresses.filter((address) => !/www\.w3\.org|example\.org/.test(address))).toEqual([]);
  const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  for (const link of page.querySelectorAll('a[href^="#"], use[href]')) expect(ids).toContain(link.getAttribute("href")?.slice(1));
  const elements = text.replaceAll(/<(script|style)>.*?<\/\1>/gs, "");
  for (const tag of ["a", "details", "div", "ol", "section", "span", "table", "ul"])
    expect([tag, elements.match(new RegExp(`</${tag}>`, "g"))?.length]).toEqual([
      tag,
      elements.match(new RegExp(`<${tag}[ >]`, "g"))?.length,
    ]);
  expect(text).not.toMatch(/\bundefined\b|\[object |NaN/);
  return page;
}
