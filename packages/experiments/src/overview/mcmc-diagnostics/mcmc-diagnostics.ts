import {
  type Context,
  crossed,
  experiment,
  type GivenOptions,
  mean,
  type Progress,
  type ResultOf,
  rounded,
  significant,
  spreadOf,
} from "@credence/lab";
import { histogram } from "@credence/lab/figures";
import { type Key, normals, randomNormal } from "@credence/tensor";
import { mcmc, methods } from "credence";
import budgets from "./budgets.json" with { type: "json" };
import { mcmcDiagnosticsFindings } from "./findings.ts";
import { type Chains, drawLines, exactSamplers, isExact, type SamplerName, samplerLabels, samplerNames } from "./samplers.ts";
import { exactSlope, funnel, funnelDimensions, lineData, lineDensity } from "./targets.ts";
import texts from "./texts.json" with { type: "json" };

interface Settings {
  /** Draws from the prior for simulation-based calibration, in blocks that a unit does. */
  readonly replications: number;
  readonly blocks: number;
  readonly warmUp: number;
  /** Draws of each of the four chains that are looked at. */
  readonly draws: number;
  /** Chains whose errors are averaged, and draws of each. */
  readonly error: { readonly chains: number; readonly draws: number };
}

/** Ranks go from 0 to this, so that bins of five hold as many each. */
const ranked = 59;

/** What is looked at: chains, their error or their calibration, of a sampler; or energies, on a target. */
function units({ settings }: GivenOptions<Settings>) {
  const of = <Kind extends string, Of extends string>(kind: Kind, names: readonly Of[], blocks = 1) =>
    crossed({ kind: [kind], of: names, block: [...Array(blocks).keys()] }, (cell) => `${cell.kind}-${cell.of}-${cell.block + 1}`);
  return [
    ...[...of("chains", samplerNames), ...of("energy", ["line", "funnel"]), ...of("error", exactSamplers)],
    ...of("calibration", samplerNames, settings.blocks),
  ];
}

/** As plain values, four digits. */
const densityOf = (...given: Parameters<typeof histogram>) => rounded({ ...histogram(...given) }, 4);

type Given = { readonly settings: Settings; readonly key: Key };

/** How many of the draws lie below the weight that made the data, for intercept and slope. */
async function* calibration(sampler: SamplerName, block: number, { settings, key }: Given) {
  const count = Math.floor(settings.replications / settings.blocks);
  const ranks: number[][] = [];
  for (let i = 0; i < count; i++) {
    const own = key.child("calibration").child(block * count + i);
    const [intercept, slope] = normals(own.child("prior"), 2);
    const truth = [intercept!, slope!] as const;
    const data = lineData(truth, own.child("data"));
    const chains = isExact(sampler) ? { chains: 4, draws: 60 } : { chains: 1, draws: ranked };
    const drawn = await drawLines(sampler, { ...chains, warmUp: settings.warmUp, data }, own.child(sampler));
    // one draw in four of each Hamiltonian chain, which are then nearly independent
    const lines = drawn.flatMap((chain) => (isExact(sampler) ? chain.filter((_, n) => n % 4 === 3) : chain)).slice(0, ranked);
    ranks.push(truth.map((weight, dimension) => lines.filter((one) => one[dimension]! < weight).length));
    yield { label: `calibration, ${samplerLabels[sampler]}`, done: i + 1, total: count, unit: "replications" };
  }
  return { kind: "calibration" as const, sampler, ranks };
}

/** Slopes by chain of the data set that is looked at, beside the exact posterior's. */
async function slopesOf(sampler: SamplerName, chains: Chains, { line, chain }: { readonly line: Key; readonly chain: Key }) {
  const data = lineData([0.5, -1], line);
  const drawn = await drawLines(sampler, { ...chains, data }, chain.child(sampler));
  return { exact: exactSlope(data), slopes: drawn.map((draws) => draws.map(([, slope]) => slope)) };
}

/** Four chains on one data set: what they look like, and how far they are from the exact posterior. */
async function chainsOf(sampler: SamplerName, { settings: { draws, warmUp }, key }: Given) {
  const { exact, slopes } = await slopesOf(sampler, { chains: 4, draws, warmUp }, { line: key.child("line"), chain: key.child("chains") });
  const all = slopes.flat().toSorted((a, b) => a - b);
  const rank = (value: number) => all.findIndex((other) => other >= value) / all.length;
  return {
    ...{ kind: "chains" as const, sampler, exact },
    traces: slopes.map((chain) => significant(chain.slice(0, 250), 4)),
    ranks: slopes.map((chain) => densityOf(chain.map(rank), { lower: 0, upper: 1, points: 10 })),
    ...{ mean: mean(all), stdDev: spreadOf(all) ?? 0, standardError: mcmc.meanStandardError(slopes) },
    ...{ rHat: mcmc.rHat(slopes), bulkEss: mcmc.bulkEss(slopes), tailEss: mcmc.tailEss(slopes) },
  };
}

/** Root mean squared error of the mean slope over chains, in posterior standard deviations, against the effective sample size of a chain. */
async function errorOf(sampler: SamplerName, { settings: { error, warmUp }, key }: Given) {
  const { exact, slopes } = await slopesOf(sampler, { ...error, warmUp }, { line: key.child("line"), chain: key.child("error") });
  const counts = Array.from({ length: 12 }, (_, i) => error.draws / 2 ** i).filter((count) => count >= 25 && Number.isInteger(count));
  const rows = counts.toReversed().map((draws) => {
    const prefixes = slopes.map((chain) => chain.slice(0, draws));
    const squares = prefixes.map((chain) => ((mean(chain) - exact.mean) / exact.stdDev) ** 2);
    // that of the draws themselves, which the error of a mean has: (sd / standard error)^2
    const ess = prefixes.map((chain) => ((spreadOf(chain) ?? 0) / mcmc.meanStandardError([chain])) ** 2);
    return { draws, ess: mean(ess), error: Math.sqrt(mean(squares)) };
  });
  return { kind: "error" as const, sampler, chains: error.chains, rows };
}

/** Energies of NUTS and their changes from draw to draw, on an easy target and on a hard one. */
async function energyOf(target: "line" | "funnel", { settings, key }: Given) {
  const own = key.child("energy").child(target);
  const given = target === "line" ? lineDensity(lineData([0.5, -1], key.child("line"))) : { logDensity: funnel, dispose: () => {} };
  const start = randomNormal(own.child("start"), [4, target === "line" ? 2 : funnelDimensions]);
  const { chains } = await methods.nuts({ chains: 4, draws: settings.draws, warmUp: settings.warmUp }).sample(given.logDensity, start, own);
  start.dispose();
  given.dispose();
  const centred = chains.map(({ energies }) => energies.map((energy) => energy - mean(energies)));
  const changes = centred.map((chain) => chain.slice(1).map((energy, i) => energy - chain[i]!));
  const squares = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0);
  const stdDev = Math.sqrt(mean(centred.map((chain) => squares(chain) / chain.length)));
  const shapeOf = (values: readonly number[]) =>
    densityOf(
      values.map((value) => value / stdDev),
      { lower: -4, upper: 4, points: 40 },
    );
  return {
    ...{ kind: "energy" as const, target, energy: shapeOf(centred.flat()), change: shapeOf(changes.flat()) },
    fractions: centred.map((chain, i) => squares(changes[i]!) / squares(chain)),
  };
}

async function* perform(unit: ReturnType<typeof units>[number], context: Context<Settings>) {
  if (unit.kind === "calibration") return yield* calibration(unit.of, unit.block, context);
  yield { label: unit.name, done: 0, total: context.settings.draws, unit: "draws" } as Progress;
  if (unit.kind === "energy") return energyOf(unit.of, context);
  return unit.kind === "chains" ? chainsOf(unit.of, context) : errorOf(unit.of, context);
}

const conclude = (values: readonly ResultOf<typeof perform>[]) => ({
  calibrations: samplerNames.map((sampler) => {
    const blocks = values.filter((one) => one.kind === "calibration").filter((one) => one.sampler === sampler);
    return { sampler, ranks: blocks.flatMap(({ ranks }) => ranks) };
  }),
  chains: values.filter((one) => one.kind === "chains"),
  errors: values.filter((one) => one.kind === "error"),
  energies: values.filter((one) => one.kind === "energy"),
});

export type McmcDiagnosticsResult = ReturnType<typeof conclude>;

/** Whether Markov chains draw from the posterior: traces, ranks, energies, simulation-based calibration, and errors against the effective sample size. */
export const mcmcDiagnostics = experiment({
  ...{ ...texts.about, name: "mcmc-diagnostics", source: "overview" },
  budgets,
  units,
  perform,
  conclude,
  ...mcmcDiagnosticsFindings,
});
