import { mean, spreadOf } from "./quantity.ts";
import { notAtSmoke, type Said } from "./said.ts";
import { asks } from "./tolerance.ts";

/** Values of a result, one for each run of what is measured. */
type ValuesOf<Result> = (result: Result) => readonly number[];

/**
 * That one of two is ahead in the same runs: the mean of the paired differences and its standard error, and what is asked of them. One run says nothing.
 *
 *   d_i = first_i - second_i,  mean(d) > 2 sd(d) / sqrt(n)
 */
export const aheadOf = <Result>(first: ValuesOf<Result>, second: ValuesOf<Result>): Pick<Said<Result>, "measured" | "asks" | "tested"> => ({
  measured(result) {
    const theirs = second(result);
    const differences = first(result).map((value, i) => value - theirs[i]!);
    const spread = spreadOf(differences);
    const n = differences.length;
    return spread === null ? null : { value: mean(differences), error: { of: "mean of runs", size: spread / Math.sqrt(n), n } };
  },
  asks: asks("ahead by 2 standard errors of the paired differences or more", ([value], _, [standardError]) => value! > 2 * standardError!),
  tested: notAtSmoke,
});
