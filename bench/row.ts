import type { Measured } from "./measure.ts";
import { type Workload, workloads } from "./workloads.ts";

/** What `npm run bench` prints of a workload on a backend. */
export interface Row extends Measured {
  readonly workload: string;
  readonly backend: string;
  readonly gflops?: number;
}

export function rowOf({ name, operations }: Workload, backend: string, { ms, n }: Measured): Row {
  const gflops = operations === undefined ? {} : { gflops: Number((operations / ms / 1e6).toFixed(1)) };
  return { workload: name, ms: Number(ms.toFixed(4)), backend, n, ...gflops };
}

export function printRow(row: Row, { json }: { readonly json: boolean }): void {
  const rate = row.gflops === undefined ? "" : `  ${row.gflops} GFLOP/s`;
  const text = `${row.workload.padEnd(24)} ${row.backend.padEnd(8)} ${row.ms.toFixed(2).padStart(10)} ms  (${row.n} times)${rate}`;
  console.log(json ? JSON.stringify(row) : text);
}

/** The workloads of these names, all or `usual` ones where none is named; an unknown name ends the process with 2. */
export function chosenWorkloads(names: readonly string[], usual?: readonly string[]): readonly Workload[] {
  const unknown = names.find((name) => !workloads.some((workload) => workload.name === name));
  if (unknown !== undefined) {
    console.error(`bench: no workload "${unknown}", expected ${workloads.map(({ name }) => name).join(", ")}`);
    process.exit(2);
  }
  const wanted = names.length > 0 ? names : usual;
  return workloads.filter(({ name }) => wanted === undefined || wanted.includes(name));
}
