import cliProgress from "cli-progress";
import { openPace, type Pace } from "./pace.ts";
import type { Display, Stage } from "./stage.ts";
import { boundText, leftText, rateText } from "./stage-text.ts";

interface BarOptions {
  readonly now: () => number;
  readonly stream: NodeJS.WriteStream;
}

const redrawSeconds = 0.1;

/** A bar per stage on a terminal: label, percent, rate, both terms of the bound (nats per datum), time left. */
export function barDisplay({ now, stream }: BarOptions): Display {
  let bar: cliProgress.SingleBar | undefined;
  let stage: Stage | undefined;
  let pace = openPace(now);
  let shownAt = Number.NEGATIVE_INFINITY;

  const end = () => {
    if (bar && stage) bar.update(stage.done, { stage, pace: pace(stage.done, stage.total) });
    bar?.stop();
    bar = undefined;
  };
  return {
    show(next) {
      if (!bar || stage?.label !== next.label) {
        end();
        pace = openPace(now);
        bar = new cliProgress.SingleBar({ format: formatLine(stream), stream, hideCursor: true, linewrap: false, fps: 20 });
        bar.start(next.total, next.done, { stage: next, pace: pace(next.done, next.total) });
        shownAt = now();
      }
      stage = next;
      if (now() - shownAt < redrawSeconds) return;
      shownAt = now();
      bar.setTotal(next.total);
      bar.update(next.done, { stage: next, pace: pace(next.done, next.total) });
    },
    message(line) {
      end();
      stream.write(`${line}\n`);
    },
    end,
  };
}

interface Payload {
  readonly stage: Stage;
  readonly pace: Pace;
}

function formatLine(stream: NodeJS.WriteStream): cliProgress.GenericFormatter {
  return (_, { progress }, payload: Payload) => barLine(payload, { fraction: progress, width: stream.columns ?? 80 });
}

/** What rate, bound and time left usually take: room kept free so that the bar keeps its width. */
const factsWidth = 46;
const narrowestBar = 5;
const widestBar = 30;

/** One line of the terminal's width. A long label is cut before the bar goes, the bar goes before a number does. */
export function barLine({ stage, pace }: Payload, { fraction, width }: { readonly fraction: number; readonly width: number }): string {
  const percent = `${Math.floor(100 * fraction)}%`.padStart(4);
  const facts = [rateText(stage, pace), boundText(stage), leftText(pace), stage.detail ?? ""].filter((text) => text !== "").join("  ");
  // Two gaps of two, two brackets, and the last column, where terminals wrap.
  const room = width - Math.max(facts.length, factsWidth) - percent.length - 7;
  const labelWidth = Math.max(8, Math.min(stage.label.length, room - narrowestBar));
  const label = stage.label.length > labelWidth ? `${stage.label.slice(0, labelWidth - 1)}…` : stage.label;
  const barWidth = Math.min(widestBar, room - label.length);
  const bar = barWidth >= narrowestBar ? `[${"=".repeat(Math.floor(fraction * barWidth)).padEnd(barWidth)}]` : "";
  return `${label}  ${bar}${percent}  ${facts}`.trimEnd().slice(0, width - 1);
}
