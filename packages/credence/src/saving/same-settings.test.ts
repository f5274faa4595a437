import { expect, test } from "vitest";
import { expectSameSettings } from "./same-settings.ts";

const ours = { rate: 0.1, network: { hidden: [4, 8], kind: "mlp" }, solved: null, left: undefined };
const said = (theirs: unknown) => () => expectSameSettings("playing", theirs, ours);

test("what went through JSON is the same", () => {
  expect(said(JSON.parse(JSON.stringify(ours)))).not.toThrow();
  expect(() => expectSameSettings("playing", { worst: null }, { worst: Number.NaN })).not.toThrow();
});

test.each([
  [{ ...ours, rate: 0.2 }, "the checkpoint's settings.rate is 0.2, expected 0.1"],
  [{ ...ours, network: { hidden: [4, 9], kind: "mlp" } }, "the checkpoint's settings.network.hidden is [4,9], expected [4,8]"],
  [{ ...ours, network: "mlp" }, `the checkpoint's settings.network is "mlp", expected {"hidden":[4,8],"kind":"mlp"}`],
  [{ ...ours, more: true }, "the checkpoint's settings.more is true, expected missing"],
  [{ rate: 0.1, solved: null }, "the checkpoint's settings.network is missing, expected {"],
  [{ ...ours, rate: "x".repeat(100) }, `the checkpoint's settings.rate is "${"x".repeat(59)}..., expected 0.1`],
  [undefined, `the checkpoint's settings is missing, expected {"rate":0.1,`],
])("%j differs", (theirs, message) => {
  expect(said(theirs)).toThrow(`playing: ${message}`);
});
