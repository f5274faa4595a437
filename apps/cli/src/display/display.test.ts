import { stripVTControlCharacters } from "node:util";
import type { Claim } from "@credence/lab";
import { describe, expect, test } from "vitest";
import { barLine } from "./bar.ts";
import { claimsText } from "./claims.ts";
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
const pace = { rate: 312.4, secondsLeft: 200 };

describe("the bar", () => {
  test("says label, percent, rate, both terms of the bound and time left", () => {
    const line = barLine({ stage, pace }, { fraction: 0.45, width: 120 });
    expect(line).toBe(`BNN, Gaussian prior  [${"=".repeat(13)}${" ".repeat(17)}] 45%  312 steps/s  KL 1.500 + NLL 0.042  3m20s left`);
  });

  test.each([40, 60, 80, 200])("stays on one line of %i columns, and keeps its width as numbers grow", (width) => {
    const early = barLine({ stage, pace: { rate: undefined, secondsLeft: undefined } }, { fraction: 0, width });
    const late = barLine({ stage: { ...stage, done: 1000 }, pace }, { fraction: 1, width });
    for (const line of [early, late]) expect(line.length).toBeLessThan(width);
    expect(late.indexOf("%")).toBe(early.indexOf("%"));
    if (width >= 80) expect(late).toContain("3m20s left");
  });
});

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
    expect(lines[4]).toBe("BNN, Gaussian prior  100/100 steps  10 steps/s  KL 1.500 + NLL 0.042");
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
])("%d seconds read %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test("the bound names one term for maximum likelihood, and numbers of any size", () => {
  expect(boundText({ ...stage, complexity: 0 })).toBe("NLL 0.042");
  expect(boundText({ ...stage, complexity: 123456, negativeLogLikelihood: 12.345 })).toBe("KL 1.2e+5 + NLL 12.3");
  expect(boundText({ ...stage, negativeLogLikelihood: Number.NaN })).toBe("KL 1.500 + NLL NaN");
});

test("claims are a table of 80 columns that says every verdict", () => {
  const claim: Claim = {
    id: "bnn-gaussian",
    variant: "as published",
    statement: "Bayes by backprop with a Gaussian prior, 400 units: test error in per cent",
    published: 1.82,
    measured: 1.84567,
    spread: 0.0412,
    tolerance: "at most 2.0",
    verdict: "reproduced",
  };
  const claims: Claim[] = [
    claim,
    { ...claim, measured: 2.5, spread: null, verdict: "not reproduced" },
    { ...claim, published: "BALD above random", measured: null, spread: null, verdict: "not tested at this budget" },
  ];
  expect(claimsText(claims, { width: 80 })).toMatchInlineSnapshot(`
    "claim                                   published       measured  verdict
    Bayes by backprop with a Gaussian            1.82  1.846 ± 0.041  reproduced
    prior, 400 units: test error in
    per cent (as published; at most
    2.0)
    Bayes by backprop with a Gaussian            1.82            2.5  not reproduced
    prior, 400 units: test error in
    per cent (as published; at most
    2.0)
    Bayes by backprop with a Gaussian      BALD above              -  not tested at
    prior, 400 units: test error in            random                 this budget
    per cent (as published; at most
    2.0)

    1 reproduced, 1 not reproduced, 1 not tested at this budget
    "
  `);
});
