import type { Json } from "../experiment.ts";
import type { RunRecord } from "../runs/run-record.ts";
import { html, type Markup } from "./html.ts";
import { formatNumber, formatSeconds } from "./numbers.ts";

type Pair = readonly [string, Markup | string];

/** How a result was made: settings, seed, versions, kernels, BLAS, machine, times, and the command that makes it again. */
export function provenance(record: RunRecord): Markup {
  const settings = flatten(record.settings);
  const options = Object.entries(record.options);
  const { code, kernels, blas, machine } = record;
  const run: Pair[] = [
    ["Budget", record.budget],
    ["Seed", String(record.seed)],
    ...options.map(([name, value]): Pair => [`Option ${name}`, value]),
    ["Wall time", formatSeconds(record.wallSeconds)],
    ["Started", time(record.startedAt)],
    ["Finished", record.finishedAt === null ? "not finished" : time(record.finishedAt)],
  ];
  const machinery: Pair[] = [
    ...Object.entries(record.versions).map(([name, version]): Pair => [name, version]),
    ...(code === undefined ? [] : [["Code", html`<code>${code.sha256.slice(0, 12)}</code>`] satisfies Pair]),
    [
      "Kernels",
      html`${kernels.module} SIMD, ${kernels.threads} ${kernels.threads === 1 ? "thread" : "threads"}, <code>${kernels.sha256.slice(0, 12)}</code>`,
    ],
    ["Matrix product", blas === null ? "the kernels" : html`${blas.name}, <code>${blas.path}</code>`],
    [
      "Machine",
      `${machine.cpu}, ${machine.cores} ${machine.cores === 1 ? "core" : "cores"}, ${formatNumber(machine.memoryMiB)} MiB, ${machine.platform}`,
    ],
  ];
  return html`<pre class="command" tabindex="0" role="region" aria-label="command to run this again"><code>${record.command}</code></pre>
<h3 class="heading">Run</h3>${list(run)}
${settings.length > 0 && html`<h3 class="heading">Settings</h3>${list(settings)}`}
<h3 class="heading">Software and machine</h3>${list(machinery)}`;
}

const list = (pairs: readonly Pair[]) => html`<dl>${pairs.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

/** "2026-10-21 12:05:09 UTC" */
function time(iso: string): string {
  return iso.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
}

/** Nested settings as lines: "training.batchSize: 128". */
function flatten(value: Json, path = ""): Pair[] {
  if (Array.isArray(value)) {
    if (value.every((item) => item === null || typeof item !== "object")) return [[path, value.map(plain).join(", ")]];
    return value.flatMap((item, index) => flatten(item, `${path}[${index}]`));
  }
  if (value !== null && typeof value === "object")
    return Object.entries(value as { readonly [name: string]: Json }).flatMap(([name, item]) =>
      flatten(item, path ? `${path}.${name}` : name),
    );
  return path === "" && value === null ? [] : [[path || "value", plain(value)]];
}

const plain = (value: Json) => (typeof value === "number" ? formatNumber(value) : String(value));
