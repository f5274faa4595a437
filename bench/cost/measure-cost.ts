import { add, engine, exp, keep, key, randomNormal, randomUniform, scope } from "@credence/tensor";
import { measure } from "../measure.ts";
import { spinner } from "../peak.ts";
import type { CostOfThreads, PanelName, Point } from "./measurements.ts";
import { fixed, panels } from "./units-of-work.ts";

/** Long enough for a median, short enough for all sizes in some minutes. */
const SECONDS = 1;
const OPERATIONS = 2e9;
const NUMBERS = 2 ** 24;
/** Numbers of an array that the second cache holds. */
const CACHED = 2 ** 17;

const digits = (value: number, count = 4): number => Number(value.toPrecision(count));

/** Multiply-adds in registers alone, GFLOP/s of one thread times the threads: the fastest of five. */
function peakGflops(): number {
  const { module, threads } = engine.info();
  const spin = spinner(module === "wide" ? "256 bits" : "128 bits");
  spin(OPERATIONS);
  return (threads * OPERATIONS) / fastest(() => spin(OPERATIONS)) / 1e6;
}

/** a + b of arrays that no cache holds, GB/s: the fastest of five. */
function gigabytesPerSecond(): number {
  const [a, b] = [keep(randomUniform(key(0), [NUMBERS])), keep(randomUniform(key(1), [NUMBERS]))];
  const sum = () => scope(() => void add(a, b));
  sum();
  const ms = fastest(sum);
  a.dispose();
  b.dispose();
  return (3 * 4 * NUMBERS) / ms / 1e6;
}

/** Numbers per second of draws of a standard normal, and of exponentials: the fastest of five times 40 calls. */
function functionRates(): Pick<CostOfThreads, "normalsPerSecond" | "exponentialsPerSecond"> {
  const x = keep(randomUniform(key(0), [CACHED]));
  const rate = (call: (i: number) => unknown) => {
    const calls = () => scope(() => Array.from({ length: 40 }, (_, i) => scope(() => void call(i))));
    calls();
    return digits((1000 * 40 * CACHED) / fastest(calls), 3);
  };
  const rates = { normalsPerSecond: rate((i) => randomNormal(key(i), [CACHED])), exponentialsPerSecond: rate(() => exp(x)) };
  x.dispose();
  return rates;
}

function fastest(work: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const before = performance.now();
    work();
    return performance.now() - before;
  });
  return Math.min(...times);
}

/** Everything with the threads this process has. */
export async function measureCost(onProgress: (line: string) => void): Promise<CostOfThreads> {
  const { threads } = engine.info();
  const limits = { peakGflops: digits(peakGflops(), 3), gigabytesPerSecond: digits(gigabytesPerSecond(), 3), ...functionRates() };
  const fixedMs = {} as Record<PanelName, number>;
  const points = {} as Record<PanelName, readonly Point[]>;
  for (const name of Object.keys(panels) as PanelName[]) {
    fixedMs[name] = digits((await measure(fixed[name], { seconds: SECONDS })).ms);
    const measured: Point[] = [];
    for (const { size, work, ...least } of panels[name]) {
      const { ms, n } = await measure(work, { seconds: SECONDS, least: size >= 1e5 ? 1 : 3 });
      onProgress(`${threads} thread(s), ${name} ${size}: ${ms.toFixed(2)} ms (${n} times)`);
      measured.push({ size, ms: digits(ms), ...least });
    }
    points[name] = measured;
  }
  return { threads, ...limits, fixedMs, points };
}
