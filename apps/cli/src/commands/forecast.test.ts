import { describe, expect, test } from "vitest";
import { type Expected, openForecast } from "./forecast.ts";

const chapters = (...seconds: readonly (number | undefined)[]): Expected[] =>
  seconds.map((one, i) => ({ name: `chapter ${i}`, seconds: one }));

/** A forecast with a clock that a test sets forward. */
function forecastOf(expected: readonly Expected[]) {
  let clock = 1000;
  const forecast = openForecast(expected, () => clock);
  return { ...forecast, wait: (seconds: number) => (clock += seconds) };
}

describe("the time left of a book", () => {
  test("counts every chapter to come, not only the stage at hand", () => {
    const { begin, look, wait } = forecastOf(chapters(60, 200, 40));
    begin(0);
    wait(15);
    // 45 + 200 + 40 at the usual speed, while the stage has 5 seconds to go
    expect(look(5)).toEqual({ secondsLeft: 285, fraction: 15 / 300, atLeast: false });
  });

  test("is longer on a slower machine: by (10 + measured) / (10 + usual) of the chapters that ended", () => {
    const { begin, end, look, wait } = forecastOf(chapters(90, 100));
    begin(0);
    wait(190);
    end(0, 190);
    begin(1);
    expect(look(undefined).secondsLeft).toBeCloseTo(200, 9);
    wait(50);
    expect(look(undefined).secondsLeft).toBeCloseTo(150, 9);
  });

  test("of a chapter that goes on counts what earlier sessions have spent, now and once it has ended", () => {
    const { begin, end, look, wait } = forecastOf(chapters(90, 100));
    begin(0, 81);
    expect(look(undefined)).toEqual({ secondsLeft: 9 + 100, fraction: 81 / 190, atLeast: false });
    wait(9);
    end(0, 90);
    begin(1);
    // the 9 seconds of this session are no measure of the machine
    expect(look(undefined).secondsLeft).toBe(100);
  });

  test("does not take a chapter that was there already, failed or found its fits for a fast machine", () => {
    const { begin, end, look } = forecastOf(chapters(90, 100));
    begin(0);
    end(0, undefined);
    begin(1);
    expect(look(undefined).secondsLeft).toBe(100);
  });

  test("is no less than the stage asks for, and a lower bound, once a chapter takes longer than it should", () => {
    const { begin, look, wait } = forecastOf(chapters(20, 100));
    begin(0);
    wait(50);
    const { secondsLeft, atLeast } = look(30);
    expect(atLeast).toBe(true);
    expect(secondsLeft).toBeCloseTo(30 + 100 * ((10 + 50) / (10 + 20)), 9);
  });

  test("of a run that takes longer than usual never reaches the whole", () => {
    const { begin, look, wait } = forecastOf(chapters(20));
    begin(0);
    wait(50);
    expect(look(undefined)).toEqual({ secondsLeft: 0, fraction: 0.99, atLeast: true });
  });

  test("is a lower bound without a fraction where a chapter to come was never timed, and nothing where none was", () => {
    const some = forecastOf(chapters(20, undefined));
    some.begin(0);
    expect(some.look(undefined)).toEqual({ secondsLeft: 20, fraction: undefined, atLeast: true });
    const none = forecastOf(chapters(undefined, undefined));
    none.begin(0);
    expect(none.look(undefined)).toEqual({ secondsLeft: undefined, fraction: undefined, atLeast: true });
    expect(none.look(7)).toEqual({ secondsLeft: 7, fraction: undefined, atLeast: true });
  });

  test("is known again once the chapter that was never timed has ended", () => {
    const { begin, end, look, wait } = forecastOf(chapters(undefined, 30));
    begin(0);
    wait(30);
    end(0, 30);
    begin(1);
    expect(look(undefined)).toEqual({ secondsLeft: 30, fraction: 0.5, atLeast: false });
  });
});
