import { basename, join } from "node:path";
import { badInput, type Json } from "@credence/lab";
import { budgetNames, classifier, methodNames, noiseNames, predictor, readTable, regressor, type TabularOptions } from "@credence/tabular";
import { chooseDisplay } from "../display/display.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { isFolder } from "../images/read-folder.ts";
import type { Machinery } from "../machinery.ts";
import { pickName } from "../names.ts";
import { fileSource, sha256Of } from "../tables/file-source.ts";
import { keepFit } from "../tables/keep-fit.ts";
import { isSameFit } from "../tables/model-folder.ts";
import { calibrationOf } from "../tables/parse-calibration.ts";
import { parseLevel } from "../tables/parse-level.ts";
import { columnOptions, type ReadingTyped, readingOptions, textColumnsOf } from "../tables/reading-options.ts";
import { tellFit } from "../tables/tell-fit.ts";
import { writeModel } from "../tables/write-model.ts";
import { parseSeed } from "./run-arguments.ts";

/** The options of `credence fit`, as typed. */
export interface FitTyped extends ReadingTyped {
  readonly target?: string;
  readonly size?: string;
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
  readonly calibration?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Fits a table, or a folder of images, into a folder: `model.credence`, and a report of it. */
export async function fit(file: string, typed: FitTyped, machinery: Machinery): Promise<void> {
  if (await isFolder(file)) return (await import("./fit-images.ts")).fitImageFolder(file, typed, machinery);
  const { target } = typed;
  if (target === undefined) throw badInput("--target: not given, expected the column of the table to predict");
  if (typed.size !== undefined) throw badInput(`--size: of images alone, and ${file} is no folder`);
  const columns = await columnOptions(typed);
  const options = { ...tabularOptions(typed), columns };
  const estimator = estimatorOf(typed.task, options);
  const folder = typed.out ?? `${basename(file).replace(/\..*$/, "")}-model`;
  if (folder === "") throw badInput("--out: empty, expected a folder");
  const source = await fileSource(file);
  const textColumns = textColumnsOf(columns);
  const reading = readingOptions(typed, textColumns.length > 0 ? { textColumns } : {});
  const json = typed.json ?? false;
  const display = chooseDisplay({ json });
  const [table, sha256] = [await readTable(source, reading), await sha256Of(source)];
  await keepFit({
    ...{ folder, display, machinery, force: typed.force ?? false },
    isSame: (opened, { task }) => {
      if (opened.kind !== "tabular") return false;
      const { card } = opened.model;
      const own = { task: card.task, target: card.target, sha256: card.data.sha256, reading: card.data.reading, options: card.options };
      return isSameFit(own, { task, target, sha256, reading, options: estimator.options });
    },
    identity: { sha256, reading: JSON.parse(JSON.stringify(reading)) as Json },
    fit: async (request) => {
      const model = await estimator.fit(table, { ...request, target, sha256, reading });
      display.finishStage();
      display.end();
      const written = await writeModel(model, { table, storage: nodeStorage(folder) });
      tellFit(
        model.card,
        written.map((name) => join(folder, name)),
        { json },
      );
    },
  });
}

/** @throws BadInput for a name that is not known, or a number out of range */
function tabularOptions(typed: FitTyped): TabularOptions {
  const level = parseLevel(typed.level);
  const { group, time, splitColumn } = typed;
  return {
    seed: parseSeed(typed.seed),
    budget: pickName("budget", typed.budget, budgetNames),
    level,
    ...(typed.method === undefined ? {} : { method: pickName("method", typed.method, methodNames) }),
    ...(typed.noise === undefined ? {} : { noise: pickName("noise", typed.noise, noiseNames) }),
    ...calibrationOf(typed),
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
  return estimators[pickName("task", task, ["regression", "classification"])](options);
}
