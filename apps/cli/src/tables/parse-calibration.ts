import { type CalibrationName, calibrationNames } from "@credence/tabular";
import { pickName } from "../names.ts";

/** What intervals and sets are made of, where it is said. @throws BadInput for a name that is not known */
export const calibrationOf = (typed: { readonly calibration?: string }): { readonly calibration?: CalibrationName } =>
  typed.calibration === undefined ? {} : { calibration: pickName("calibration", typed.calibration, calibrationNames) };
