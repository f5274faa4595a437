import { judgeAll } from "@credence/lab";
import { expect, test } from "vitest";
import { type AgentName, agents } from "./agents.ts";
import { thompsonClaims } from "./claims.ts";
import { thompsonFigures, thompsonTables } from "./figures.ts";
import type { ExplorationGame } from "./thompson-exploration.ts";

const game = (agent: AgentName, size: number, solvedAt: number | null, episodes = 400): ExplorationGame => ({
  kind: size === 0 ? "cart" : "sea",
  ...{ size, agent, seed: 1, episodes, solvedAt },
  returns: Array.from({ length: solvedAt ?? episodes }, () => 0.5),
});
/** Everyone solves all but epsilon-greedy, which solves cart-pole alone. */
const games = agents.flatMap((agent) =>
  [10, 20, 30, 0].map((size) => game(agent, size, agent === "greedy" && size > 0 ? null : 100 + size)),
);
const verdictOf = (given: readonly ExplorationGame[], id: string) =>
  judgeAll(thompsonClaims, { games: given }, "default").find((claim) => claim.id === id)!;

test("a game that is not solved counts with its episodes, as a bound, and twice as fast is asked for", () => {
  expect(verdictOf(games, "bootstrapped-sea-20")).toMatchObject({ verdict: "reproduced", measured: "120, 400" });
  const slow = games.map((one) => (one.agent === "bootstrapped" && one.size === 20 ? game("bootstrapped", 20, 201) : one));
  expect(verdictOf(slow, "bootstrapped-sea-20").verdict).toBe("not reproduced");
});

test("a power of N is only told of games that were solved, and a pole that fell is not balanced", () => {
  // log(130 / 110) / log 3
  expect(verdictOf(games, "bootstrapped-polynomial")).toMatchObject({ verdict: "reproduced", measured: expect.closeTo(0.152, 3) });
  const lost = games.map((one) =>
    one.agent === "bootstrapped" && (one.size === 30 || one.size === 0) ? game("bootstrapped", one.size, null) : one,
  );
  expect(verdictOf(lost, "bootstrapped-polynomial")).toMatchObject({ verdict: "not reproduced", measured: null });
  expect(verdictOf(lost, "bootstrapped-cart-pole").verdict).toBe("not reproduced");
});

test("games that were not played are not tested, and the pages are drawn all the same", () => {
  const some = games.filter(({ size }) => size === 10);
  expect(verdictOf(some, "thompson-sea-30").verdict).toBe("not tested at this budget");
  expect(thompsonFigures({ games: some }).map(({ name }) => name)).toEqual(["episodes", "deep-sea-returns", "cart-pole"]);
  expect(thompsonFigures({ games })[0]!.finding).toBe(
    "Games of N = 30 that were solved: 1 of 1 (bootstrapped ensemble), 1 of 1 (Bayes by backprop, Thompson), 0 of 1 (epsilon-greedy).",
  );
  expect(thompsonTables({ games })[0]!.rows).toHaveLength(12);
});
