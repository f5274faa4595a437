import type { BudgetName } from "@credence/lab";
import type { RunArguments } from "./run-arguments.ts";

/** Wall seconds an experiment took at a budget, where that was measured. */
export type UsualSeconds = (experiment: string, budget: BudgetName) => number | undefined;

const isPath = (text: string): boolean => /[\\/]/.test(text);

/** How long a run usually takes; undefined where it was never timed, or an option that is no place of files changes its work. */
export function usualTime({ experiment, budget, options, unit }: RunArguments, usualSeconds: UsualSeconds): number | undefined {
  if (unit !== undefined || Object.values(options).some((value) => !isPath(value))) return undefined;
  return usualSeconds(experiment.name, budget);
}
