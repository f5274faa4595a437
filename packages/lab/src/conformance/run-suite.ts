import { difference } from "./compare.ts";
import { operations } from "./operations/index.ts";
import { type ConformanceCase, type ConformanceSuite, parseSuite } from "./parse-suite.ts";

/** Takes a case's `input` and gives every value its `expected` names. */
export type Operation = (input: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;

/** How one reference case came out. */
export interface CaseOutcome {
  readonly name: string;
  readonly op: string;
  readonly passed: boolean;
  /** Why it failed: the first difference, the error, or that the operation is unknown. */
  readonly message?: string;
}

interface RunSuiteOptions {
  /** The operations of this library unless given. */
  readonly table?: Readonly<Record<string, Operation>>;
}

/**
 * Runs every case of a file of reference numbers, in order.
 *
 * @throws BadInput where the file is malformed
 */
export async function runSuite(text: string, fileName: string, options: RunSuiteOptions = {}): Promise<CaseOutcome[]> {
  return runCases(parseSuite(text, fileName), options);
}

/** Runs every case of a suite that is parsed already, in order. */
export async function runCases({ cases }: ConformanceSuite, { table = operations }: RunSuiteOptions = {}): Promise<CaseOutcome[]> {
  const outcomes: CaseOutcome[] = [];
  for (const one of cases) outcomes.push(await runCase(one, table));
  return outcomes;
}

async function runCase(one: ConformanceCase, table: Readonly<Record<string, Operation>>): Promise<CaseOutcome> {
  const { name, op, input, expected, rtol, atol } = one;
  const { read, unread } = watched(input);
  const message = await failure();
  return message === undefined ? { name, op, passed: true } : { name, op, passed: false, message };

  async function failure(): Promise<string | undefined> {
    if (!Object.hasOwn(table, op)) return `unknown op "${op}"`;
    try {
      const found = difference(await table[op](read), expected, { rtol, atol });
      return found === undefined ? undefined : found + unreadWords(unread());
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

// A difference may come of an option that the operation does not have.
function watched(input: ConformanceCase["input"]) {
  const names = new Set<string | symbol>();
  const read = new Proxy(input, {
    get(target, name, receiver) {
      names.add(name);
      return Reflect.get(target, name, receiver);
    },
  });
  return { read, unread: () => Object.keys(input).filter((name) => !names.has(name)) };
}

const unreadWords = (names: readonly string[]): string => (names.length === 0 ? "" : ` (not read: input ${names.join(", ")})`);
