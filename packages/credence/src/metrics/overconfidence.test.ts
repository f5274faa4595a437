import { integers } from "@credence/tensor";
import { expect, test } from "vitest";
import { predictiveOf } from "../predictive/index.ts";
import { overconfidence } from "./index.ts";

test("mean confidence less accuracy, with its standard error, by hand", async () => {
  // gaps 0.9 - 1 = -0.1 and 0.7 - 0 = 0.7
  const { mean, standardError } = await overconfidence(
    predictiveOf([
      [
        [0.9, 0.1],
        [0.7, 0.3],
      ],
    ]),
    integers([0, 1]),
  );
  expect(mean).toBeCloseTo(0.3, 6);
  // standard deviation 0.8 / sqrt(2), over sqrt(2)
  expect(standardError).toBeCloseTo(0.4, 6);
});

test("one that is right more often than it is sure is below 0", async () => {
  const { mean } = await overconfidence(
    predictiveOf([
      [
        [0.6, 0.4],
        [0.4, 0.6],
      ],
    ]),
    integers([0, 1]),
  );
  expect(mean).toBeCloseTo(-0.4, 6);
});
