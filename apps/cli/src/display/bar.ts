import { barLine, finishedLine, wholeLine } from "./bar-line.ts";
import { type FinishedStage, followStages } from "./follow-stages.ts";
import { liveLines, type Terminal } from "./live-lines.ts";
import type { Display } from "./stage.ts";

interface BarOptions {
  readonly now: () => number;
  readonly stream: Terminal;
}

const redrawSeconds = 0.1;

/** On a terminal: the stage under way on one line and the whole below it, drawn over as they grow; a line for each stage that is done. */
export function barDisplay({ now, stream }: BarOptions): Display {
  const stages = followStages(now);
  const live = liveLines(stream);
  let shownAt = Number.NEGATIVE_INFINITY;
  /** As drawn last: the stage's line and that of the whole. */
  let stageLine: string | undefined;
  let bottomLine: string | undefined;

  const width = () => stream.columns ?? 80;
  const redraw = () => live.draw([stageLine, bottomLine].filter((line) => line !== undefined));
  const tell = (finished: FinishedStage) => {
    stageLine = undefined;
    redraw();
    live.write(finishedLine(finished, { width: width() }));
  };
  return {
    show(stage) {
      const { begins, pace, finished } = stages.look(stage);
      for (const one of finished) tell(one);
      if (stage.done >= stage.total || (!begins && now() - shownAt < redrawSeconds)) return;
      shownAt = now();
      stageLine = barLine({ stage, pace }, { width: width() });
      bottomLine = stage.whole && wholeLine(stage.whole, { width: width() });
      redraw();
    },
    message: (line) => live.write(line),
    finishStage() {
      const finished = stages.finish();
      if (finished) tell(finished);
    },
    end() {
      const last = stageLine;
      stageLine = bottomLine = undefined;
      redraw();
      if (last !== undefined) live.write(last);
    },
  };
}
