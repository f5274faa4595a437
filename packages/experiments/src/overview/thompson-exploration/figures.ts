import { mean } from "@credence/lab";
import { type Curve, curves, type Figure, linesBy, ranked, type Table, tableOf } from "@credence/lab/figures";
import { agentNames, agents } from "./agents.ts";
import { episodesOf, gamesOf } from "./claims.ts";
import type { ThompsonResult } from "./thompson-exploration.ts";

const sizesOf = ({ games }: ThompsonResult): number[] => [...new Set(games.map(({ size }) => size).filter((size) => size > 0))];

/** Mean of the last `window` values at each place, over the games that last so long. */
function smoothed(games: readonly (readonly number[])[], window: number): { x: number[]; y: number[] } {
  const longest = Math.max(0, ...games.map(({ length }) => length));
  const x = Array.from({ length: longest }, (_, i) => i + 1);
  const at = (returns: readonly number[], place: number) => mean(returns.slice(Math.max(0, place - window), place));
  // a game that is solved has ended: it stays where it was
  return { x, y: x.map((place) => mean(games.map((returns) => at(returns, Math.min(place, returns.length))))) };
}

const solvedShare = (result: ThompsonResult, size: number) =>
  agents.map((agent) => {
    const games = gamesOf(result, agent, size);
    return `${games.filter(({ solvedAt }) => solvedAt !== null).length} of ${games.length} (${agentNames[agent]})`;
  });

export function thompsonFigures(result: ThompsonResult): Figure[] {
  const sizes = sizesOf(result);
  const largest = sizes.at(-1) ?? 0;
  const episodes = agents.map((agent) => ({
    label: agentNames[agent],
    points: sizes.map((setting) => ({ setting, measured: mean(gamesOf(result, agent, setting).map(episodesOf)) })),
  }));
  const cart = agents.map(
    (agent): Curve => ({
      label: agentNames[agent],
      ...smoothed(
        gamesOf(result, agent, 0).map(({ returns }) => returns),
        20,
      ),
    }),
  );
  const seas = agents.map(
    (agent): Curve => ({
      label: agentNames[agent],
      ...smoothed(
        gamesOf(result, agent, largest).map(({ returns }) => returns),
        20,
      ),
    }),
  );
  return [
    {
      name: "episodes",
      title: "Episodes until the treasure is found",
      finding: `Games of N = ${largest} that were solved: ${solvedShare(result, largest).join(", ")}.`,
      caption: "Mean over games; one that was not solved counts with all of its episodes, so that its point is a lower bound.",
      method: "Solved: a mean return of 0.8 or more over 20 episodes; the best return is 0.99.",
      plot: linesBy({ series: episodes, xLabel: "size of the sea, N", yLabel: "episodes", yScale: "log" }),
    },
    {
      name: "deep-sea-returns",
      title: `Returns in the sea of N = ${largest}`,
      finding: `Mean return of the last 20 episodes: ${ranked(
        seas.map(({ label, y }) => [label, y.at(-1) ?? Number.NaN]),
        { digits: 2, from: "highest" },
      )}.`,
      caption: "Mean return of 20 episodes, averaged over games; a game ends when it is solved and keeps its last value.",
      plot: curves({ curves: seas, xLabel: "episodes", yLabel: "mean return" }),
    },
    {
      name: "cart-pole",
      title: "Cart-pole",
      finding: `Mean return of the last 20 episodes: ${ranked(
        cart.map(({ label, y }) => [label, y.at(-1) ?? Number.NaN]),
        { digits: 0, from: "highest" },
      )}.`,
      caption:
        "Mean return of 20 episodes of at most 200 steps, averaged over games; dotted, the return that counts as solved over 100 episodes.",
      plot: curves({ curves: cart, xLabel: "episodes", yLabel: "mean return", references: [{ label: "solved", y: 195 }] }),
    },
  ];
}

export const thompsonTables = (result: ThompsonResult): Table[] => [
  tableOf({
    name: "solved",
    title: "Episodes until solved",
    caption: "Mean over games; of one that was not solved, all of its episodes.",
    rows: [...sizesOf(result), 0].flatMap((size) => agents.map((agent) => ({ size, agent, games: gamesOf(result, agent, size) }))),
    columns: [
      { label: "game", of: ({ size }) => (size === 0 ? "cart-pole" : `deep sea, N = ${size}`) },
      { label: "agent", of: ({ agent }) => agentNames[agent] },
      { label: "games", of: ({ games }) => games.length },
      { label: "solved", of: ({ games }) => games.filter(({ solvedAt }) => solvedAt !== null).length },
      { label: "episodes", digits: 0, of: ({ games }) => (games.length > 0 ? mean(games.map(episodesOf)) : null) },
    ],
  }),
];
