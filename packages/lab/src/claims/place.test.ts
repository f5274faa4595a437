import { expect, test } from "vitest";
import { claimsNamed } from "./place.ts";

const claims = ["dnn-400", "dnn-dropout-400", "mass-0.01", "mass-0101"].map((id) => ({ id }));
const named = (...ids: string[]) => claimsNamed(ids, claims).map(({ id }) => id);

test("an id names itself alone, and a star any characters, at either end and between", () => {
  expect(named("dnn-400")).toEqual(["dnn-400"]);
  expect(named("dnn-*")).toEqual(["dnn-400", "dnn-dropout-400"]);
  expect(named("*-400")).toEqual(["dnn-400", "dnn-dropout-400"]);
  expect(named("dnn-*-400")).toEqual(["dnn-dropout-400"]);
  expect(named("dnn")).toEqual([]);
  expect(named()).toEqual([]);
});

test("a point is a point", () => {
  expect(named("mass-0.01")).toEqual(["mass-0.01"]);
});

test("a claim that two ids name comes once, in the order of the claims", () => {
  expect(named("*", "dnn-*")).toEqual(claims.map(({ id }) => id));
});
