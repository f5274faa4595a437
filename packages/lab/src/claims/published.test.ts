import { expect, test } from "vitest";
import { publishedNumbers } from "./published.ts";

const published = publishedNumbers({
  error: { unit: "%", origin: "Table 3", by: ["network", "units"], values: { plain: { "400": 1.95, "800": null } } },
  curve: { unit: "nats by epoch", origin: "read off Figure 9", values: { x: [0, 10], y: [5, 1] } },
});

test("numbers and lists by what tells them apart", () => {
  expect(published.number("error", "plain", 400)).toBe(1.95);
  expect(published.list("curve", "y")).toEqual([5, 1]);
  expect(published.names("error")).toEqual(["plain"]);
  expect(published.record("curve").origin).toBe("read off Figure 9");
});

test("what the source does not give is undefined, or an error that names it", () => {
  expect(published.find("error", "plain", 800)).toBeUndefined();
  expect(published.find("error", "Bayesian", 400)).toBeUndefined();
  expect(published.find("nothing" as "error", "plain")).toBeUndefined();
  expect(published.findList("curve", "z")).toBeUndefined();
  expect(() => published.number("error", "plain", 1200)).toThrow("published error / plain / 1200: there is no such number");
  expect(() => published.list("error", "plain")).toThrow("published error / plain: there is no such list");
  expect(() => published.names("curve", "x", 0)).toThrow("published curve / x / 0: there is no such level");
});
