import { disposeData } from "@credence/lab";
import type { Key } from "@credence/tensor";
import type { Data, Posterior } from "credence";
import { fewestForQuarters } from "../calibrating/conformal-intervals.ts";
import type { Calibration } from "../models/card.ts";
import type { Drawing } from "../models/moments.ts";
import type { TargetCode } from "../preparing/target-scale.ts";
import { foldCount, foldsOf, type RowsForFolds } from "../splitting/folds.ts";
import type { PartName, Split } from "../splitting/split.ts";
import { findColumn, type Table } from "../table.ts";
import { calibrate, type UnseenRows } from "./calibrate.ts";
import type { ResolvedOptions } from "./fit-options.ts";
import { dataOf, type Part, rowsOfPart } from "./parts.ts";
import type { Trained, TrainingRequest } from "./trained.ts";

type Asked = Pick<ResolvedOptions, "calibration"> & Partial<Pick<ResolvedOptions, "budget" | "split">>;

/**
 * Whether intervals and sets are made of rows that train too, each predicted by a fit without its fold: asked for, or so few rows would be held out that
 * their quantiles are hardly known. Not where rows stand in time, whose later ones say how good predictions of later ones are, nor where a column names
 * the calibration rows.
 */
export function isOutOfFold(table: Table, split: Split, { calibration, budget, split: by = {} }: Asked): boolean {
  if (calibration !== "by size") return calibration === "outOfFold";
  const named = by.splitColumn === undefined ? undefined : findColumn(table, by.splitColumn);
  const names = named?.texts.some((text) => text.toLowerCase() === "calibration") ?? false;
  return budget !== "quick" && by.time === undefined && !names && split.calibration.length < fewestForQuarters;
}

/** What is said of it. */
export const outOfFoldLine = (
  what: "row" | "image",
  { heldOut, options }: { readonly heldOut: number; readonly options: Pick<ResolvedOptions, "calibration"> },
): string =>
  `calibration out of fold: each training ${what} is predicted by one of ${foldCount} fits, without its fold${options.calibration === "by size" ? ` (held out it would be ${heldOut} ${what}s; --calibration says otherwise)` : ""}`;

/** The rows for calibration train too. */
export const withoutCalibration = (split: Split): Split => ({
  ...split,
  train: Int32Array.from([...split.train, ...split.calibration]).sort(),
  calibration: new Int32Array(),
});

/** A fit and how it is calibrated. */
export interface CalibratedFit {
  readonly code: TargetCode;
  readonly level: number;
  /** All training rows. */
  readonly data: Data;
  /** The training rows, to be divided into folds; left out where the calibration part is used. */
  readonly folds: RowsForFolds | undefined;
  readonly fit: (data: Data, request: Pick<TrainingRequest, "label" | "key">) => Promise<Trained>;
  readonly drawingOf: (posterior: Posterior) => Drawing;
}

/** What a calibrated fit has made. */
export interface Calibrated extends Trained {
  readonly calibration: Calibration;
  /** Fits it took; 0 where the calibration part was used. */
  readonly folds: number;
}

/**
 * Fits to the training rows, and calibrates by the rows held out, or by training rows that each a further fit, without its fold, predicts. Scores of all
 * folds stand for those of the whole fit, which has seen every fold: that keeps intervals a little wide, and promises no coverage, as held-out rows do.
 * @see vovk2015; barber2021, the CV interval
 */
export async function fitCalibrated(parts: Readonly<Record<PartName, Part>>, given: CalibratedFit, root: Key): Promise<Calibrated> {
  const { code, level, data, fit, drawingOf, folds: rows } = given;
  const { posterior, curve } = await fit(data, { label: "fit", key: root.child("fit") });
  if (rows === undefined) {
    const of = (part: Part) => [{ part, drawing: drawingOf(posterior) }];
    const calibration = await calibrate({ shaping: of(parts.validation), scored: of(parts.calibration) }, { code, level });
    return { posterior, curve, calibration, folds: 0 };
  }
  const folds = foldsOf(rows, root.child("which fold"));
  const rowsWhere = (holds: (fold: number) => boolean): Part =>
    rowsOfPart(
      parts.train,
      Int32Array.from(folds.keys()).filter((place) => holds(folds[place])),
    );
  const unseen: UnseenRows[] = [];
  try {
    for (let fold = 0; fold < foldCount; fold++) {
      const others = dataOf(
        rowsWhere((one) => one !== fold),
        code,
      );
      try {
        const trained = await fit(others, { label: `fold ${fold + 1} of ${foldCount}`, key: root.child("folds").child(fold) });
        unseen.push({ part: rowsWhere((one) => one === fold), drawing: drawingOf(trained.posterior) });
      } finally {
        disposeData(others);
      }
    }
    return { posterior, curve, calibration: await calibrate({ shaping: unseen, scored: unseen }, { code, level }), folds: foldCount };
  } finally {
    for (const { drawing } of unseen) drawing.posterior.dispose();
  }
}
