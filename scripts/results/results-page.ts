import type { Claim, RunRecord } from "@credence/lab";
import { formatMeasured, formatNumber, formatSeconds } from "../../packages/lab/src/report/numbers.ts";
import type { KeptRun } from "./kept-run.ts";

/** A claim whose number stands on the page. */
export interface Headline {
  readonly experiment: string;
  readonly claim: string;
}

/** Median times of a peer over ours, above 1 where Credence is faster, each measured in one session. */
export interface Speed {
  readonly peer: string;
  readonly command: string;
  readonly machines: readonly {
    readonly machine: string;
    readonly date: string;
    readonly rounds: number;
    readonly workloads: readonly {
      readonly name: string;
      /** WebAssembly with 256-bit vectors, as the command runs. */
      readonly wide: number;
      /** WebAssembly with 128-bit vectors, as the library runs in somebody's process. */
      readonly narrow: number;
      /** With a system BLAS. @default not measured */
      readonly blas?: number;
    }[];
  }[];
}

/** The smallest number of effective draws per second of NUTS over a target's quantities, ours and a peer's. */
export interface EffectiveDraws {
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly settings: { readonly chains: number; readonly warmUp: number; readonly draws: number; readonly maxDepth: number };
  readonly rows: readonly {
    readonly target: string;
    readonly sampler: string;
    readonly seconds: number;
    /** Of a peer that compiles, not in `seconds`. */
    readonly compileSeconds: number;
    readonly bulkPerSecond: number;
    readonly tailPerSecond: number;
    readonly rHat: number;
  }[];
}

/** How the reference numbers came out on each module of kernels. */
export interface Conformance {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
  readonly kernels: readonly { readonly name: string; readonly passed: number; readonly failed: number }[];
}

/** What RESULTS.md is made of: the kept runs, by experiment, then from the largest budget down, and the data files beside them. */
export interface PageContent {
  readonly runs: readonly KeptRun[];
  readonly headlines: readonly Headline[];
  readonly speed: Speed;
  readonly effectiveDraws: EffectiveDraws;
  readonly conformance: Conformance;
}

/** What was found, a document for each study but the first. */
const otherFindings = ["robust-deep-learning.md", "active-learning.md", "label-randomization.md", "overview.md", "uci-regression.md"];

/**
 * RESULTS.md.
 *
 * @throws for a headline that no kept run has
 */
export function resultsPage({ runs, headlines, speed, effectiveDraws, conformance }: PageContent): string {
  return `# Results

Generated from [results/](results) by \`npm run results\`: every number is from a finished run or a measurement kept there, with its command, machine and date.
What the reruns found: [docs/weight-uncertainty.md](docs/weight-uncertainty.md), with the runs at budgets default and paper whose files were not kept, ${otherFindings.map((name) => `[docs/${name}](docs/${name})`).join(", ")}.
Cost against size, and what bounds each workload: [docs/performance.md](docs/performance.md).

## Runs

Claims reproduced, not reproduced, and not tested at the budget. The time is the wall time.

${runTable(runs)}

## Headline numbers

From the largest kept budget that tests the claim.

${headlineTable(headlines, runs)}

## Speed

Median times of ${speed.peer} divided by Credence's, above 1 where Credence is faster: WebAssembly alone with vectors of 256 bits (the command) and of
128 bits (the library in somebody's process), and with a system OpenBLAS. \`${speed.command}\`. A ratio belongs to its machine, and compares medians of one session.

${speedTable(speed)}

${effectiveDrawsText(effectiveDraws)}

## Conformance

Cases of reference numbers, \`${conformance.command}\`, ${conformance.machine}, ${conformance.date}.

${table(
  ["kernels", "passed", "failed"],
  conformance.kernels.map(({ name, passed, failed }) => [name, passed, failed]),
)}
`;
}

function runTable(runs: readonly KeptRun[]): string {
  const machines = [...new Set(runs.map(({ record }) => machineText(record)))];
  const rows = runs.map((run) => [
    run.record.experiment,
    run.record.budget,
    ...countsAndTime([run]),
    run.record.finishedAt!.slice(0, 10),
    machines.indexOf(machineText(run.record)) + 1,
    `\`${run.record.command}\``,
  ]);
  const together = [...Map.groupBy(runs, ({ record }) => record.budget)].map(([budget, some]) => [
    "together",
    budget,
    ...countsAndTime(some),
    "",
    "",
    "",
  ]);
  const header = ["experiment", "budget", ...verdicts.values(), "time", "date", "machine", "command"];
  return `${table(header, [...rows, ...together])}\n\n${machines.map((text, index) => `Machine ${index + 1}: ${text}.`).join("\n")}`;
}

/** The verdicts, and what their columns are called. */
const verdicts: ReadonlyMap<Claim["verdict"], string> = new Map([
  ["reproduced", "reproduced"],
  ["not reproduced", "not"],
  ["not tested at this budget", "not tested"],
]);

function countsAndTime(runs: readonly KeptRun[]): readonly (string | number)[] {
  const claims = runs.flatMap(({ result }) => result.claims);
  const counts = [...verdicts.keys()].map((verdict) => claims.filter((claim) => claim.verdict === verdict).length);
  return [...counts, formatSeconds(runs.reduce((sum, { record }) => sum + record.wallSeconds, 0))];
}

function machineText({ machine, kernels, blas, versions }: RunRecord): string {
  const product = blas === null ? "without BLAS" : `BLAS ${blas.name}`;
  return [
    `${machine.cores} cores of ${machine.cpu}`,
    `${(machine.memoryMiB / 1024).toFixed(1)} GiB`,
    machine.platform,
    `Node ${versions.node}`,
    `Credence ${versions.credence}`,
    `${kernels.module} kernels ${kernels.sha256.slice(0, 8)}, ${kernels.threads} threads`,
    product,
  ].join(", ");
}

function headlineTable(headlines: readonly Headline[], runs: readonly KeptRun[]): string {
  const claims = headlines.map((headline) => ({ ...headline, tested: testedClaim(headline, runs) }));
  const rows = claims.flatMap(({ experiment, tested }) =>
    tested === undefined
      ? []
      : [[experiment, tested.claim.statement, ...numbersOf(tested.claim), `${tested.claim.verdict}, ${tested.budget}`]],
  );
  const untested = new Set(claims.filter(({ tested }) => tested === undefined).map(({ experiment }) => experiment));
  const rest = untested.size === 0 ? "" : `\n\nNo kept run tests the other headline claims, of ${[...untested].join(", ")}.`;
  return table(["experiment", "claim", "published", "measured", "verdict, budget"], rows) + rest;
}

/** The claim as the largest kept budget tests it, undefined where none does. */
function testedClaim({ experiment, claim: id }: Headline, runs: readonly KeptRun[]): { claim: Claim; budget: string } | undefined {
  const found = runs
    .filter(({ record }) => record.experiment === experiment)
    .flatMap(({ record, result }) => result.claims.filter((claim) => claim.id === id).map((claim) => ({ claim, budget: record.budget })));
  if (found.length === 0) throw new Error(`headlines.json: no kept run of ${experiment} has the claim ${JSON.stringify(id)}`);
  return found.find(({ claim }) => claim.verdict !== "not tested at this budget");
}

/** The published number and the measured one. */
const numbersOf = ({ published, measured, spread }: Claim): readonly string[] => [
  typeof published === "number" ? formatNumber(published) : published,
  typeof measured === "number" ? formatMeasured(measured, spread) : (measured ?? ""),
];

/** A row for each workload, a column for each kind that a machine ran, and the mean of each column's rows. */
function speedTable({ machines }: Speed): string {
  const kinds = { wide: "256 bits", narrow: "128 bits", blas: "BLAS" } as const;
  const named = machines.map((machine, index) => ({ ...machine, letter: String.fromCharCode(65 + index) }));
  const columns = named.flatMap(({ letter, workloads }) =>
    (Object.keys(kinds) as (keyof typeof kinds)[])
      .map((kind) => ({ label: `${letter}: ${kinds[kind]}`, ratios: new Map(workloads.map((row) => [row.name, row[kind]])) }))
      .filter(({ ratios }) => [...ratios.values()].some((ratio) => ratio !== undefined)),
  );
  const names = [...new Set(machines.flatMap(({ workloads }) => workloads.map(({ name }) => name)))];
  const mean = (ratios: readonly number[]) => Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length).toFixed(2);
  return `${named.map(({ letter, machine, date, rounds }) => `Machine ${letter}: ${machine}; ${date}, ${rounds} rounds.`).join("\n")}

${table(
  ["workload", ...columns.map(({ label }) => label)],
  [
    ...names.map((name) => [name, ...columns.map(({ ratios }) => ratios.get(name)?.toFixed(2) ?? "")]),
    ["geometric mean", ...columns.map(({ ratios }) => mean([...ratios.values()].filter((ratio) => ratio !== undefined)))],
  ],
)}`;
}

function effectiveDrawsText({ command, date, machine, node, settings, rows }: EffectiveDraws): string {
  const { chains, warmUp, draws, maxDepth } = settings;
  return `Effective draws of NUTS per second, the fewest over the quantities of a target, warm-up counted, what a peer compiles not: ${chains} chains of ${warmUp} + ${draws}
transitions, ${maxDepth} doublings at most. \`${command}\`, ${date}, ${machine}, Node ${node}.

${table(
  ["target", "sampler", "bulk", "tail", "R-hat", "seconds", "compiling, s"],
  rows.map((row) => [row.target, row.sampler, row.bulkPerSecond, row.tailPerSecond, row.rHat.toFixed(3), row.seconds, row.compileSeconds]),
)}`;
}

const table = (header: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");

/** Markdown ends a cell at a bar, even inside a formula. */
const cell = (value: string | number): string => String(value).replaceAll("|", "\\|");
