import { type Rule, shown } from "./diagnosis.ts";

/** Relative standard error of a standard deviation from so many draws of a Gaussian. */
const errorOf = (draws: number): number => (draws < 2 ? Number.POSITIVE_INFINITY : 1 / Math.sqrt(2 * (draws - 1)));

/** A spread that is reported needs draws: the standard error of a standard deviation is 1 / sqrt(2 (S - 1)) of it. */
export const fewDraws: Rule = async ({ draws, posterior }) => {
  const support = posterior?.support?.length;
  // a point has no spread to report
  const used = support === undefined ? draws : support === 1 ? undefined : support;
  if (used === undefined || errorOf(used) <= 0.1) return undefined;
  const error =
    used < 2 ? "there is no spread of one draw" : `the standard error of their standard deviation is ${shown(100 * errorOf(used))} % of it`;
  return {
    found: `${used} ${support === undefined ? "draws" : "functions in the posterior"}: ${error}`,
    why: "intervals and epistemic uncertainties move by as much from one set of draws to the next, and are too small on average",
    change:
      support === undefined ? "51 draws or more for 10 %, 201 for 5 %" : "more members or samples, or say that the spread is of so few",
  };
};
