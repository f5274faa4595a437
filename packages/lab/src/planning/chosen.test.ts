import { expect, test } from "vitest";
import { isBadInput } from "../host.ts";
import { chosen } from "./chosen.ts";

const agents = ["bbb", "greedy", "linear"] as const;

test("some of a list by commas, in the list's order; all where the option is not given", () => {
  expect(chosen("agents", undefined, agents)).toEqual(agents);
  expect(chosen("agents", "greedy, bbb", agents)).toEqual(["bbb", "greedy"]);
  expect(chosen("units", "1200,400", [400, 800, 1200])).toEqual([400, 1200]);
});

test.each(["gredy", "bbb,", "bbb,bbb", "4e2"])("what is not in the list, or named twice, is the user's mistake: %s", (text) => {
  const asked = () => chosen("agents", text, [...agents, 400]);
  expect(asked).toThrow(/^--option agents: ".*", expected some of bbb, greedy, linear, 400, each once$/);
  try {
    asked();
  } catch (error) {
    expect(isBadInput(error)).toBe(true);
  }
});
