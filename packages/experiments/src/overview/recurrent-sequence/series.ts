import { type Key, keep, normals, tensor } from "@credence/tensor";
import type { Data } from "credence";

/** Steps a forecast sees, and steps it tells. */
export const seen = 50;
export const horizon = 50;

/** Mean step of the two phases, in radians: 25 steps, and 25 times the golden ratio, to a period, so that no stretch comes again. */
const rates = [(2 * Math.PI) / 25, (2 * Math.PI) / (25 * ((1 + Math.sqrt(5)) / 2))] as const;
const amplitudes = [1, 0.5] as const;
/** Standard deviation of a step of the phases about their mean, and of the noise of an observation. */
const [drift, noise] = [0.03, 0.1];

/**
 * A quasi-periodic series: two oscillations whose periods have no common multiple and whose phases drift, seen through noise.
 *
 *   y_t = sin p_t + sin(q_t) / 2 + 0.1 e_t,  p and q random walks about 2 pi / 25 and 2 pi / (25 golden ratio) a step
 */
export function quasiPeriodic(steps: number, key: Key): Float32Array {
  const [e, first, second] = ["noise", "first", "second"].map((name) => normals(key.child(name), steps));
  const phases = [0, 0];
  return Float32Array.from({ length: steps }, (_, t) => {
    phases[0]! += rates[0] + drift * first![t]!;
    phases[1]! += rates[1] + drift * second![t]!;
    return amplitudes[0] * Math.sin(phases[0]!) + amplitudes[1] * Math.sin(phases[1]!) + noise * e![t]!;
  });
}

/** Windows of a series: `seen` steps each, and the `horizon` behind them. @shape x [count, seen, 1], y [count, horizon] */
export function windowsOf(series: Float32Array, every: number): Data {
  const count = Math.floor((series.length - seen - horizon) / every) + 1;
  const part = (from: number, length: number) =>
    Float32Array.from({ length: count * length }, (_, i) => series[Math.floor(i / length) * every + from + (i % length)]!);
  return { x: keep(tensor(part(0, seen), [count, seen, 1])), y: keep(tensor(part(seen, horizon), [count, horizon])) };
}
