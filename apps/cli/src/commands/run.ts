import { badInput, isInterrupted, type RunOutcome } from "@credence/lab";
import { dataResolver } from "../data-places.ts";
import { claimsText } from "../display/claims.ts";
import { chooseDisplay } from "../display/display.ts";
import { fileLink } from "../display/hyperlink.ts";
import { print, printJson, terminalWidth } from "../display/output.ts";
import type { Display } from "../display/stage.ts";
import { durationText } from "../display/stage-text.ts";
import { type Interruption, listenForInterruption } from "../interruption.ts";
import type { Machinery } from "../machinery.ts";
import { allExperiments, pickExperiment } from "../names.ts";
import { openForecast } from "./forecast.ts";
import { checkFolder, drawReport, lockFolder, performRun, startEngine } from "./perform-run.ts";
import { allArguments, makeAll } from "./run-all.ts";
import { type RunArguments, type RunOptions, runArguments } from "./run-arguments.ts";
import { type BookOptions, bookArguments, makeBook } from "./run-book.ts";
import { usualTime } from "./usual-time.ts";
import { wholeDisplay } from "./whole-display.ts";

export interface RunCommandOptions extends RunOptions {
  /** Instead of an experiment: all of a source. */
  readonly source?: string;
  /** Instead of an experiment: all sources, and an index over their books. */
  readonly all?: boolean;
}

/** What is done between taking a folder and leaving it: an experiment, or all of a source. */
interface Work {
  readonly folder: string;
  /** What to type to go on where it was interrupted. */
  readonly command: string;
  /** The exit code. */
  readonly perform: (tools: Tools) => Promise<number>;
}

interface Tools {
  readonly display: Display;
  readonly signal: AbortSignal;
  readonly resolver: ReturnType<typeof dataResolver>;
}

/** Runs an experiment, or every experiment of a source into one book, and prints the claims with their verdicts; the exit code. */
export async function run(name: string | undefined, typed: RunCommandOptions, machinery: Machinery): Promise<number> {
  const work = await workOf(name, typed, machinery);
  const resolver = (display: Display, signal: AbortSignal) => dataResolver(typed.data, { display, signal });
  const display = chooseDisplay({ json: typed.json ?? false });
  // A wrong --data is said before anything is made.
  resolver(display, AbortSignal.abort());
  const lock = await lockFolder(work.folder);
  const interruption = listenForInterruption({
    onFirst: () => display.message("stopping: writing a checkpoint (Ctrl-C again leaves at once)"),
  });
  try {
    const { signal } = interruption;
    return await work.perform({ display, signal, resolver: resolver(display, signal) });
  } catch (error) {
    display.end();
    throw afterInterruption(error, { interruption, display, command: work.command });
  } finally {
    interruption.end();
    await lock.release();
  }
}

async function workOf(name: string | undefined, typed: RunCommandOptions, machinery: Machinery): Promise<Work> {
  const { source, all = false, json = false } = typed;
  const { checkpointSeconds, usualSeconds } = machinery;
  const given = [name !== undefined && "an experiment", source !== undefined && "--source", all && "--all"].filter((one) => one !== false);
  if (given.length > 1) throw badInput(`run: got ${given.join(" and ")}, expected one of them`);
  if (given.length === 0) {
    const sources = (await machinery.sources()).map((one) => one.name);
    throw badInput(
      `run: name an experiment (${Object.keys(machinery.experiments).join(", ")}), or all of a source by --source (${sources.join(", ")}); credence list says what each is`,
    );
  }
  const bookOptions = async (tools: Tools): Promise<BookOptions> => ({
    ...{ ...tools, checkpointSeconds, json, usualSeconds },
    engine: await startEngine(machinery, tools.display),
  });
  const registries = async () => ({ experiments: await allExperiments(machinery), sources: await machinery.sources() });
  if (all) {
    const everything = allArguments(typed, await registries());
    return {
      ...everything,
      perform: async (tools) => makeAll(everything, await bookOptions(tools)),
    };
  }
  if (source !== undefined) {
    const book = bookArguments(source, typed, await registries());
    return {
      ...book,
      perform: async (tools) => (await makeBook(book, await bookOptions(tools))).code,
    };
  }
  const request = runArguments(await pickExperiment(name as string, machinery), typed);
  return {
    ...request,
    perform: async ({ display, signal, resolver }) => {
      const engine = await startEngine(machinery, display);
      const earlierSeconds = await checkFolder(request, { engine, resolver });
      const shown = partOfRun(request, { display, seconds: usualTime(request, usualSeconds), earlierSeconds });
      const outcome = await performRun(request, { engine, display: shown, signal, resolver, checkpointSeconds });
      shown.finishStage();
      shown.end();
      const report = await drawReport(request, outcome, (line) => display.message(line));
      tell(request, outcome, { report, json });
      return 0;
    },
  };
}

interface PartOptions {
  readonly display: Display;
  /** How long the run usually takes. */
  readonly seconds: number | undefined;
  /** How long earlier sessions have worked on it. */
  readonly earlierSeconds: number;
}

/** Each stage is shown with what is left of the run, where runs of it have been timed. Units side by side tell that themselves. */
function partOfRun({ experiment: { name }, jobs }: RunArguments, { display, seconds, earlierSeconds }: PartOptions): Display {
  if (seconds === undefined || jobs > 1) return display;
  const now = () => performance.now() / 1000;
  const forecast = openForecast([{ name, seconds }], now);
  forecast.begin(0, earlierSeconds);
  return wholeDisplay(display, { forecast, now, label: () => name });
}

interface TellOptions {
  readonly report: string;
  readonly json: boolean;
}

function tell({ folder }: RunArguments, { result, record, alreadyFinished }: RunOutcome, { report, json }: TellOptions): void {
  if (json) {
    printJson({ event: "finished", alreadyFinished, folder, report, wallSeconds: record.wallSeconds, ...result });
    return;
  }
  const how = alreadyFinished ? `finished already on ${record.finishedAt?.slice(0, 10)}, nothing to compute` : "finished";
  const time = `wall time ${durationText(record.wallSeconds)}`;
  print(`\n${result.experiment} at budget ${result.budget}, seed ${result.seed}: ${how} (${time})\n\n`);
  print(claimsText(result.claims, { width: terminalWidth() }));
  print(`\nReport: ${fileLink(report)}`);
}

interface AfterOptions {
  readonly interruption: Interruption;
  readonly display: Display;
  readonly command: string;
}

function afterInterruption(error: unknown, { interruption, display, command }: AfterOptions): unknown {
  if (!isInterrupted(error)) return error;
  display.message(`interrupted; this goes on from here: ${command}`);
  return Object.assign(error, { signalNumber: interruption.signalNumber() });
}
