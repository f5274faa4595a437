import { expect, test } from "vitest";
import { filled } from "./filled.ts";

test("every place is filled, wherever it stands, and a value is taken as it is", () => {
  expect(filled(["{a} and {b}", "{b}{b}"], { a: 1.5, b: "$&" })).toEqual(["1.5 and $&", "$&$&"]);
  expect(filled(["nothing to fill"], {})).toEqual(["nothing to fill"]);
});

test("a place that nothing fills and a value without a place are faults", () => {
  expect(() => filled(["at {x}"], {})).toThrow('filled: nothing fills {x} of "at {x}"');
  expect(() => filled(["at {toString}"], {})).toThrow("nothing fills {toString}");
  expect(() => filled(["at 10"], { x: 10 })).toThrow('filled: no text has a place {x}: "at 10"');
});
