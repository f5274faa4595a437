import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { describe, it } from "vitest";
import type { DataSet } from "../data-set.ts";

/**
 * A `describe` that gets a published data set from CREDENCE_DATA. Where a file is missing, the block is skipped by name; in
 * continuous integration (CI is set) it fails instead, so that a machine without data cannot pass for one with.
 */
export function describeWithRealData<Data>(dataSet: DataSet<Data>, name: string, body: (load: () => Promise<Data>) => void): void {
  const folder = process.env.CREDENCE_DATA;
  const missing = folder ? dataSet.files.filter(({ path }) => !existsSync(join(folder, path))).map(({ path }) => path) : ["CREDENCE_DATA"];
  const title = `${name} (real ${dataSet.name})`;
  if (missing.length === 0) return void describe(title, () => body(() => load(dataSet, folder!)));
  if (!process.env.CI) return void describe.skip(`${title}: needs ${missing.join(", ")}`, () => body(() => load(dataSet, "")));
  describe(title, () => {
    it("has its data", () => {
      throw new Error(`${title}: needs ${missing.join(", ")}; set CREDENCE_DATA to the folder of data sets`);
    });
  });
}

/** A published data set from CREDENCE_DATA, for a test inside `describeWithRealData` that reads several. */
export const realData = <Data>(dataSet: DataSet<Data>): Promise<Data> => load(dataSet, process.env.CREDENCE_DATA!);

async function load<Data>(dataSet: DataSet<Data>, folder: string): Promise<Data> {
  const read = async (path: string) => {
    const bytes = await readFile(join(folder, path));
    const { sha256 } = dataSet.files.find((file) => file.path === path)!;
    if (createHash("sha256").update(bytes).digest("hex") !== sha256) throw new Error(`${path}: wrong checksum`);
    return bytes;
  };
  const sha256 = async (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  return dataSet.parse(read, { gunzip: promisify(gunzip), sha256 });
}
