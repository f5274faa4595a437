import { mean, spreadOf } from "@credence/lab";
import type { Figure, Table } from "@credence/lab/figures";
import { banditAgentLabels, banditAgentNames } from "./agents.ts";
import { eatingFigure, mistakesFigure, parametersFigure, runsFigure, updatesFigure } from "./figures.ts";
import { blindAnchors, convergedAt, gamesOf, last, rowAt } from "./measures.ts";
import { externalRegret } from "./published.ts";
import { expectedRegretFigure, inWords, regretFigure, settingOf } from "./regret-figures.ts";
import type { BanditGameResult, BanditMushroomResult } from "./result.ts";
import { judgedWhere } from "./rules.ts";

/** Figures 23 to 27, from the result alone. A figure none of whose games was played is left out. */
export function banditMushroomReport(result: BanditMushroomResult): { figures: Figure[]; tables: Table[] } {
  const played = (part: BanditGameResult["part"]) => result.games.some((game) => game.part === part);
  const compared = (["bbb", "greedy"] as const).some((agent) => gamesOf(result, { agent }).length > 0);
  return {
    figures: [
      ...(played("main") ? [regretFigure(result), expectedRegretFigure(result)] : []),
      ...(compared ? [eatingFigure(result)] : []),
      ...(played("main") ? [mistakesFigure(result)] : []),
      ...(played("variants") ? [runsFigure(result), parametersFigure(result)] : []),
      ...(played("updates") ? [updatesFigure(result)] : []),
    ],
    tables: [
      ...(played("main") ? [scoreTable(result)] : []),
      ...(played("updates") ? [updatesTable(result)] : []),
      ...(result.wheel.games.length > 0 ? [wheelTable(result)] : []),
    ],
  };
}

function scoreTable(result: BanditMushroomResult): Table {
  const { never, always, uniform } = blindAnchors(result);
  const steps = Math.max(...result.games.filter(({ part }) => part === "main").map((game) => game.steps));
  const blind = (label: string, perStep: number, eaten: number) => [
    label,
    null,
    null,
    null,
    perStep * steps,
    perStep,
    eaten,
    null,
    null,
    null,
    null,
  ];
  return {
    name: "scores",
    title: "Regret and mistakes at the end of the game",
    caption:
      `${settingOf(result)}; means over runs. Late: expected regret a step over the last fifth. Converged: the step from which every stretch of a fiftieth of the game has an expected ` +
      `regret a step below a tenth of never eating's, in run 1. Published: total regret after 50,000 steps in another reproduction. ${judgedWhere}`,
    columns: [
      { label: "agent" },
      { label: "runs", digits: 0 },
      { label: "regret", digits: 0 },
      { label: "sd over runs", digits: 0 },
      { label: "expected regret", digits: 0 },
      { label: "late, a step", digits: 3 },
      { label: "eaten, %", digits: 1 },
      { label: "poison eaten", digits: 0 },
      { label: "food left", digits: 0 },
      { label: "converged at", digits: 0 },
      { label: "regret, published", published: true },
    ],
    rows: [
      ...banditAgentNames.flatMap((agent) => {
        const games = gamesOf(result, { agent });
        if (games.length === 0) return [];
        const over = (measure: (game: BanditGameResult) => number) => mean(games.map(measure));
        const range = externalRegret[agent];
        return [
          [
            banditAgentLabels[agent],
            games.length,
            over(({ scores }) => last(scores.regret)),
            spreadOf(games.map(({ scores }) => last(scores.regret))),
            over(({ scores }) => last(scores.expectedRegret)),
            over(lateRegret),
            over(({ scores, steps }) => (100 * (last(scores.edibleEaten) + last(scores.poisonousEaten))) / steps),
            over(({ scores }) => last(scores.poisonousEaten)),
            over(({ scores }) => last(scores.edibleLeft)),
            convergedAt(games[0].scores, never),
            range ? range.map((value) => value.toLocaleString("en-US")).join(" to ") : null,
          ],
        ];
      }),
      blind("never eat", never, 0),
      blind("at random", uniform, 50),
      blind("always eat", always, 100),
    ],
  };
}

function lateRegret({ scores, steps }: BanditGameResult): number {
  const from = rowAt(scores, 0.8 * steps);
  return (last(scores.expectedRegret) - scores.expectedRegret[from]) / Math.max(1, last(scores.step) - scores.step[from]);
}

function updatesTable(result: BanditMushroomResult): Table {
  const other = result.games.filter(({ part }) => part === "updates");
  const rows = other.flatMap((game) => {
    const main = gamesOf(result, { agent: game.agent })[0];
    if (!main) return [];
    const fewer = main.updatesPerStep < game.updatesPerStep ? main : game;
    const more = fewer === main ? game : main;
    const steps = Math.min(fewer.steps, more.steps);
    // The step at which the game with more minibatches has made as many updates as the other by the end of its own.
    const equal = (Math.min(fewer.steps, steps) * fewer.updatesPerStep) / more.updatesPerStep;
    const at = ({ scores }: BanditGameResult, step: number) => scores.expectedRegret[rowAt(scores, step)];
    return [
      [
        banditAgentLabels[game.agent],
        steps,
        fewer.updatesPerStep,
        more.updatesPerStep,
        at(fewer, steps),
        at(more, steps),
        more.scores.step[rowAt(more.scores, equal)] <= equal ? at(more, equal) / more.scores.step[rowAt(more.scores, equal)] : null,
        at(fewer, steps) / steps,
      ],
    ];
  });
  return {
    name: "minibatches",
    title: "Fewer minibatches a step",
    caption:
      "Expected regret of the same agent on the same mushrooms after the same steps; then the mean expected regret a step up to the point where both have made the same number of updates.",
    columns: [
      { label: "agent" },
      { label: "steps", digits: 0 },
      { label: "fewer", digits: 0 },
      { label: "more", digits: 0 },
      { label: "regret, fewer", digits: 0 },
      { label: "regret, more", digits: 0 },
      { label: "a step at equal updates, more", digits: 3 },
      { label: "a step at equal updates, fewer", digits: 3 },
    ],
    rows,
  };
}

function wheelTable({ wheel }: BanditMushroomResult): Table {
  const { steps, innerRadius, updatesPerStep, uniformRegret, games } = wheel;
  return {
    name: "wheel",
    title: "A second bandit: the wheel",
    caption:
      `Contexts in a disk; outside radius ${innerRadius} one of four risky actions pays 50 in its quadrant, a safe one pays 1.2 everywhere, others 1. ` +
      `${steps.toLocaleString("en-US")} steps, ${inWords(updatesPerStep)}. Expected regret as a share of random actions'; how often the high reward was taken where it was offered.`,
    columns: [
      { label: "agent" },
      { label: "regret, % of random", digits: 1 },
      { label: "last half, % of random", digits: 1 },
      { label: "high reward taken, %", digits: 1 },
    ],
    rows: games.map(({ agent, expectedRegret, lateExpectedRegret, highTaken, highOffered }) => [
      banditAgentLabels[agent],
      (100 * expectedRegret) / uniformRegret,
      (100 * lateExpectedRegret) / (uniformRegret / 2),
      highOffered > 0 ? (100 * highTaken) / highOffered : null,
    ]),
  };
}
