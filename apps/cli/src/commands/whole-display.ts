import { followStages } from "../display/follow-stages.ts";
import type { Display, Stage } from "../display/stage.ts";
import type { Forecast } from "./forecast.ts";

interface WholeOptions {
  readonly forecast: Pick<Forecast, "look">;
  readonly now: () => number;
  /** Of the whole, as it stands: "weight-uncertainty, 6 of 12". */
  readonly label: () => string;
}

/** The display, told with every stage what it is a part of and how long all of that still takes. */
export function wholeDisplay(display: Display, { forecast, now, label }: WholeOptions): Display {
  const stages = followStages(now);
  const wholeOf = (stage: Stage) => {
    const { pace } = stages.look(stage);
    return { label: label(), ...forecast.look(pace.secondsLeft) };
  };
  return {
    show: (stage) => display.show({ ...stage, whole: wholeOf(stage) }),
    message: (line) => display.message(line),
    finishStage() {
      stages.finish();
      display.finishStage();
    },
    end: () => display.end(),
  };
}
