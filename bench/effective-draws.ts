// `npm run effective-draws -- [--peer PYTHON] [--draws 300] [--out FILE] [TARGET...]`: effective draws per second of NUTS, and of BlackJAX's beside it where a Python with
// it is named; --out writes what results/effective-draws.json keeps.
// Equal chains, draws, as many transitions of warm-up, and doublings at most; the time counts warm-up, and not what JAX compiles. Both are judged by the same estimators.
process.env.CREDENCE_SIMD ||= "wide";

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { thisMachine } from "../apps/cli/src/machine.ts";
import type { EffectiveDraws } from "../scripts/results/results-page.ts";

const { affine, integers, key, matmul, multiply, normals, randomNormal, sum, tensor, uniforms } = await import("@credence/tensor");
const { bernoulliLikelihood, mcmc, methods, mlp, model, normal, predictOutputs, run } = await import("credence");

const { values: options, positionals } = parseArgs({
  options: { peer: { type: "string" }, draws: { type: "string", default: "300" }, out: { type: "string" } },
  allowPositionals: true,
});
const settings = { chains: 4, warmUp: Number(options.draws), draws: Number(options.draws), maxDepth: 8 };
const { chains, draws } = settings;

/** What a sampler drew of each quantity: [chains][draws][quantities], one after the other. */
interface Drawn {
  readonly values: Float32Array;
  readonly seconds: number;
  readonly compileSeconds?: number;
}

/** A target: what the peer is told of it, and our own run. */
interface Target {
  readonly peer: object;
  ours(): Promise<Drawn>;
}

/** A Gaussian of 100 dimensions, an autoregression with correlation 0.9 between neighbours. */
function gaussian(): Target {
  const [size, correlation] = [100, 0.9];
  const precision = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => {
      const inside = i > 0 && i < size - 1;
      const scale = 1 / (1 - correlation ** 2);
      if (i === j) return scale * (inside ? 1 + correlation ** 2 : 1);
      return Math.abs(i - j) === 1 ? -scale * correlation : 0;
    }),
  );
  const matrix = tensor(precision);
  return {
    peer: { target: "gaussian", precision },
    async ours() {
      const begin = performance.now();
      const start = randomNormal(key(1), [chains, size]);
      const drawn = await methods
        .nuts(settings)
        .sample((q) => affine(sum(multiply(matmul(q, matrix), q), { axis: 1 }), { scale: -0.5 }), start, key(2));
      const seconds = (performance.now() - begin) / 1000;
      return { values: Float32Array.from(drawn.chains.flatMap(({ positions }) => positions.flatMap((q) => [...q]))), seconds };
    },
  };
}

/** Weights of a network on two moons of 500 points; its quantities are logits at places between and about them. */
function moons(): Target {
  const [count, sizes] = [500, [2, 32, 32, 1]];
  const [angle, e] = [uniforms(key(3), count), normals(key(4), 2 * count)];
  const y = Array.from({ length: count }, (_, i) => i % 2);
  const x = y.map((side, i) => {
    const [a, b] = [Math.cos(Math.PI * angle[i]!), Math.sin(Math.PI * angle[i]!)];
    return [(side ? 1 - a : a) + 0.15 * e[2 * i]!, (side ? 0.5 - b : b) + 0.15 * e[2 * i + 1]!];
  });
  const places = Array.from({ length: 20 }, (_, i) => [-1.5 + (i % 5), -1 + 0.6 * Math.floor(i / 5)]);
  const network = mlp({ inputs: 2, hidden: [32, 32], outputs: 1, activation: "tanh" });
  const problem = {
    model: model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: bernoulliLikelihood() }),
    data: { x: tensor(x), y: integers(y) },
  };
  return {
    peer: { target: "moons", sizes, x, y, places },
    async ours() {
      const begin = performance.now();
      const posterior = await run(methods.nuts(settings).fit(problem, key(5)));
      const seconds = (performance.now() - begin) / 1000;
      const outputs = predictOutputs(posterior, tensor(places), { draws: 1 }, key(6));
      return { values: (await outputs.read()) as Float32Array, seconds };
    },
  };
}

function ofPeer(python: string, { peer }: Target): Drawn {
  const folder = mkdtempSync(join(tmpdir(), "credence-draws-"));
  try {
    const out = join(folder, "draws");
    const script = join(import.meta.dirname, "peers", "nuts_blackjax.py");
    const input = JSON.stringify({ ...peer, ...settings, out });
    const { status, stdout, stderr } = spawnSync(python, [script], { input, encoding: "utf8", maxBuffer: 2 ** 26 });
    if (status !== 0) throw new Error(`effective-draws: ${python} ended with ${status}:\n${stderr.slice(-2000)}`);
    const bytes = readFileSync(out);
    return { ...JSON.parse(stdout.trim().split("\n").at(-1)!), values: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The smallest number of effective draws over the quantities, by the second, and the largest R-hat. */
function print(target: string, sampler: string, { values, seconds, compileSeconds }: Drawn): EffectiveDraws["rows"][number] {
  const quantities = values.length / chains / draws;
  const chainsOf = (quantity: number) =>
    Array.from({ length: chains }, (_, chain) =>
      Array.from({ length: draws }, (__, draw) => values[(chain * draws + draw) * quantities + quantity]!),
    );
  const all = Array.from({ length: quantities }, (_, quantity) => chainsOf(quantity));
  const least = (of: (chains: number[][]) => number) => Math.min(...all.map(of));
  const row = {
    ...{ target, sampler, seconds: Number(seconds.toFixed(2)), compileSeconds: Number((compileSeconds ?? 0).toFixed(2)) },
    bulkPerSecond: Number((least(mcmc.bulkEss) / seconds).toPrecision(3)),
    tailPerSecond: Number((least(mcmc.tailEss) / seconds).toPrecision(3)),
    rHat: Number(Math.max(...all.map(mcmc.rHat)).toFixed(3)),
  };
  console.log(JSON.stringify(row));
  return row;
}

const targets: Readonly<Record<string, () => Target>> = { gaussian, moons };
const rows: EffectiveDraws["rows"][number][] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(targets)) {
  const target = targets[name]?.();
  if (!target) throw new Error(`effective-draws: no target "${name}", expected ${Object.keys(targets).join(" or ")}`);
  rows.push(print(name, "credence", await target.ours()));
  if (options.peer) rows.push(print(name, "blackjax", ofPeer(options.peer, target)));
}
if (options.out) {
  const { cpu, cores } = thisMachine();
  const kept: EffectiveDraws = {
    command: `npm run effective-draws${options.peer ? " -- --peer PYTHON" : ""}`,
    date: new Date().toISOString().slice(0, 10),
    ...{ machine: `${cpu}, ${cores} cores`, node: process.version, settings, rows },
  };
  writeFileSync(options.out, `${JSON.stringify(kept, null, 2)}\n`);
}
process.exit(0);
