import { openPace } from "./pace.ts";
import type { Display, Stage } from "./stage.ts";
import { boundText, leftText, rateText } from "./stage-text.ts";

interface LinesOptions {
  readonly now: () => number;
  readonly write: (line: string) => void;
  /** "text" for people and log files, "json" for programs. */
  readonly as: "text" | "json";
}

const secondsBetweenLines = 3;

/** Plain lines where there is no terminal: at most one every few seconds, and the end of each stage. */
export function linesDisplay({ now, write, as }: LinesOptions): Display {
  let label: string | undefined;
  let pace = openPace(now);
  let writtenAt = Number.NEGATIVE_INFINITY;
  return {
    show(stage) {
      if (stage.label !== label) {
        label = stage.label;
        pace = openPace(now);
      } else if (now() - writtenAt < secondsBetweenLines && stage.done < stage.total) return;
      writtenAt = now();
      const speed = pace(stage.done, stage.total);
      if (as === "json") write(JSON.stringify({ event: "progress", ...stage, rate: speed.rate, secondsLeft: speed.secondsLeft }));
      else
        write(
          [stage.label, count(stage), rateText(stage, speed), boundText(stage), leftText(speed), stage.detail ?? ""]
            .filter((text) => text !== "")
            .join("  "),
        );
    },
    message: (line) => write(as === "json" ? JSON.stringify({ event: "message", text: line }) : line),
    end() {},
  };
}

function count({ done, total, unit }: Stage): string {
  return unit === "bytes" ? `${mebibytes(done)} of ${mebibytes(total)} MiB` : `${done}/${total} ${unit}`;
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
