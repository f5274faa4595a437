// `npm run cost`: times of a training step by width, draws and batch size, and of scoring a pool by its size, on one thread and on two, kept in
// results/cost.json and drawn in docs/performance.md. `npm run cost -- --draw` draws again what is kept. Run nothing beside it.
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { thisMachine } from "../apps/cli/src/machine.ts";
import { pageWith, picture } from "./cost/draw-cost.ts";
import type { Cost, CostOfThreads } from "./cost/measurements.ts";

const THREADS = [1, 2];
const place = (path: string) => new URL(`../${path}`, import.meta.url);
const [word] = process.argv.slice(2);

/** A process of its own for each number of threads: the engine starts once. */
async function measuredWith(threads: number): Promise<{ readonly vectors: string; readonly cost: CostOfThreads }> {
  const settings = { CREDENCE_SIMD: "wide", CREDENCE_BLAS: "off", CREDENCE_THREADS: String(threads) };
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "--measure"], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const status = await new Promise((resolve) => child.on("close", resolve));
  if (status !== 0) throw new Error(`cost: the process with ${threads} threads ended with ${status}`);
  return JSON.parse(text);
}

/** Cores that other work keeps busy, counted over two seconds. */
async function busyCores(): Promise<number> {
  const busy = () => cpus().map(({ times }) => times.user + times.nice + times.sys);
  const [before, began] = [busy(), performance.now()];
  await setTimeout(2000);
  const after = busy();
  const milliseconds = after.reduce((sum, value, core) => sum + value - before[core]!, 0);
  return Number((milliseconds / (performance.now() - began)).toFixed(2));
}

async function measured(): Promise<Cost> {
  const busyCoresBefore = await busyCores();
  const all = [];
  for (const threads of THREADS) all.push(await measuredWith(threads));
  const { cpu, cores } = thisMachine();
  return {
    command: "npm run cost",
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpu}, ${cores} cores`,
    node: process.version,
    busyCoresBefore,
    vectors: all[0]!.vectors,
    threads: all.map(({ cost }) => cost),
  };
}

if (word === "--measure") {
  const { engine } = await import("@credence/tensor");
  const { measureCost } = await import("./cost/measure-cost.ts");
  const cost = await measureCost((line) => console.error(line));
  console.log(JSON.stringify({ vectors: engine.info().module === "wide" ? "256 bits" : "128 bits", cost }));
} else if (word === undefined || word === "--draw") {
  const kept = place("results/cost.json");
  if (word === undefined) await writeFile(kept, `${JSON.stringify(await measured(), null, 2)}\n`);
  const cost = JSON.parse(await readFile(kept, "utf8")) as Cost;
  await writeFile(place("docs/pictures/cost.png"), picture(cost));
  const page = place("docs/performance.md");
  await writeFile(page, pageWith(await readFile(page, "utf8"), cost));
  console.log("wrote docs/pictures/cost.png and docs/performance.md");
} else {
  console.error(`cost: got ${word}, expected nothing or --draw`);
  process.exitCode = 2;
}
process.exit();
