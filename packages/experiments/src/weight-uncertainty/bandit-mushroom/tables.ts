import { mean, spreadOf } from "@credence/lab";
import { type ColumnOf, type Table, tableOf } from "@credence/lab/figures";
import { banditAgentLabels, banditAgentNames } from "./agents.ts";
import type { BanditGameResult, BanditMushroomResult } from "./bandit-mushroom.ts";
import { published } from "./claims.ts";
import { blindAnchors, convergedAt, gamesOf, judgedWhere, last, rowAt } from "./measures.ts";
import { inWords, settingOf } from "./regret-figures.ts";

/** Of the games that were played. */
export function banditMushroomTables(result: BanditMushroomResult): Table[] {
  const played = (part: BanditGameResult["part"]) => result.games.some((game) => game.part === part);
  return [
    ...(played("main") ? [scoreTable(result)] : []),
    ...(played("updates") ? [updatesTable(result)] : []),
    ...(result.wheel.games.length > 0 ? [wheelTable(result)] : []),
  ];
}

/** Of an agent that played, its games; of one that looks at nothing, what it costs a step and how often it eats, in %. */
type Row = { readonly label: string; readonly games?: readonly BanditGameResult[]; readonly perStep?: number; readonly eaten?: number };

function scoreTable(result: BanditMushroomResult): Table {
  const { never, always, uniform } = blindAnchors(result);
  const steps = Math.max(...result.games.filter(({ part }) => part === "main").map((game) => game.steps));
  /** A mean over games; of the agents that look at nothing what is known of them. */
  const column = (
    label: string,
    digits: number,
    measure: (game: BanditGameResult) => number,
    blind?: (row: Row) => number | undefined,
  ): ColumnOf<Row> => ({ label, digits, of: (row) => (row.games ? mean(row.games.map(measure)) : blind?.(row)) });
  return tableOf<Row>({
    name: "scores",
    title: "Regret and mistakes at the end of the game",
    caption: `${settingOf(result)}; means over runs. Late: expected regret a step over the last fifth. Converged: the step from which every stretch of a fiftieth of the game has an expected regret a step below a tenth of never eating's, in run 1. Published: total regret after 50,000 steps in another reproduction. ${judgedWhere}`,
    rows: [
      ...banditAgentNames.flatMap((agent): Row[] => {
        const games = gamesOf(result, { agent });
        return games.length > 0 ? [{ label: banditAgentLabels[agent], games }] : [];
      }),
      { label: "never eat", perStep: never, eaten: 0 },
      { label: "at random", perStep: uniform, eaten: 50 },
      { label: "always eat", perStep: always, eaten: 100 },
    ],
    columns: [
      { label: "agent", of: ({ label }) => label },
      { label: "runs", digits: 0, of: ({ games }) => games?.length },
      column("regret", 0, ({ scores }) => last(scores.regret)),
      { label: "sd over runs", digits: 0, of: ({ games = [] }) => spreadOf(games.map(({ scores }) => last(scores.regret))) },
      column(
        "expected regret",
        0,
        ({ scores }) => last(scores.expectedRegret),
        ({ perStep }) => perStep! * steps,
      ),
      column("late, a step", 3, lateRegret, ({ perStep }) => perStep),
      column(
        "eaten, %",
        1,
        ({ scores, steps }) => (100 * (last(scores.edibleEaten) + last(scores.poisonousEaten))) / steps,
        ({ eaten }) => eaten,
      ),
      column("poison eaten", 0, ({ scores }) => last(scores.poisonousEaten)),
      column("food left", 0, ({ scores }) => last(scores.edibleLeft)),
      { label: "converged at", digits: 0, of: ({ games }) => games && convergedAt(games[0].scores, never) },
      {
        label: "regret, published",
        published: true,
        of({ games }) {
          const range = games && published.findList("external regret", games[0].agent);
          return range?.map((value) => value.toLocaleString("en-US")).join(" to ");
        },
      },
    ],
  });
}

function lateRegret({ scores, steps }: BanditGameResult): number {
  const from = rowAt(scores, 0.8 * steps);
  return (last(scores.expectedRegret) - scores.expectedRegret[from]) / Math.max(1, last(scores.step) - scores.step[from]);
}

function updatesTable(result: BanditMushroomResult): Table {
  const pairs = result.games
    .filter(({ part }) => part === "updates")
    .flatMap((game) => {
      const main = gamesOf(result, { agent: game.agent })[0];
      if (!main) return [];
      const [fewer, more] = main.updatesPerStep < game.updatesPerStep ? [main, game] : [game, main];
      return [{ fewer, more, steps: Math.min(fewer.steps, more.steps) }];
    });
  type Pair = (typeof pairs)[number];
  const at = ({ scores }: BanditGameResult, step: number) => scores.expectedRegret[rowAt(scores, step)];
  /** A step of the game with more minibatches, up to where it has made as many updates as the other by the end of its own. */
  const atEqualUpdates = ({ fewer, more, steps }: Pair) => {
    const equal = (Math.min(fewer.steps, steps) * fewer.updatesPerStep) / more.updatesPerStep;
    const step = more.scores.step[rowAt(more.scores, equal)];
    return step <= equal ? at(more, equal) / step : null;
  };
  return tableOf<Pair>({
    name: "minibatches",
    title: "Fewer minibatches a step",
    caption:
      "Expected regret of the same agent on the same mushrooms after the same steps; then the mean expected regret a step up to the point where both have made the same number of updates.",
    rows: pairs,
    columns: [
      { label: "agent", of: ({ more }) => banditAgentLabels[more.agent] },
      { label: "steps", digits: 0, of: ({ steps }) => steps },
      { label: "fewer", digits: 0, of: ({ fewer }) => fewer.updatesPerStep },
      { label: "more", digits: 0, of: ({ more }) => more.updatesPerStep },
      { label: "regret, fewer", digits: 0, of: ({ fewer, steps }) => at(fewer, steps) },
      { label: "regret, more", digits: 0, of: ({ more, steps }) => at(more, steps) },
      { label: "a step at equal updates, more", digits: 3, of: atEqualUpdates },
      { label: "a step at equal updates, fewer", digits: 3, of: ({ fewer, steps }) => at(fewer, steps) / steps },
    ],
  });
}

function wheelTable({ wheel }: BanditMushroomResult): Table {
  const { steps, innerRadius, updatesPerStep, uniformRegret } = wheel;
  return tableOf({
    name: "wheel",
    title: "A second bandit: the wheel",
    caption: `Contexts in a disk; outside radius ${innerRadius} one of four risky actions pays 50 in its quadrant, a safe one pays 1.2 everywhere, others 1. ${steps.toLocaleString("en-US")} steps, ${inWords(updatesPerStep)}. Expected regret as a share of random actions'; how often the high reward was taken where it was offered.`,
    rows: wheel.games,
    columns: [
      { label: "agent", of: ({ agent }) => banditAgentLabels[agent] },
      { label: "regret, % of random", digits: 1, of: ({ expectedRegret }) => (100 * expectedRegret) / uniformRegret },
      { label: "last half, % of random", digits: 1, of: (game) => (100 * game.lateExpectedRegret) / (uniformRegret / 2) },
      {
        label: "high reward taken, %",
        digits: 1,
        of: ({ highTaken, highOffered }) => (highOffered > 0 ? (100 * highTaken) / highOffered : null),
      },
    ],
  });
}
