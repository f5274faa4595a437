// `npx node bench/recurrent-peers.ts [--rounds 3] [--peers torch,compile,jax] [WORKLOAD...]`: the recurrent workloads, ours and the peers in turn, and the
// ratio of the best peer to ours. `--check` compares the losses and gradients of a small case instead. The peers live in a Python environment with torch,
// jax and optax, whose folder PEERS names. Nothing else may run meanwhile.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median } from "./measure.ts";
import { type CheckedLoss, smallCase } from "./peers/check.ts";

const argv = process.argv.slice(2);
const option = (name: string, otherwise: string): string => {
  const at = argv.indexOf(name);
  return at < 0 ? otherwise : argv.splice(at, 2)[1]!;
};
const rounds = Number(option("--rounds", "3"));
const chosen = option("--peers", "torch,compile,jax").split(",");
const check = argv[0] === "--check";
const workloads = argv.length > 0 && !check ? argv : ["lstm-step", "question-step"];

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const peers: Readonly<Record<string, readonly string[]>> = {
  torch: [here("peers/recurrent_torch.py")],
  compile: [here("peers/recurrent_torch.py"), "--compile"],
  jax: [here("peers/recurrent_jax.py")],
};
if (!process.env.PEERS) {
  console.error("recurrent-peers: PEERS is not set, expected the folder of a Python environment with torch, jax and optax");
  process.exit(2);
}
const python = `${process.env.PEERS}/bin/python`;
// a BLAS that ours is told to be gentle with slows a current numpy
const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...plain } = process.env;

async function lines<Line>(command: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<Line[]> {
  const { stdout } = await promisify(execFile)(command, words, { env, maxBuffer: 2 ** 26 });
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}
const peer = <Line>(name: string, words: readonly string[]): Promise<Line[]> => {
  const script = peers[name];
  if (!script) throw new Error(`recurrent-peers: no peer "${name}", expected ${Object.keys(peers).join(", ")}`);
  return lines<Line>(python, [...script, ...words], plain);
};

interface Timed {
  readonly ms: number;
  readonly backend: string;
}

async function compare(workload: string): Promise<void> {
  const theirs: Record<string, Record<number, number[]>> = Object.fromEntries(chosen.map((name) => [name, { 1: [], 2: [] }]));
  const ours: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const threads of [1, 2])
      for (const name of chosen) theirs[name]![threads]!.push((await peer<Timed>(name, ["--threads", `${threads}`, workload]))[0]!.ms);
    for (const { backend, ms } of await lines<Timed>(process.execPath, [here("bench.ts"), "--json", workload], process.env)) {
      ours[backend] ??= [];
      ours[backend].push(ms);
    }
  }
  const best = chosen.map((name) => Math.min(...Object.values(theirs[name]!).map(median)));
  const row = Object.entries(ours).map(([backend, ms]) => {
    const ratio = (Math.min(...best) / median(ms)).toFixed(2);
    return `${backend} ${median(ms).toFixed(2)} ms, ratio ${ratio}`;
  });
  console.log([workload, ...chosen.map((name, i) => `${name} ${best[i]!.toFixed(2)} ms`), ...row].join("  "));
}

if (check) {
  const worst = await smallCase(async (file, ours) => {
    console.log(`ours ${JSON.stringify(ours)}`);
    let most = 0;
    for (const name of chosen.filter((one) => one !== "compile")) {
      const [theirs] = await peer<CheckedLoss>(name, ["--check", file]);
      console.log(`${name} ${JSON.stringify(theirs)}`);
      for (const part of ["loss", "gradient"] as const) most = Math.max(most, Math.abs(theirs![part] / ours[part] - 1));
    }
    return most;
  });
  console.log(`largest relative difference ${worst.toExponential(1)}`);
  process.exit(worst < 1e-5 ? 0 : 1);
}
for (const workload of workloads) await compare(workload);
process.exit(0);
