import { mean, spreadOf } from "@credence/lab";
import { type Table, tableOf } from "@credence/lab/figures";
import { banditAgentNames } from "./agents.ts";
import type { BanditMushroomResult } from "./bandit-mushroom.ts";
import { type BanditGame, blindAnchors, firstOf, gamesOf, type MeasuredGame, rowAt } from "./measures.ts";
import { published, publishedGame } from "./published.ts";
import { inWords, labelOf, settingOf, whole } from "./words.ts";

/** One without games is left out. */
export const banditMushroomTables = (result: BanditMushroomResult): Table[] =>
  [scoreTable(result), updatesTable(result), wheelTable(result)].filter(({ rows }) => rows.length > 0);

/** An agent's games; of one that looks at nothing what it costs, in all and a step, and how often it eats, in %. */
interface Row {
  readonly label: string;
  readonly games: readonly MeasuredGame[];
  readonly known?: { readonly regret: number; readonly perStep: number; readonly eaten: number };
}

function scoreTable(result: BanditMushroomResult): Table {
  const agents = banditAgentNames.map((agent): Row => ({ label: labelOf({ agent }), games: gamesOf(result, agent) }));
  const played = agents.filter(({ games }) => games.length > 0);
  const steps = Math.max(...played.flatMap(({ games }) => games.map((game) => game.steps)));
  const { never, always, uniform } = blindAnchors(result);
  const blind = (label: string, perStep: number, eaten: number): Row => ({
    label,
    games: [],
    known: { regret: perStep * steps, perStep, eaten },
  });
  const over = ({ games }: Row, of: (game: MeasuredGame) => number) => (games.length > 0 ? mean(games.map(of)) : undefined);
  const range = (agent: string) => published.findList("external regret", agent)?.map(whole).join(" to ");
  return tableOf<Row>({
    name: "scores",
    title: "Regret and mistakes at the end of the game",
    caption:
      "Means over runs; late, expected regret a step over the last fifth. Published: total regret after 50,000 steps in another reproduction.",
    method: `${settingOf(result)}. Converged: the step from which every stretch of a fiftieth of the game has an expected regret a step below a tenth of never eating's, in run 1. Claims are judged on games of ${whole(publishedGame.steps)} steps with ${inWords(publishedGame.updatesPerStep)}, the source's, and on no others.`,
    rows:
      played.length > 0 ? [...played, blind("never eat", never, 0), blind("at random", uniform, 50), blind("always eat", always, 100)] : [],
    columns: [
      { label: "agent", of: ({ label }) => label },
      { label: "runs", digits: 0, of: ({ games }) => games.length || null },
      { label: "regret", digits: 0, of: (row) => over(row, ({ regret }) => regret) },
      { label: "sd over runs", digits: 0, of: ({ games }) => spreadOf(games.map(({ regret }) => regret)) },
      { label: "expected regret", digits: 0, of: (row) => over(row, ({ expectedRegret }) => expectedRegret) ?? row.known?.regret },
      { label: "late, a step", digits: 3, of: (row) => over(row, ({ lateRegret }) => lateRegret) ?? row.known?.perStep },
      { label: "eaten, %", digits: 1, of: (row) => over(row, ({ eaten, steps }) => (100 * eaten) / steps) ?? row.known?.eaten },
      { label: "poison eaten", digits: 0, of: (row) => over(row, ({ poison }) => poison) },
      { label: "food left", digits: 0, of: (row) => over(row, ({ food }) => food) },
      { label: "converged at", digits: 0, of: ({ games }) => games[0]?.convergedAt },
      { label: "regret, published", published: true, of: ({ games }) => games[0] && range(games[0].agent) },
    ],
  });
}

function updatesTable(result: BanditMushroomResult): Table {
  const at = ({ scores }: BanditGame, step: number) => scores.expectedRegret[rowAt(scores, step)];
  const pairs = result.games
    .filter(({ part }) => part === "updates")
    .flatMap((game) => firstOf(result, game.agent).map((main) => [main, game]));
  const rows = pairs.map((pair) => {
    const [fewer, more] = pair.toSorted((a, b) => a.updatesPerStep - b.updatesPerStep);
    const steps = Math.min(fewer.steps, more.steps);
    // where the game with more minibatches has made as many updates as the other by the end of its own
    const equal = (steps * fewer.updatesPerStep) / more.updatesPerStep;
    const step = more.scores.step[rowAt(more.scores, equal)];
    return { fewer, more, steps, moreAtEqual: step <= equal ? at(more, equal) / step : null };
  });
  return tableOf({
    name: "minibatches",
    title: "Fewer minibatches a step",
    caption: `Expected regret of the same agent on the same mushrooms after the same steps; then the mean expected regret a step up to the point where both have made the same number of updates.`,
    rows,
    columns: [
      { label: "agent", of: ({ more }) => labelOf(more) },
      { label: "steps", digits: 0, of: ({ steps }) => steps },
      { label: "fewer", digits: 0, of: ({ fewer }) => fewer.updatesPerStep },
      { label: "more", digits: 0, of: ({ more }) => more.updatesPerStep },
      { label: "regret, fewer", digits: 0, of: ({ fewer, steps }) => at(fewer, steps) },
      { label: "regret, more", digits: 0, of: ({ more, steps }) => at(more, steps) },
      { label: "a step at equal updates, more", digits: 3, of: ({ moreAtEqual }) => moreAtEqual },
      { label: "a step at equal updates, fewer", digits: 3, of: ({ fewer, steps }) => at(fewer, steps) / steps },
    ],
  });
}

const wheelTable = ({ wheel: { steps, innerRadius, updatesPerStep, uniformRegret, games } }: BanditMushroomResult): Table =>
  tableOf({
    name: "wheel",
    title: "A second bandit: the wheel",
    caption: `Contexts in a disk; outside radius ${innerRadius} one of four risky actions pays 50 in its quadrant, a safe one pays 1.2 everywhere, others 1. ${whole(steps)} steps, ${inWords(updatesPerStep)}. Expected regret as a share of random actions'; how often the high reward was taken where it was offered.`,
    rows: games,
    columns: [
      { label: "agent", of: labelOf },
      { label: "regret, % of random", digits: 1, of: ({ expectedRegret }) => (100 * expectedRegret) / uniformRegret },
      { label: "last half, % of random", digits: 1, of: ({ lateExpectedRegret }) => (100 * lateExpectedRegret) / (uniformRegret / 2) },
      { label: "high reward taken, %", digits: 1, of: (game) => (game.highOffered > 0 ? (100 * game.highTaken) / game.highOffered : null) },
    ],
  });
