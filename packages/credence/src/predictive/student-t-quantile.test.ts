import { expect, test } from "vitest";
import { studentTQuantile } from "./index.ts";

test.each([
  [0.975, 1, 12.706204736],
  [0.975, 2, 4.30265273],
  [0.975, 6, 2.446911851],
  [0.95, 10, 1.812461123],
  [0.995, 30, 2.749995654],
  [0.5, 3, 0],
])("%f of %i degrees of freedom is the tables'", (probability, freedom, value) => {
  // scipy.stats.t.ppf
  expect(studentTQuantile(probability, freedom)).toBeCloseTo(value, 8);
  expect(studentTQuantile(1 - probability, freedom)).toBeCloseTo(-value, 8);
});

test("what is no probability is refused", () => {
  expect(() => studentTQuantile(1, 3)).toThrow("studentTQuantile: probability is 1");
  expect(() => studentTQuantile(0.9, 0)).toThrow("studentTQuantile: degreesOfFreedom is 0");
});
