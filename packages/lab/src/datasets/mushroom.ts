import { badInput } from "../host.ts";
import type { DataFile, DataSet } from "./data-set.ts";
import type { CategoricalTable } from "./one-hot.ts";

/** Rows of 22 attributes, each a category, and whether the mushroom is poisonous. */
export interface Mushrooms extends CategoricalTable {
  /** [count]: 0 edible, 1 poisonous. */
  readonly labels: Uint8Array;
}

const attributeNames = [
  ...["cap-shape", "cap-surface", "cap-color", "bruises", "odor", "gill-attachment", "gill-spacing", "gill-size", "gill-color"],
  ...["stalk-shape", "stalk-root", "stalk-surface-above-ring", "stalk-surface-below-ring", "stalk-color-above-ring"],
  ...["stalk-color-below-ring", "veil-type", "veil-color", "ring-number", "ring-type", "spore-print-color", "population", "habitat"],
];

const file: DataFile = {
  path: "mushroom/agaricus-lepiota.data",
  bytes: 373704,
  sha256: "e65d082030501a3ebcbcd7c9f7c71aa9d28fdfff463bf4cf4716a3fe13ac360e",
  urls: [],
  archive: { url: "https://archive.ics.uci.edu/static/public/73/mushroom.zip", member: "agaricus-lepiota.data" },
};

/** Descriptions of 8,124 mushrooms by 22 attributes, 4,208 edible and 3,916 poisonous; the bandit's contexts. */
export const mushroom: DataSet<Mushrooms> = {
  name: "mushroom",
  description: "8,124 mushrooms described by 22 attributes, edible or poisonous",
  licence: "CC BY 4.0, UCI Machine Learning Repository, doi:10.24432/C5959T",
  files: [file],
  parse: async (read) => parseMushrooms(new TextDecoder().decode(await read(file.path))),
};

/**
 * Reads the comma-separated letters of the published file: class first, then the 22 attributes. The categories of an attribute
 * are the letters that occur in its column, sorted; `?` (a missing stalk root) is one of them. The publisher's list of letters
 * is longer: nine never occur, and the encodings of the literature, 117 columns, leave them out.
 */
export function parseMushrooms(text: string): Mushrooms {
  const rows = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  for (const [index, row] of rows.entries()) {
    const where = `${file.path}, line ${index + 1}`;
    if (row.length !== attributeNames.length + 1) throw badInput(`${where}: ${row.length} columns, expected ${attributeNames.length + 1}`);
    if (row[0] !== "e" && row[0] !== "p") throw badInput(`${where}: class ${JSON.stringify(row[0])}, expected "e" or "p"`);
    const column = row.findIndex((letter) => !/^[a-z?]$/.test(letter));
    if (column >= 0) throw badInput(`${where}: column ${column + 1} is ${JSON.stringify(row[column])}, expected one letter or ?`);
  }
  const attributes = attributeNames.map((name, attribute) => ({
    name,
    categories: [...new Set(rows.map((row) => row[attribute + 1]))].sort(),
  }));
  const categories = new Uint8Array(rows.length * attributes.length);
  for (const [index, row] of rows.entries())
    for (const [attribute, { categories: known }] of attributes.entries())
      categories[index * attributes.length + attribute] = known.indexOf(row[attribute + 1]);
  return { count: rows.length, attributes, categories, labels: Uint8Array.from(rows, (row) => (row[0] === "p" ? 1 : 0)) };
}
