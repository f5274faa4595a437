import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { barDisplay } from "./bar.ts";
import { barLine, finishedLine, wholeLine } from "./bar-line.ts";
import type { Stage } from "./stage.ts";

const stage: Stage = {
  label: "BNN, Gaussian prior, 400 units",
  done: 450,
  total: 1000,
  unit: "steps",
  complexity: 1.5,
  negativeLogLikelihood: 0.0421,
};
const pace = { rate: 312.4, secondsLeft: 20 };
const whole = { label: "weight-uncertainty, 6 of 12", fraction: 0.45, secondsLeft: 130, atLeast: false };

describe("the line of a stage", () => {
  test("says label, percent, rate, both terms of the bound and time left", () => {
    expect(barLine({ stage, pace }, { width: 120 })).toBe(
      `${stage.label}  [${"=".repeat(13)}${" ".repeat(17)}] 45 %  312 steps/s  KL 1.500 + NLL 0.042  20s left`,
    );
  });

  test.each([40, 60, 80, 120, 200])("stays on one line of %i columns, and nothing moves as numbers grow", (width) => {
    const early = barLine({ stage: { ...stage, done: 1 }, pace: { rate: undefined, secondsLeft: undefined } }, { width });
    const late = barLine({ stage: { ...stage, done: 999 }, pace }, { width });
    for (const line of [early, late]) expect(line.length).toBeLessThan(width);
    expect(late.indexOf("%")).toBe(early.indexOf("%"));
    expect(late).toContain("20s left");
  });

  test("has the label in full before a bar, a rate or the bound", () => {
    for (const width of [60, 80, 120]) expect(barLine({ stage, pace }, { width })).toContain(stage.label);
    expect(barLine({ stage, pace }, { width: 60 })).toBe(`${stage.label}  45 %  312 steps/s  20s left`);
    expect(barLine({ stage, pace }, { width: 82 })).toBe(`${stage.label}  45 %  312 steps/s  KL 1.500 + NLL 0.042  20s left`);
    expect(barLine({ stage, pace }, { width: 41 })).toBe("BNN, Gaussian prior, 40…  45 %  20s left");
  });

  test("has no percent beyond 100, and none of nothing", () => {
    const of = (done: number, total: number) => barLine({ stage: { ...stage, done, total }, pace }, { width: 60 });
    expect(of(3, 2)).toContain("100 %");
    expect(of(0, 0)).toContain(" 0 %");
  });
});

test.each([40, 60, 80, 200])("a finished stage says so, with its time and rate, in %i columns", (width) => {
  const line = finishedLine({ stage: { ...stage, done: 1000 }, seconds: 75, rate: 13.4 }, { width });
  expect(line.length).toBeLessThan(width);
  expect(line).toContain("  done in 1m15s");
  if (width >= 60) expect(line).toContain("13 steps/s");
  expect(line).not.toContain("%");
});

describe("the line of the whole", () => {
  test.each([40, 60, 80, 200])("is one line of %i columns with the time left", (width) => {
    const line = wholeLine(whole, { width });
    expect(line.length).toBeLessThan(width);
    expect(line).toMatch(/ 45 % {2}2m10s left$/);
  });

  test("says that nothing is known of a run that takes longer than usual", () => {
    const line = wholeLine({ label: "mnist-error", fraction: 0.99, secondsLeft: 0, atLeast: true }, { width: 60 });
    expect(line).toMatch(/^mnist-error {2}\[=+ \] 99 % {2}longer than usual$/);
  });

  test("says what is known: a lower bound, or only the place", () => {
    expect(wholeLine({ ...whole, fraction: undefined, atLeast: true }, { width: 80 })).toBe("weight-uncertainty, 6 of 12  over 2m10s left");
    expect(wholeLine({ ...whole, fraction: undefined, secondsLeft: undefined, atLeast: true }, { width: 80 })).toBe(
      "weight-uncertainty, 6 of 12",
    );
  });
});

/** What a terminal shows after it was sent `text`: of its sequences those for the cursor and for clearing. */
function screenOf(text: string): string[] {
  const rows: string[] = [""];
  let row = 0;
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: sequences of a terminal begin with one
  for (const [token, count = "1", order] of text.matchAll(/\x1b\[\??(\d*)([A-Za-z])|\n|[^\x1b\n]+/g)) {
    if (token === "\n") {
      row++;
      column = 0;
      rows[row] ??= "";
    } else if (order === undefined) {
      rows[row] = rows[row].slice(0, column).padEnd(column) + token + rows[row].slice(column + token.length);
      column += token.length;
    } else if (order === "A") row -= Number(count);
    else if (order === "G") column = Number(count) - 1;
    else if (order === "J") {
      rows.length = row + 1;
      rows[row] = rows[row].slice(0, column);
    }
  }
  return rows;
}

describe("the bar on a terminal", () => {
  function shown(columns = 80) {
    let clock = 0;
    let sent = "";
    const stream = { columns, write: (text: string) => (sent += text) };
    const display = barDisplay({ now: () => clock, stream });
    return { display, stream, wait: (seconds: number) => (clock += seconds), screen: () => screenOf(sent), sent: () => sent };
  }

  test("leaves a line for each stage that is done, with messages above what is under way", () => {
    const { display, wait, screen } = shown();
    display.message("6 of 12, mnist-error");
    display.show({ ...stage, done: 100, whole });
    wait(9);
    display.show({ ...stage, done: 1000, whole });
    display.show({ label: "stops early", done: 1, total: 100, unit: "draws", whole });
    display.message("a note");
    const bottom = wholeLine(whole, { width: 80 });
    expect(screen()).toEqual([
      "6 of 12, mnist-error",
      `${stage.label}  done in 9.0s  100 steps/s  KL 1.500 + NLL 0.042`,
      "a note",
      expect.stringMatching(/^stops early {2}\[ +\] {2}1 %$/),
      bottom,
    ]);
    wait(2);
    display.show({ label: "stops early", done: 25, total: 100, unit: "draws", whole });
    display.finishStage();
    expect(screen().slice(3)).toEqual(["stops early  done after 25 of 100 draws in 2.0s  12 draws/s", bottom]);
    display.end();
    expect(screen().slice(3)).toEqual(["stops early  done after 25 of 100 draws in 2.0s  12 draws/s", ""]);
  });

  test("keeps the rate of a stage that is done, however long the next takes to begin", () => {
    const { display, wait, screen } = shown();
    display.show({ ...stage, done: 100 });
    wait(9);
    display.show({ ...stage, done: 1000 });
    wait(60);
    display.show({ ...stage, label: "next", done: 1 });
    expect(screen()[0]).toContain("100 steps/s");
  });

  test("leaves an interrupted stage where it stood", () => {
    const { display, screen } = shown();
    display.show({ ...stage, done: 250 });
    display.end();
    expect(screen()[0]).toContain(" 25 %");
    expect(screen()[0]).not.toContain("done");
  });

  test("erases lines that a narrower terminal has broken into several rows", () => {
    const { display, stream, sent } = shown(120);
    display.show({ ...stage, whole });
    stream.columns = 40;
    const before = sent().length;
    display.message("narrower");
    const rows = [barLine({ stage, pace: { rate: undefined, secondsLeft: undefined } }, { width: 120 }), wholeLine(whole, { width: 120 })];
    const broken = rows.reduce((sum, line) => sum + Math.ceil(line.length / 40), 0);
    expect(broken).toBeGreaterThan(2);
    expect(sent().slice(before)).toContain(`\x1b[${broken - 1}A`);
  });

  test("shows the cursor again, also where the process leaves at once", () => {
    const { display, sent } = shown();
    const before = process.listenerCount("exit");
    display.show(stage);
    expect(sent()).toContain("\x1b[?25l");
    expect(process.listenerCount("exit")).toBe(before + 1);
    display.end();
    expect(sent().lastIndexOf("\x1b[?25h")).toBeGreaterThan(sent().lastIndexOf("\x1b[?25l"));
    expect(process.listenerCount("exit")).toBe(before);
    expect(stripVTControlCharacters(sent())).toContain("45 %");
  });
});
