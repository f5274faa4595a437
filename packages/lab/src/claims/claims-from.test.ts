import { expect, test } from "vitest";
import { claimsFrom, type Found, kebab } from "./claims-from.ts";
import { judge, type Said } from "./said.ts";
import { above, within } from "./tolerance.ts";

type Result = { readonly value: number };
const texts = {
  accuracy: { statement: "The {network} tells them apart", published: 1, variant: "as published" },
  far: { statement: "It doubts what is far away" },
};
const found = { measured: ({ value }: Result) => value, asks: above(1) };
const network = { named: { network: "network" } };
const one = (name: keyof typeof texts, more: Partial<Found<Result>>): Said<Result> =>
  claimsFrom<Result, keyof typeof texts>({ claims: texts }, (claim) => [claim(name, { ...found, ...more })])[0]!;

test("a claim is its statement, filled in, and what code says of it", () => {
  const said = one("accuracy", { of: "MC dropout, entropy", ...network, asks: within(0.1) });
  expect(judge(said, { result: { value: 0.95 }, budget: "paper" })).toMatchObject({
    ...{ id: "accuracy-mc-dropout-entropy", variant: "as published", statement: "The network tells them apart", published: 1 },
    ...{ measured: 0.95, verdict: "reproduced" },
  });
});

test("code says the id, the variant and what is published where it knows better", () => {
  const own = { id: "own", variant: "external", published: 2 } as const;
  expect(one("accuracy", { ...own, ...network })).toMatchObject(own);
  expect(one("far", { published: "far" })).toMatchObject({ id: "far", published: "far" });
});

test("what is missing or wrong is named", () => {
  expect(() => one("far", {})).toThrow('nothing is published of "far"');
  expect(() => one("accuracy", {})).toThrow("nothing fills {network}");
  const wrong = { claims: { far: { ...texts.far, published: 1, variant: "as told" } } };
  expect(() => claimsFrom<Result, "far">(wrong, (claim) => [claim("far", found)])).toThrow(
    'there is no variant "as told", expected one of as published',
  );
});

test("a reason of several claims stands once", () => {
  const chance = { because: "chance", evidence: "Few errors." } as const;
  const explained = (...reasons: { claims: string[]; because: string; evidence: string }[]) =>
    claimsFrom<Result, keyof typeof texts>({ claims: texts, reasons }, (claim) =>
      ["a", "b", "c"].map((of) => claim("far", { of, published: 1, ...found })),
    ).map(({ reason }) => reason);
  expect(explained({ claims: ["far-a", "far-c"], ...chance })).toEqual([chance, undefined, chance]);
  expect(() => explained({ claims: ["far-a"], because: "luck", evidence: "." })).toThrow('no kind of reason "luck"');
  expect(() => explained({ claims: ["far-a", "far-a"], ...chance })).toThrow('the claim "far-a" has two reasons');
  expect(() => explained({ claims: ["a"], ...chance })).toThrow('no claim has the id "a"');
});

test("names as parts of ids", () => {
  expect(["as published", "ODIN", "4"].map(kebab)).toEqual(["as-published", "odin", "4"]);
});
