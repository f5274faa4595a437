import { availableParallelism, freemem } from "node:os";
import { dataSetStatus, dataSets } from "@credence/lab";
import { dataPlaces } from "../data-places.ts";
import { print, printJson, terminalWidth } from "../display/output.ts";
import { textTable } from "../display/text-table.ts";
import { dataCacheFolder, namedDataFolder } from "../host/data-folders.ts";
import { thisMachine, versions } from "../machine.ts";
import type { Engine, Machinery } from "../machinery.ts";
import { fasterWith } from "./faster-with.ts";

interface DoctorOptions {
  readonly data?: string;
  readonly json?: boolean;
}

/** What this machine gives, as the engine found it. */
export async function doctor({ data, json }: DoctorOptions, machinery: Machinery): Promise<void> {
  const places = dataPlaces(data);
  const { kernels, vectors, blas, lacksKoffi, code, rejectedBlas, sharedMemory, memoryMiB } = await machinery.startEngine();
  const coresAvailable = availableParallelism();
  const statuses = await Promise.all(Object.values(dataSets).map((dataSet) => dataSetStatus(dataSet, places)));
  const found = {
    versions: versions(),
    machine: thisMachine(),
    coresAvailable,
    memoryFreeMiB: Math.round(freemem() / 2 ** 20),
    code,
    kernels,
    vectors,
    sharedMemory,
    blas,
    rejectedBlas,
    faster: fasterWith({
      ...{ vectors, blas, lacksKoffi, coresAvailable, settings: process.env },
      ...{ threads: kernels.threads, node: process.version, arch: process.arch, platform: process.platform },
    }),
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
    ["kernels", kernelsRow({ kernels, vectors })],
    ["threads", sharedMemory ? String(kernels.threads) : `${kernels.threads} (no shared memory here)`],
    ["matrix product", blas === null ? "the kernels; no BLAS found or CREDENCE_BLAS=off" : `${blas.name} (${blas.path})`],
    ...rejectedBlas.map(({ path, reason }) => ["BLAS not used", `${path}: ${reason}`]),
    ...found.faster.map((advice) => ["faster with", advice]),
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

const kernelsRow = ({ kernels, vectors }: Pick<Engine, "kernels" | "vectors">): string =>
  `${paths[vectors.module]}${vectors.notWide === null ? "" : `, not 256: ${vectors.notWide}`}; ${kernels.sha256.slice(0, 12)}`;
