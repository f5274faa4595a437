import type { Operation } from "../run-suite.ts";

/** What this library answers to each `op` of a conformance file. */
export const operations: Readonly<Record<string, Operation>> = {};
