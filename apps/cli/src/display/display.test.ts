import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { linesDisplay } from "./lines.ts";
import { openPace } from "./pace.ts";
import type { Stage } from "./stage.ts";
import { boundText, durationText } from "./stage-text.ts";
import { textTable } from "./text-table.ts";

const stage: Stage = {
  label: "BNN, Gaussian prior",
  done: 450,
  total: 1000,
  unit: "steps",
  complexity: 1.5,
  negativeLogLikelihood: 0.0421,
};

describe("a table", () => {
  const columns = [{ title: "claim", flexible: true }, { title: "published", align: "right" as const }, { title: "verdict" }];
  const rows = [
    ["The error of the network on ten thousand test images", "1.23", "not reproduced"],
    ["Its error falls", "-", "reproduced"],
  ];

  test.each([60, 80, 120])("has no line longer than %i columns", (width) => {
    for (const line of textTable(columns, rows, { width }).split("\n")) expect(line.length).toBeLessThanOrEqual(width);
  });

  test("puts the cells of a row below each other where the room is too narrow", () => {
    const stacked = stripVTControlCharacters(textTable(columns, rows, { width: 40 }));
    expect(stacked).toBe(
      [
        ["claim", ""],
        ["The error of the network on ten thousand", "test images", "  published: 1.23", "  verdict: not reproduced", ""],
        ["Its error falls", "  published: -", "  verdict: reproduced", ""],
      ]
        .flat()
        .join("\n"),
    );
  });
});

describe("plain lines", () => {
  function shown(as: "text" | "json", steps: number) {
    let seconds = 0;
    const lines: string[] = [];
    const display = linesDisplay({ now: () => seconds, write: (line) => lines.push(line), as });
    for (let done = 1; done <= steps; done++) {
      display.show({ ...stage, done, total: steps });
      seconds += 0.1;
    }
    return lines;
  }

  test("come at most every three seconds, and for the first and the last step", () => {
    const lines = shown("text", 100);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe("BNN, Gaussian prior  31/100 steps  10 steps/s  KL 1.500 + NLL 0.042  7s left");
    expect(lines[4]).toBe("BNN, Gaussian prior  100/100 steps  done in 9.9s  10 steps/s  KL 1.500 + NLL 0.042");
  });

  test("say that a stage is done which another follows, and what is left of the whole", () => {
    let seconds = 0;
    const lines: string[] = [];
    const display = linesDisplay({ now: () => seconds, write: (line) => lines.push(line), as: "text" });
    const whole = { label: "study, 2 of 9", fraction: 0.1, secondsLeft: 4000, atLeast: false };
    display.show({ ...stage, done: 50, whole });
    seconds = 2;
    display.show({ ...stage, done: 250 });
    display.show({ label: "measuring", done: 0, total: 50, unit: "draws", whole: { ...whole, atLeast: true } });
    seconds = 3;
    display.finishStage();
    expect(lines).toEqual([
      "BNN, Gaussian prior  50/1000 steps  KL 1.500 + NLL 0.042  study, 2 of 9: 1h07m left",
      "BNN, Gaussian prior  250/1000 steps  done after 250 of 1000 steps in 2.0s  100 steps/s  KL 1.500 + NLL 0.042",
      "measuring  0/50 draws  study, 2 of 9: over 1h07m left",
      "measuring  0/50 draws  done in 1.0s",
    ]);
  });

  test("as JSON hold the numbers unrounded", () => {
    expect(JSON.parse(shown("json", 40)[1])).toMatchObject({
      event: "progress",
      ...stage,
      done: 31,
      total: 40,
      rate: expect.closeTo(10, 6),
    });
  });
});

test("the pace forgets a slow beginning and does not count what a resumed stage had done", () => {
  let seconds = 0;
  const measure = openPace(() => seconds);
  expect(measure(500, 1000)).toEqual({ rate: undefined, secondsLeft: undefined });
  for (let done = 501; done <= 505; done++) {
    seconds += 10;
    measure(done, 1000);
  }
  for (let done = 506; done <= 706; done++) {
    seconds += 0.1;
    measure(done, 1000);
  }
  expect(measure(706, 1000).rate).toBeCloseTo(10, 1);
  expect(measure(706, 1000).secondsLeft).toBeCloseTo(29.4, 0);
});

test.each([
  [0.4, "0s"],
  [59.4, "59s"],
  [59.6, "1m00s"],
  [200, "3m20s"],
  [3599.7, "1h00m"],
  [7530, "2h06m"],
  [86370, "1d00h"],
  [100000, "1d04h"],
])("%d seconds read %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test("the bound names one term for maximum likelihood, and numbers of any size", () => {
  expect(boundText({ ...stage, complexity: 0 })).toBe("NLL 0.042");
  expect(boundText({ ...stage, complexity: 123456, negativeLogLikelihood: 12.345 })).toBe("KL 1.2e+5 + NLL 12.3");
  expect(boundText({ ...stage, negativeLogLikelihood: Number.NaN })).toBe("KL 1.500 + NLL NaN");
});
