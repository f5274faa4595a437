import { expect, test } from "vitest";
import { explained, judge } from "./said.ts";
import { kebab, reasonsOf, statements } from "./statements.ts";
import { above, within } from "./tolerance.ts";

const texts = {
  accuracy: { statement: "The {network} tells them apart", published: 1, variant: "as published" },
  far: { statement: "It doubts what is far away" },
};
type Result = { readonly value: number };
const claim = statements<Result, keyof typeof texts>(texts);
const value = { measured: (result: Result) => result.value };

test("a claim is its statement, filled in, and what code says of it", () => {
  const said = claim("accuracy", { of: "MC dropout, entropy", named: { network: "network" }, ...value, asks: within(0.1) });
  expect(judge(said, { result: { value: 0.95 }, budget: "paper" })).toMatchObject({
    ...{ id: "accuracy-mc-dropout-entropy", variant: "as published", statement: "The network tells them apart", published: 1 },
    ...{ measured: 0.95, verdict: "reproduced" },
  });
});

test("code says the id, the variant and what is published where it knows better", () => {
  const own = { id: "own", variant: "external", published: 2 } as const;
  expect(claim("accuracy", { ...own, named: { network: "network" }, ...value, asks: above(1) })).toMatchObject(own);
  expect(claim("far", { published: "far", ...value, asks: above(1) })).toMatchObject({ id: "far", published: "far" });
});

test("what is missing or wrong is named", () => {
  expect(() => claim("far", { ...value, asks: above(1) })).toThrow('nothing is published of "far"');
  expect(() => claim("accuracy", { ...value, asks: above(1) })).toThrow("nothing fills {network}");
  const wrong = statements<Result, "far">({ far: { ...texts.far, published: 1, variant: "as told" } });
  expect(() => wrong("far", { ...value, asks: above(1) })).toThrow('there is no variant "as told", expected one of as published');
});

test("a reason of several claims stands once", () => {
  const chance = { because: "chance", evidence: "Few errors." } as const;
  const claims = ["a", "b", "c"].map((of) => claim("far", { of, published: 1, ...value, asks: above(1) }));
  const reasons = reasonsOf([{ claims: ["far-a", "far-c"], ...chance }]);
  expect(explained(claims, reasons).map(({ reason }) => reason)).toEqual([chance, undefined, chance]);
  expect(() => reasonsOf([{ claims: ["a"], because: "luck", evidence: "." }])).toThrow('no kind of reason "luck"');
  expect(() => reasonsOf([{ claims: ["a", "a"], ...chance }])).toThrow('the claim "a" has two reasons');
});

test("names as parts of ids", () => {
  expect(["as published", "ODIN", 4].map((name) => kebab(String(name)))).toEqual(["as-published", "odin", "4"]);
});
