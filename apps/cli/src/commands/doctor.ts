import { availableParallelism, freemem } from "node:os";
import { dataSetStatus, dataSets } from "@credence/lab";
import { dataPlaces } from "../data-places.ts";
import { print, printJson, terminalWidth } from "../display/output.ts";
import { textTable } from "../display/text-table.ts";
import { dataCacheFolder, namedDataFolder } from "../host/data-folders.ts";
import { thisMachine, versions } from "../machine.ts";
import type { Engine, Machinery } from "../machinery.ts";

interface DoctorOptions {
  readonly data?: string;
  readonly json?: boolean;
}

/** What this machine gives, as the engine found it. */
export async function doctor({ data, json }: DoctorOptions, machinery: Machinery): Promise<void> {
  const places = dataPlaces(data);
  const { kernels, vectors, blas, code, rejectedBlas, sharedMemory, memoryMiB } = await machinery.startEngine();
  const statuses = await Promise.all(Object.values(dataSets).map((dataSet) => dataSetStatus(dataSet, places)));
  const found = {
    versions: versions(),
    machine: thisMachine(),
    coresAvailable: availableParallelism(),
    memoryFreeMiB: Math.round(freemem() / 2 ** 20),
    code,
    kernels,
    vectors,
    sharedMemory,
    blas,
    rejectedBlas,
    engineMemoryMiB: memoryMiB,
    dataFolder: namedDataFolder(data) ?? null,
    dataCache: dataCacheFolder(),
    dataSets: Object.fromEntries(statuses.map(({ name, state }) => [name, state])),
  };
  if (json) {
    printJson(found);
    return;
  }
  const { machine } = found;
  const named = (state: string) => statuses.filter((one) => one.state === state).map(({ name }) => name);
  const rows = [
    ["credence", found.versions.credence],
    ["Node", found.versions.node],
    ["processor", `${machine.cpu}, ${machine.cores} cores, ${found.coresAvailable} available here`],
    ["system", machine.platform],
    [
      "memory",
      `${machine.memoryMiB} MiB, ${found.memoryFreeMiB} free; the engine may take ${memoryMiB.allowed} and holds ${Math.round(memoryMiB.held)}`,
    ],
    ["code", code.sha256.slice(0, 12)],
    ["kernels", `${paths[vectors.module]}, ${kernels.sha256.slice(0, 12)}`],
    ["threads", sharedMemory ? String(kernels.threads) : `${kernels.threads} (no shared memory here)`],
    ["matrix product", blas === null ? "the kernels; no BLAS found or CREDENCE_BLAS=off" : `${blas.name} (${blas.path})`],
    ...rejectedBlas.map(({ path, reason }) => ["BLAS not used", `${path}: ${reason}`]),
    ...faster({ vectors, blas }).map((advice) => ["faster with", advice]),
    ["data folder", found.dataFolder ?? "none (--data or CREDENCE_DATA)"],
    ["data cache", found.dataCache],
    ...["built in", "present", "incomplete", "missing"].map((state) => [`data ${state}`, named(state).join(", ") || "-"]),
  ];
  print(textTable([{ title: "what" }, { title: "here", flexible: true }], rows, { width: terminalWidth() }));
}

const paths = {
  baseline: "baseline SIMD, 128 bits (this machine or Node has no relaxed SIMD)",
  relaxed: "relaxed SIMD (multiply-add), 128 bits",
  wide: "relaxed SIMD (multiply-add), 256 bits by V8",
} as const;

/** What would make this machine faster, a line each. */
function faster({ vectors, blas }: Pick<Engine, "vectors" | "blas">): string[] {
  const lines = [];
  if (vectors.module !== "wide")
    lines.push(
      vectors.notWide ? `256-bit vectors, not used here: ${vectors.notWide}` : "256-bit vectors: CREDENCE_SIMD=wide, or leave it unset",
    );
  if (blas === null) lines.push("a BLAS: apt install libopenblas0, or brew install openblas (CREDENCE_BLAS=auto finds it)");
  return lines;
}
