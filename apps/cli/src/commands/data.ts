import { type DataFile, type DataSetDescription, dataSetStatus, dataSets, fetchDataSet, verifyDataSet } from "@credence/lab";
import { dataPlaces, dataResolver } from "../data-places.ts";
import { chooseDisplay } from "../display/display.ts";
import { print, printJson, terminalWidth } from "../display/output.ts";
import { textTable } from "../display/text-table.ts";
import { nodeHost } from "../host/node-host.ts";
import { listenForInterruption } from "../interruption.ts";
import { pick } from "../names.ts";

interface DataOptions {
  readonly data?: string;
  readonly json?: boolean;
}

const registry: readonly DataSetDescription[] = Object.values(dataSets);

/** Every data set and whether it is at hand, judged by the length of its files. */
export async function dataList({ data, json }: DataOptions): Promise<void> {
  const places = dataPlaces(data);
  const rows = await Promise.all(registry.map((dataSet) => dataSetStatus(dataSet, places)));
  if (json) {
    printJson(rows);
    return;
  }
  const columns = [
    { title: "data set" },
    { title: "state", style: stateStyle },
    { title: "MiB", align: "right" as const },
    { title: "what it is", flexible: true },
  ];
  const size = (files: readonly { readonly file: { readonly bytes: number } }[]) =>
    files.length === 0 ? "-" : (files.reduce((sum, { file }) => sum + file.bytes, 0) / 2 ** 20).toFixed(1);
  print(
    textTable(
      columns,
      rows.map(({ name, state, files, description, licence }) => [name, state, size(files), `${description} (${licence})`]),
      { width: terminalWidth() },
    ),
  );
}

/** Makes the files stand checked in the user's folder or the cache. */
export async function dataFetch(names: readonly string[], { data, json }: DataOptions): Promise<void> {
  // without names: all that have an address
  const chosen = names.length === 0 ? registry.filter(({ files }) => files.every(hasAddress)) : choose(names);
  const display = chooseDisplay({ json: json ?? false });
  const interruption = listenForInterruption({ onFirst: () => {} });
  try {
    const resolver = dataResolver(data, { display, signal: interruption.signal });
    for (const dataSet of chosen) {
      await fetchDataSet(dataSet, resolver);
      display.end();
      const state = dataSet.files.length === 0 ? "built in" : "at hand, checksums right";
      if (json) printJson({ dataSet: dataSet.name, state });
      else print(`${dataSet.name}: ${state}`);
    }
  } finally {
    display.end();
    interruption.end();
  }
}

/** Compares files with their pinned checksums: 0 where all are right, 1 where one is wrong or missing. */
export async function dataVerify(names: readonly string[], { data, json }: DataOptions): Promise<number> {
  const chosen = choose(names);
  const places = { ...dataPlaces(data), host: nodeHost() };
  let wrong = 0;
  for (const dataSet of chosen) {
    for (const { file, at, bytes, sha256, verdict } of await verifyDataSet(dataSet, places)) {
      if (verdict !== "right") wrong++;
      if (json)
        printJson({
          dataSet: dataSet.name,
          file: file.path,
          at,
          verdict,
          bytes,
          sha256,
          expected: { bytes: file.bytes, sha256: file.sha256 },
        });
      else
        print(
          `${verdict.padEnd(7)}  ${at ?? file.path}${verdict === "wrong" ? ` (${bytes} bytes, sha256 ${sha256}, expected ${file.bytes}, ${file.sha256})` : ""}`,
        );
    }
  }
  if (!json) print(wrong === 0 ? "all files are right" : `${wrong} wrong or missing`);
  return wrong === 0 ? 0 : 1;
}

const hasAddress = ({ packedFrom }: DataFile) => packedFrom === undefined;

function choose(names: readonly string[]): readonly DataSetDescription[] {
  return names.length === 0 ? registry : names.map((name) => pick("data set", name, registry));
}

function stateStyle(state: string): "green" | "yellow" | "red" {
  if (state === "present" || state === "built in") return "green";
  return state === "incomplete" ? "red" : "yellow";
}
