import { expect, test } from "vitest";
import { followStages } from "./follow-stages.ts";

const stage = (label: string, done: number, total = 100) => ({ label, done, total, unit: "steps" });

/** A follower with a clock that a test sets forward. */
function followed() {
  let clock = 0;
  return { ...followStages(() => clock), wait: (seconds: number) => (clock += seconds) };
}

test("a stage is finished once it has counted to its total, with the rate it had from first to last", () => {
  const { look, wait } = followed();
  expect(look(stage("first", 20))).toMatchObject({ begins: true, finished: [] });
  wait(8);
  const { finished } = look(stage("first", 100));
  expect(finished).toEqual([{ stage: stage("first", 100), seconds: 8, rate: 10 }]);
  // what is waited for afterwards is not counted, and being told again is no second end
  wait(100);
  expect(look(stage("first", 100)).finished).toEqual([]);
  expect(look(stage("second", 1))).toMatchObject({ begins: true, finished: [] });
});

test("a stage that another follows is finished wherever it stood, and first", () => {
  const { look, wait } = followed();
  look(stage("stops early", 5));
  wait(2);
  look(stage("stops early", 25));
  wait(2);
  const { finished } = look(stage("at once", 1, 1));
  expect(finished.map((one) => [one.stage.label, one.stage.done, one.seconds])).toEqual([
    ["stops early", 25, 4],
    ["at once", 1, undefined],
  ]);
});

test("a count that starts again is another stage of the same label", () => {
  const { look, wait } = followed();
  look(stage("attacks", 50));
  wait(1);
  expect(look(stage("attacks", 1))).toMatchObject({ begins: true, finished: [{ stage: { done: 50 } }] });
});

test("the end that a command tells finishes what is under way, once", () => {
  const { look, finish, wait } = followed();
  expect(finish()).toBeUndefined();
  look(stage("asking", 0));
  wait(3);
  expect(finish()).toEqual({ stage: stage("asking", 0), seconds: 3, rate: undefined });
  expect(finish()).toBeUndefined();
});

test("of what takes unequal times neither a rate nor a time left is told", () => {
  const { look, wait } = followed();
  const units = (done: number) => ({ label: "units", done, total: 3, unit: "units", unequal: true });
  const unknown = { rate: undefined, secondsLeft: undefined };
  expect(look(units(0)).pace).toEqual(unknown);
  wait(2);
  expect(look(units(1)).pace).toEqual(unknown);
  wait(60);
  expect(look(units(3)).finished).toEqual([{ stage: units(3), seconds: 62, rate: undefined }]);
});
