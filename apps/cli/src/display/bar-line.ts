import type { FinishedStage } from "./follow-stages.ts";
import type { Pace } from "./pace.ts";
import type { Stage, Whole } from "./stage.ts";
import { boundText, doneText, leftText, rateText, wholeLeftText } from "./stage-text.ts";

const gap = "  ";
const narrowestBar = 5;
const widestBar = 30;
/** Of a label that cannot be had in full, at least this much. */
const narrowestLabel = 12;

interface Width {
  /** Columns of the terminal; the last one stays empty, where terminals wrap. */
  readonly width: number;
}

/** A number on the line, and the room kept for it so that nothing moves as it grows. */
interface Fact {
  readonly text: string;
  readonly room: number;
}

/**
 * Label, bar, percent, rate, both terms of the bound, time left: one line of the terminal. The label is had in full before there is a bar,
 * and before rate or bound, which then are left out.
 */
export function barLine({ stage, pace }: { readonly stage: Stage; readonly pace: Pace }, { width }: Width): string {
  const { label, done, total, detail = "" } = stage;
  const fraction = total > 0 ? Math.min(1, done / total) : 0;
  const percent = `${Math.floor(100 * fraction)} %`.padStart(5);
  const rate = { text: rateText(stage, pace), room: `000 ${stage.unit}/s`.length };
  const bound = { text: boundText(stage), room: stage.negativeLogLikelihood === undefined ? 0 : stage.complexity ? 18 : 9 };
  const left = { text: leftText(pace), room: (pace.secondsLeft ?? 0) < 60 ? 8 : 11 };
  const choices = [[rate, bound, left], [bound, left], [rate, left], [left]];
  const taken = (facts: readonly Fact[]) => facts.reduce((sum, fact) => sum + roomOf(fact), percent.length + 1);
  const fits = (facts: readonly Fact[]) => label.length + taken(facts) < width;
  const facts = choices.find(fits) ?? choices.find((some) => narrowestLabel + taken(some) < width) ?? [];
  const room = width - 1 - taken(facts);
  const shownLabel = cut(label, Math.max(1, room));
  const bar = barText(fraction, room - shownLabel.length - gap.length - 2);
  const texts = [...facts.map(({ text }) => text), detail].filter((text) => text !== "");
  return cut([`${shownLabel}${bar === "" ? " " : `${gap}${bar}`}${percent}`, ...texts].join(gap), width - 1);
}

/** "BNN, Gaussian prior  done in 3m20s  312 steps/s  KL 1.500 + NLL 0.042"; from the end on what has no room is left out. */
export function finishedLine(finished: FinishedStage, { width }: Width): string {
  const { stage } = finished;
  const done = doneText(finished);
  const label = cut(stage.label, Math.max(1, width - 1 - done.length - gap.length));
  let line = `${label}${gap}${done}`;
  for (const text of [rateText(stage, finished), boundText(stage)])
    if (text !== "" && line.length + gap.length + text.length < width) line += gap + text;
  return cut(line, width - 1);
}

/** "weight-uncertainty, 6 of 12  [=====    ] 45 %  2m10s left": the line below the stage's. */
export function wholeLine(whole: Whole, { width }: Width): string {
  const left = wholeLeftText(whole);
  if (whole.fraction === undefined) return cut([whole.label, left].filter((text) => text !== "").join(gap), width - 1);
  const percent = `${Math.floor(100 * whole.fraction)} %`.padStart(5);
  const room = width - 1 - percent.length - gap.length - Math.max(left.length, 11);
  const label = cut(whole.label, Math.max(1, room - 1));
  const bar = barText(whole.fraction, room - label.length - gap.length - 2);
  return cut(`${label}${bar === "" ? " " : `${gap}${bar}`}${percent}${gap}${left}`, width - 1);
}

const roomOf = ({ text, room }: Fact): number => (Math.max(text.length, room) === 0 ? 0 : gap.length + Math.max(text.length, room));

function barText(fraction: number, room: number): string {
  const width = Math.min(widestBar, room);
  return width < narrowestBar ? "" : `[${"=".repeat(Math.floor(fraction * width)).padEnd(width)}]`;
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}
