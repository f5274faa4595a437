import type { BudgetName } from "@credence/lab";
import kept from "./usual-seconds.json" with { type: "json" };

const seconds: Readonly<Record<string, Readonly<Partial<Record<BudgetName, number>>>>> = kept;

/**
 * Wall seconds that an experiment took at a budget on the machine of the kept runs, two cores, without options that change its work.
 *
 * @returns undefined where no such run is kept
 */
export const usualSeconds = (experiment: string, budget: BudgetName): number | undefined => seconds[experiment]?.[budget];
