import type { Pace } from "./pace.ts";
import type { Stage } from "./stage.ts";

/** "123 steps/s", "4.2 MiB/s". */
export function rateText({ unit }: Stage, { rate }: Pace): string {
  if (rate === undefined) return "";
  if (unit === "bytes") return `${(rate / 2 ** 20).toFixed(1)} MiB/s`;
  return `${rate >= 10 ? Math.round(rate) : rate.toPrecision(2)} ${unit}/s`;
}

/** Both terms of the bound, nats per datum: "KL 0.231 + NLL 0.102". */
export function boundText({ complexity, negativeLogLikelihood }: Stage): string {
  if (negativeLogLikelihood === undefined) return "";
  const likelihood = `NLL ${significant(negativeLogLikelihood)}`;
  return complexity === undefined || complexity === 0 ? likelihood : `KL ${significant(complexity)} + ${likelihood}`;
}

export function leftText({ secondsLeft }: Pace): string {
  return secondsLeft === undefined ? "" : `${durationText(secondsLeft)} left`;
}

/** "8s", "3m20s", "2h05m". */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
}

/** Three digits without an exponent in the usual range, so that a bar does not jump about. */
function significant(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e5 || (size < 1e-3 && size > 0)) return value.toExponential(1);
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(3);
}
