import { expect, test } from "vitest";
import { told } from "./told.ts";

test("the words of a figure with the names in braces filled", () => {
  const texts = { "errors-{set}": { title: "Errors on {set}", caption: "In %.", published: "Figure 3" } };
  expect(told(texts, "errors-{set}", { set: "mnist" })).toEqual({
    ...{ name: "errors-mnist", title: "Errors on mnist", caption: "In %.", published: "Figure 3" },
  });
  expect(() => told(texts, "errors-{set}")).toThrow("there is no value for {set}");
});
