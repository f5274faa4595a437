import { publishedNumbers } from "@credence/lab";
import numbers from "./published.json" with { type: "json" };

/** What compares training with and without the trick; the numbers of single networks are among those of all regressions. */
export const published = publishedNumbers(numbers);

export type Side = "without" | "with";
export const sides: readonly Side[] = ["without", "with"];

/** The name of a network among the records of all regressions: "local-gaussian-1" with the trick. */
export const networkOf = (side: Side, prior: string): string => (side === "with" ? `local-${prior}` : prior);
