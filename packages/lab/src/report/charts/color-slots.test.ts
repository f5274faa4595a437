import { expect, test } from "vitest";
import { slotOf } from "./color-slots.ts";

test("a fixed label keeps its slot whatever else is drawn, the others take free ones in order", () => {
  const fixed = { BNN: 0, dropout: 3 };
  const slots = (labels: string[]) => labels.map(slotOf(labels, fixed));
  expect(slots(["dropout", "BNN"])).toEqual([3, 0]);
  expect(slots(["dropout"])).toEqual([3]);
  expect(slots(["chance", "dropout", "other"])).toEqual([0, 3, 1]);
  expect(slots(["a", "b", "BNN"])).toEqual([1, 2, 0]);
});

test("what is not drawn has no slot", () => {
  expect(slotOf(["a"])("b")).toBe(-1);
});
