import { type FinishedStage, followStages } from "./follow-stages.ts";
import type { Display } from "./stage.ts";
import { boundText, doneText, leftText, rateText, shortCountText, wholeLeftText } from "./stage-text.ts";

interface LinesOptions {
  readonly now: () => number;
  readonly write: (line: string) => void;
  /** "text" for people and log files, "json" for programs. */
  readonly as: "text" | "json";
}

const secondsBetweenLines = 3;

/** Plain lines where there is no terminal: at most one every few seconds, and the end of each stage. */
export function linesDisplay({ now, write, as }: LinesOptions): Display {
  const stages = followStages(now);
  let writtenAt = Number.NEGATIVE_INFINITY;

  function tell(finished: FinishedStage): void {
    const { stage, seconds, rate } = finished;
    if (as === "json") write(JSON.stringify({ event: "progress", ...stage, rate, stageDone: true, stageSeconds: seconds }));
    else write(joined([stage.label, shortCountText(stage), doneText(finished), rateText(stage, finished), boundText(stage)]));
  }

  return {
    show(stage) {
      const { begins, pace, finished } = stages.look(stage);
      for (const one of finished) tell(one);
      if (stage.done >= stage.total || (!begins && now() - writtenAt < secondsBetweenLines)) return;
      writtenAt = now();
      const { whole, detail = "" } = stage;
      const all = whole && wholeLeftText(whole);
      if (as === "json") write(JSON.stringify({ event: "progress", ...stage, rate: pace.rate, secondsLeft: pace.secondsLeft }));
      else
        write(
          joined([
            stage.label,
            shortCountText(stage),
            rateText(stage, pace),
            boundText(stage),
            leftText(pace),
            detail,
            all ? `${whole.label}: ${all}` : "",
          ]),
        );
    },
    message: (line) => write(as === "json" ? JSON.stringify({ event: "message", text: line }) : line),
    finishStage() {
      const finished = stages.finish();
      if (finished) tell(finished);
    },
    end() {},
  };
}

const joined = (texts: readonly string[]): string => texts.filter((text) => text !== "").join("  ");
