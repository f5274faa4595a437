import { expect, test } from "vitest";
import { claimsOn } from "./claims-on.ts";
import { judgeAll, type Said } from "./said.ts";
import { asks, within } from "./tolerance.ts";

interface Network {
  readonly units: number;
  readonly errors: readonly number[];
}

const claims: readonly Said<Network>[] = [
  {
    id: "error",
    variant: "external",
    statement: "Error in %",
    published: 2,
    measured: ({ errors }) => errors[0],
    asks: within(0.5),
    tested: ({ errors }, budget) => errors.length === 1 || budget === "paper",
  },
  {
    id: "errors",
    statement: ({ errors }) => `${errors.length} errors`,
    published: ({ units }) => `below ${units}`,
    measured: ({ errors }) => errors,
    shows: (values, { units }) => `${values.join(" and ")} of ${units}`,
    asks: ({ units }) => asks(`below ${units}`, (ours) => ours.every((value) => value < units)),
    tested: () => true,
    where: ({ errors }) => errors.length > 1,
  },
];

const on = (units: number) =>
  claimsOn(
    {
      id: (claim) => `${claim}-${units}`,
      of: ({ networks }: { readonly networks: readonly Network[] }) => networks.find((one) => one.units === units),
      words: (network) => `, ${network.units} units`,
    },
    claims,
  );

test("claims on a part are claims on the result, and of a part that is not there make no rows", () => {
  const result = { networks: [{ units: 3, errors: [2.2, 4] }] };
  expect(judgeAll([...on(3), ...on(5)], result, "smoke")).toEqual([
    expect.objectContaining({
      id: "error-3",
      variant: "external",
      statement: "Error in %, 3 units",
      published: 2,
      measured: 2.2,
      tolerance: "within 0.5",
      verdict: "not tested at this budget",
    }),
    expect.objectContaining({
      id: "errors-3",
      statement: "2 errors, 3 units",
      published: "below 3",
      measured: "2.2 and 4 of 3",
      tolerance: "below 3",
      verdict: "not reproduced",
    }),
  ]);
});

test("a claim that asks for more than its part has none either", () => {
  const rows = judgeAll(on(5), { networks: [{ units: 5, errors: [2.2] }] }, "smoke");
  expect(rows.map(({ id, verdict }) => [id, verdict])).toEqual([["error-5", "reproduced"]]);
});
