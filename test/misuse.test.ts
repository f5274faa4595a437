import * as tensor from "@credence/tensor";
import * as credence from "credence";
import { describe, expect, test } from "vitest";
import { credenceCalls } from "./misuse/credence-calls.ts";
import { type Argument, misusesOf, unclear } from "./misuse/misuses.ts";
import { tensorCalls } from "./misuse/tensor-calls.ts";

type Call = (...given: readonly unknown[]) => unknown;

/** Functions by their name in the package, those of its namespaces and registries included: "metrics.brier". */
function functionsOf(object: object, prefix = ""): [string, Call][] {
  return Object.entries(object).flatMap(([name, value]): [string, Call][] => {
    if (typeof value === "function") return [[`${prefix}${name}`, value.bind(object)]];
    return value !== null && typeof value === "object" ? functionsOf(value, `${prefix}${name}.`) : [];
  });
}

/** What is called with what others were given: any value is valid. */
const takesAnything = (name: string): boolean => /^(expect|refused|describe|isTensor|isKey)/.test(name) && name in tensor;
/** What only the library's own machinery calls. */
const notForUsers = [
  "engine.setting",
  "engine.useBlas",
  "exactNoise.bind",
  ...["apply", "addBias", "inputSigns", "outputSigns"].map((name) => `denseMap.${name}`),
];

/** What the call throws, at once, later, or at its first step. */
async function thrownBy(call: Call, given: readonly unknown[]): Promise<unknown> {
  try {
    const result = (await call(...given)) as AsyncGenerator | undefined;
    if (result && typeof result.next === "function" && typeof result.return === "function") {
      await result.next();
      await result.return(undefined);
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each([
  ["@credence/tensor", tensor, tensorCalls],
  ["credence", credence, credenceCalls],
])("%s", (_, exported, calls: Readonly<Record<string, () => readonly Argument[] | Promise<readonly Argument[]>>>) => {
  const functions = functionsOf(exported).filter(([name]) => !takesAnything(name) && !notForUsers.includes(name));

  test("each public function has a call here", () => {
    expect(Object.keys(calls).toSorted()).toEqual(functions.map(([name]) => name).toSorted());
  });

  test.each(functions)("%s takes a valid call and refuses each wrong value in one clear line", async (name, call) => {
    const make = calls[name];
    if (!make) throw new Error(`${name} has no call in test/misuse`);
    expect(
      await thrownBy(
        call,
        (await make()).map(({ value }) => value),
      ),
    ).toBeUndefined();
    const faults: string[] = [];
    for (const { at, wrong, arguments: given, says, accepted } of misusesOf(await make())) {
      const error = await thrownBy(call, given);
      if (error === undefined && accepted) continue;
      const fault = unclear(error, says);
      if (fault !== undefined) faults.push(`${at}, ${wrong}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});
