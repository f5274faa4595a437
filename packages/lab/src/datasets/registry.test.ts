import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DataSet, DataSetDescription, GeneratedDataSet } from "./data-set.ts";
import * as registry from "./index.ts";

const entries: [string, DataSetDescription][] = Object.entries(registry);
const names = entries.map(([, { name }]) => name);
const isGenerated = (entry: DataSetDescription): entry is GeneratedDataSet<unknown, unknown> => "generate" in entry;

describe.each(entries)("data set %s", (exported, entry) => {
  it("is named as its file and its export", () => {
    expect(entry.name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())).toBe(exported);
    expect(readdirSync(import.meta.dirname)).toContain(`${entry.name}.ts`);
  });

  it("says what it is and under which licence", () => {
    expect(entry.description.length).toBeGreaterThan(20);
    expect(entry.licence).not.toBe("");
  });

  it("is either generated or has files", () => {
    expect(isGenerated(entry)).toBe(entry.files.length === 0);
    expect("parse" in entry).toBe(entry.files.length > 0);
  });

  it("pins each file below its own folder, with somewhere to get it", () => {
    for (const { path, bytes, sha256, urls, archive, packedFrom, original } of entry.files.flatMap((file) =>
      [file, file.original ?? []].flat(),
    )) {
      expect(path).toMatch(new RegExp(`^${entry.name}/([a-z0-9-]+/)?[A-Za-z0-9._-]+$`));
      expect(bytes).toBeGreaterThan(0);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      const addresses = [...urls, ...(archive ? [archive.url] : []), ...(packedFrom ? [packedFrom] : [])];
      // what is packed here is found nowhere else in this form
      if (packedFrom) expect([urls.length, archive]).toEqual([0, undefined]);
      // or in the publisher's own form, which is looked at like any file
      expect(addresses.length + Number(original !== undefined)).toBeGreaterThan(0);
      for (const address of addresses) expect(new URL(address).protocol).toMatch(/^https?:$/);
      for (const url of urls) expect(url.endsWith(path.slice(path.indexOf("/")))).toBe(true);
    }
  });

  it("names an alternative that is generated", () => {
    const { alternative } = entry as DataSet<unknown>;
    if (alternative === undefined) return;
    const other = entries.find(([, { name }]) => name === alternative)?.[1];
    expect(other && isGenerated(other)).toBe(true);
  });
});

it("has no two entries of one name", () => {
  expect(new Set(names).size).toBe(names.length);
});
