import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { badInput, type Json, type Lock } from "@credence/lab";
import {
  budgetNames,
  classifier,
  type FitRequest,
  methodNames,
  noiseNames,
  predictor,
  readTable,
  regressor,
  type TabularModel,
  type TabularOptions,
} from "@credence/tabular";
import { chooseDisplay } from "../display/display.ts";
import { fileLink } from "../display/hyperlink.ts";
import { print, printJson } from "../display/output.ts";
import { nodeHost } from "../host/node-host.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { listenForInterruption } from "../interruption.ts";
import type { Machinery } from "../machinery.ts";
import { pick } from "../names.ts";
import { evaluationText } from "../tables/evaluation-text.ts";
import { fileSource, sha256Of } from "../tables/file-source.ts";
import { columnOptions, type ReadingTyped, readingOptions, textColumnsOf } from "../tables/reading-options.ts";
import { writeModel } from "../tables/write-model.ts";
import { lockFolder } from "./perform-run.ts";
import { parseSeed } from "./run-arguments.ts";

/** The options of `credence fit`, as typed. */
export interface FitTyped extends ReadingTyped {
  readonly target: string;
  readonly out?: string;
  readonly task?: string;
  readonly column?: readonly string[];
  readonly schema?: string;
  readonly ignore?: readonly string[];
  readonly method?: string;
  readonly noise?: string;
  readonly budget: string;
  readonly level: string;
  readonly seed: string;
  readonly group?: string;
  readonly time?: string;
  readonly splitColumn?: string;
  readonly json?: boolean;
}

/** Fits a table into a folder: `model.credence`, and a report of it. */
export async function fit(file: string, typed: FitTyped, machinery: Machinery): Promise<void> {
  const columns = await columnOptions(typed);
  const options = { ...tabularOptions(typed), columns };
  const estimator = estimatorOf(typed.task, options);
  const folder = typed.out ?? `${basename(file).replace(/\..*$/, "")}-model`;
  if (folder === "") throw badInput("--out: empty, expected a folder");
  const source = await fileSource(file);
  const textColumns = textColumnsOf(columns);
  const reading = readingOptions(typed, textColumns.length > 0 ? { textColumns } : {});
  const display = chooseDisplay({ json: typed.json ?? false });
  const [table, sha256] = [await readTable(source, reading), await sha256Of(source)];
  await machinery.startEngine();
  const interruption = listenForInterruption({
    onFirst: () => display.message("stopping: writing a checkpoint (Ctrl-C again leaves at once)"),
  });
  const held: { lock?: Lock } = {};
  const kept = join(folder, "checkpoints");
  const request: FitRequest = {
    target: typed.target,
    sha256,
    reading,
    onProgress: (progress) => display.show(progress),
    onMessage: (line) => display.message(line),
    onReady: async () => {
      held.lock = await lockFolder(folder);
    },
    keep: {
      storage: nodeStorage(kept),
      host: nodeHost(),
      identity: { sha256, reading: JSON.parse(JSON.stringify(reading)) as Json },
      signal: interruption.signal,
      pause: () => turn(),
      ...(machinery.checkpointSeconds === undefined ? {} : { everySeconds: machinery.checkpointSeconds }),
    },
  };
  try {
    const model = await estimator.fit(table, request);
    display.finishStage();
    display.end();
    const written = await writeModel(model, { table, storage: nodeStorage(folder) });
    await rm(kept, { recursive: true, force: true });
    tell(model, { paths: written.map((name) => join(folder, name)), json: typed.json ?? false });
  } catch (error) {
    display.end();
    if (!(error instanceof Error && error.name === "Interrupted")) throw error;
    display.message("interrupted; the same command goes on from here");
    throw Object.assign(error, { signalNumber: interruption.signalNumber() });
  } finally {
    interruption.end();
    await held.lock?.release();
  }
}

/** @throws BadInput for a name that is not known, or a number out of range */
function tabularOptions(typed: FitTyped): TabularOptions {
  const level = Number(typed.level);
  if (!(level > 0 && level < 1)) throw badInput(`--level: got ${JSON.stringify(typed.level)}, expected between 0 and 1, such as 0.9`);
  const named = <Name extends string>(kind: string, name: string, names: readonly Name[]): Name =>
    pick(
      kind,
      name,
      names.map((one) => ({ name: one })),
    ).name;
  const { group, time, splitColumn } = typed;
  return {
    seed: parseSeed(typed.seed),
    budget: named("budget", typed.budget, budgetNames),
    level,
    ...(typed.method === undefined ? {} : { method: named("method", typed.method, methodNames) }),
    ...(typed.noise === undefined ? {} : { noise: named("noise", typed.noise, noiseNames) }),
    ...(typed.ignore === undefined ? {} : { ignore: typed.ignore }),
    split: {
      ...(group === undefined ? {} : { group }),
      ...(time === undefined ? {} : { time }),
      ...(splitColumn === undefined ? {} : { splitColumn }),
    },
  };
}

function estimatorOf(task: string | undefined, options: TabularOptions) {
  if (task === undefined) return predictor(options);
  const estimators = { regression: regressor, classification: classifier };
  return estimators[pick("task", task, [{ name: "regression" }, { name: "classification" }] as const).name](options);
}

interface TellOptions {
  readonly paths: readonly string[];
  readonly json: boolean;
}

function tell({ card }: TabularModel, { paths, json }: TellOptions): void {
  const { measured, chosen, method } = card;
  if (json)
    printJson({
      event: "finished",
      model: paths[0],
      ...(paths[1] ? { report: paths[1] } : {}),
      method,
      chosen,
      measured,
      warnings: card.warnings,
    });
  else
    print(
      `\n${measured === null ? "no test part" : `On the test part:\n\n${evaluationText(measured)}`}\n\nModel: ${paths[0]}${paths[1] ? `\nReport: ${fileLink(paths[1])}` : ""}`,
    );
}
