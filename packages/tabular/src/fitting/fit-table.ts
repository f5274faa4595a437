import { disposeData } from "@credence/lab";
import { fewestForLevel } from "../calibrating/conformal-intervals.ts";
import type { ModelCard } from "../models/card.ts";
import { drawingOf, evaluateKnown, rootKey } from "../models/predict-encoded.ts";
import type { TablePredictions } from "../models/predictions.ts";
import { type TabularModel, tabularModel } from "../models/tabular-model.ts";
import { fitFeatures } from "../preparing/fit-features.ts";
import { classPlaces, fitTargetScale, type TargetCode } from "../preparing/target-scale.ts";
import { columnsLine } from "../schema/columns-line.ts";
import { inferSchema, missingColumn } from "../schema/schema.ts";
import { duplicateWarning, leakWarnings, rareClasses, sentinelWarnings } from "../schema/suspicions.ts";
import { type Task, targetOf } from "../schema/task.ts";
import { partNames, splitRows } from "../splitting/split.ts";
import { findColumn, type Table } from "../table.ts";
import { candidatesOf, scheduleOf, usualMethod } from "./candidates.ts";
import { choose } from "./choose.ts";
import type { FitRequest, ResolvedOptions } from "./fit-options.ts";
import { methodOf, networkModel, networksOf } from "./network-model.ts";
import { fitCalibrated, isOutOfFold, outOfFoldLine, withoutCalibration } from "./out-of-fold.ts";
import { dataOf, encodeParts } from "./parts.ts";
import { identityOf, type TrainingRequest, trained } from "./trained.ts";

/** The whole way from a table to a calibrated model. `task` undefined is inferred from the target. */
export async function fitTable<P extends TablePredictions>(
  table: Table,
  { task: asked, options, request }: { readonly task: Task | undefined; readonly options: ResolvedOptions; readonly request: FitRequest },
): Promise<TabularModel<P>> {
  const { target, keep, onProgress = () => {}, onMessage = () => {} } = request;
  const root = rootKey(options);
  for (const name of options.ignore) if (findColumn(table, name) === undefined) throw missingColumn(table, name, "which is to be ignored");
  const { group, time, splitColumn } = options.split;
  const leftOut = new Set([target, group, splitColumn, ...options.ignore].filter((name) => name !== undefined));
  const schema = inferSchema(table, { columns: options.columns, ignore: [...leftOut].filter((name) => name !== target) });
  const of = targetOf(table, { schema, target, task: asked });
  const { task, rows, dropped, classes } = of;
  const column = findColumn(table, target)!;
  const strata = task === "classification" ? classPlaces(column, rows, classes) : undefined;
  const divided = splitRows(table, { rows, strata, options: options.split }, root.child("split"));
  const outOfFold = isOutOfFold(table, divided, options);
  const split = outOfFold ? withoutCalibration(divided) : divided;
  const { features, warnings: unused } = fitFeatures(table, { schema, rows: split.train, leftOut, asked: options.columns });
  const code: TargetCode = task === "regression" ? fitTargetScale(column, split.train) : { kind: "class", classes };
  const parts = encodeParts(table, { split, features, target, code });
  const method = options.method === "by size" ? usualMethod(split.train.length) : options.method;
  const counts = partNames
    .filter((name) => name !== "calibration" || !outOfFold)
    .map((name) => `${split[name].length} ${name}`)
    .join(", ");
  onMessage(
    `${task} of "${target}"${asked ? "" : " (inferred; --task says otherwise)"}: ${features.length} columns, ${rows.length} rows (${counts})`,
  );
  const used = new Set(features.map(({ name }) => name));
  onMessage(columnsLine(schema.filter(({ name }) => used.has(name))));
  onMessage(
    `method ${method}${options.method === "by size" ? " (by the number of rows; --method says otherwise)" : ""}, seed ${options.seed}`,
  );
  if (outOfFold) onMessage(outOfFoldLine("row", { heldOut: divided.calibration.length, options }));
  const calibrating = outOfFold ? split.train.length : split.calibration.length;
  const looked = schema.filter(({ name }) => !leftOut.has(name));
  const warnings = [
    ...(dropped > 0 ? [`${dropped} rows without a target are left out`] : []),
    ...unused,
    ...sentinelWarnings(table, { schema: looked, rows }),
    ...leakWarnings(table, { schema: looked, target, rows: split.train, of }),
    ...duplicateWarning(partNames.map((name) => parts[name])),
    ...rareClasses(classes, strata ?? [], "rows"),
    ...(time !== undefined ? [`split by "${time}": the latest rows are the test part`] : []),
    ...(calibrating < fewestForLevel(options.level)
      ? [
          `${calibrating} rows for calibration, ${fewestForLevel(options.level)} are needed for a level of ${options.level}: intervals may be too narrow`,
        ]
      : []),
  ];
  for (const line of warnings) onMessage(`warning: ${line}`);
  await request.onReady?.({ task });

  const purpose = { task, noise: options.noise, method, inputs: parts.train.encoded.width, classes: classes.length };
  const schedule = scheduleOf(split.train.length);
  const [data, validation] = [dataOf(parts.train, code), dataOf(parts.validation, code)];
  const identity = await identityOf(keep, { target, task, options });
  const common = { data, validation, keep, identity, onProgress } satisfies Partial<TrainingRequest>;
  try {
    const { chosen, tried } = await choose(candidatesOf(options.budget, split.train.length), (candidate, place) =>
      trained({
        ...common,
        label: `candidate ${place + 1}`,
        model: networkModel(candidate, purpose),
        method: methodOf(method, { candidate, schedule, alone: "one network" }),
        networks: 1,
        key: root.child("search").child(place),
      }),
    );
    const strataOfTraining = code.kind === "class" ? (parts.train.truth as Int32Array) : undefined;
    const grouping = group === undefined ? undefined : findColumn(table, group);
    const fitted = await fitCalibrated(
      parts,
      {
        ...{ code, data, level: options.level },
        folds: outOfFold ? { rows: split.train, strata: strataOfTraining, group: grouping } : undefined,
        fit: (given, { label, key }) =>
          trained({
            ...common,
            ...{ data: given, label, key },
            model: networkModel(chosen, purpose),
            method: methodOf(method, { candidate: chosen, schedule, alone: "whole" }),
            networks: networksOf(method),
          }),
        drawingOf: (posterior) => drawingOf({ options }, posterior),
      },
      root,
    );
    const { posterior, curve, calibration, folds } = fitted;
    const card: ModelCard = {
      task,
      target,
      code,
      schema,
      features,
      data: {
        name: table.name,
        sha256: request.sha256 ?? null,
        reading: request.reading ?? {},
        rows: table.rows,
        dropped,
        parts: {
          train: split.train.length,
          validation: split.validation.length,
          calibration: split.calibration.length,
          test: split.test.length,
        },
      },
      options,
      method,
      chosen,
      tried,
      curve,
      calibration,
      folds,
      measured: null,
      warnings,
    };
    const measured = split.test.length === 0 ? null : await evaluateKnown(card, parts.test, drawingOf({ options }, posterior));
    return tabularModel<P>({ ...card, measured }, posterior, split);
  } finally {
    disposeData(data, validation);
  }
}
