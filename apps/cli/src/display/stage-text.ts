import type { FinishedStage } from "./follow-stages.ts";
import type { Pace } from "./pace.ts";
import type { Stage, Whole } from "./stage.ts";

/** "123 steps/s", "4.2 MiB/s". */
export function rateText({ unit }: Stage, { rate }: Pick<Pace, "rate">): string {
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

export function leftText({ secondsLeft }: Pick<Pace, "secondsLeft">): string {
  return secondsLeft === undefined ? "" : `${durationText(secondsLeft)} left`;
}

/** "done in 3m20s", "done in 0.4s"; "done after 300 of 1000 steps in 12s" where a stage that counts ended before its total. */
export function doneText({ stage, seconds }: FinishedStage): string {
  const early = stage.done > 0 && stage.done < stage.total ? ` after ${countText(stage)}` : "";
  const time = seconds === undefined ? "" : ` in ${seconds < 9.95 ? `${seconds.toFixed(1)}s` : durationText(seconds)}`;
  return `done${early}${time}`;
}

/** "300 of 1000 steps", "1.2 of 9.5 MiB". */
function countText({ done, total, unit }: Stage): string {
  return unit === "bytes" ? `${mebibytes(done)} of ${mebibytes(total)} MiB` : `${done} of ${total} ${unit}`;
}

/** "300/1000 steps": the same for a line of a log file. */
export function shortCountText(stage: Stage): string {
  return stage.unit === "bytes" ? countText(stage) : `${stage.done}/${stage.total} ${stage.unit}`;
}

/** "1h10m left"; "over 1h10m left" where some of it takes longer than usual, or was never timed. */
export function wholeLeftText({ secondsLeft, atLeast }: Whole): string {
  if (atLeast && secondsLeft !== undefined && secondsLeft < 1) return "longer than usual";
  return secondsLeft === undefined ? "" : `${atLeast ? "over " : ""}${durationText(secondsLeft)} left`;
}

/** "8s", "3m20s", "2h05m", "3d04h". */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
  const hours = Math.round(seconds / 3600);
  return `${Math.floor(hours / 24)}d${two(hours % 24)}h`;
}

/** Three digits without an exponent in the usual range, so that a bar does not jump about. */
function significant(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e5 || (size < 1e-3 && size > 0)) return value.toExponential(1);
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(3);
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
