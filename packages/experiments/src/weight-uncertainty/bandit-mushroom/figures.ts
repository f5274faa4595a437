import { mean } from "@credence/lab";
import { type Curve, type CurvesOptions, curves, type Figure, leading, ranked } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import type { BanditMushroomResult } from "./bandit-mushroom.ts";
import { type BanditGame, eatingRate, firstGames, firstOf, gamesOf, type MeasuredGame, rowAt } from "./measures.ts";
import { regretCurve, regretFigures, xLabel } from "./regret-figures.ts";
import { inWords, labelOf, settingOf, sourceAgents, whole } from "./words.ts";

/** The beginning of a curve, to a step. */
function until(curve: Curve, length: number): Curve {
  const end = rowAt({ step: curve.x }, length) + 1;
  return { ...curve, x: curve.x.slice(0, end), y: curve.y.slice(0, end) };
}
const shortest = (games: readonly BanditGame[]): number => Math.min(...games.map(({ steps }) => steps));
/** A game's expected regret as far as all of a pair were played. */
const endOf = (pair: readonly BanditGame[], { scores }: BanditGame) =>
  until({ label: "", x: scores.step, y: scores.expectedRegret }, shortest(pair)).y;
/** A number of each group of games, mean over runs. */
const overRuns = (groups: readonly (readonly MeasuredGame[])[], value: (game: MeasuredGame) => number) =>
  groups.map((games) => [labelOf(games[0]), mean(games.map(value))] as const);
const longest = (games: readonly BanditGame[]): number => Math.max(...games.map(({ steps }) => steps));

/** "1 run", "2 to 3 runs": of the agent with the fewest and of that with the most. */
function runsOf(groups: readonly (readonly MeasuredGame[])[]): string {
  const counts = groups.map(({ length }) => length);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  return `${fewest === most ? "" : `${fewest} to `}${most} ${most === 1 ? "run" : "runs"}`;
}

/** Figures 23 to 27; one none of whose games was played is left out. */
export function banditMushroomFigures(result: BanditMushroomResult): Figure[] {
  const groups = firstGames(result).map(({ agent }) => gamesOf(result, agent));
  const [bbb, greedy, narrow] = [gamesOf(result, "bbb"), gamesOf(result, "greedy"), gamesOf(result, "bbb", "stdDev-0.75")];
  const compared = [bbb, greedy].filter((games) => games.length > 0);
  const edible = result.edible / (result.edible + result.poisonous);
  const counts = { "poisonous eaten (false positives)": "poisonousEaten", "edible left (false negatives)": "edibleLeft" } as const;

  const variants = result.games.filter(({ part }) => part === "variants");
  const extra = variants.filter(({ agent, variant }) => agent === "bbb" && variant === null);
  const panels = [
    { panel: "prior's wide part: 0.75", games: narrow },
    { panel: "prior's wide part: 1", games: [...bbb, ...extra] },
  ];
  const length = narrow.length > 0 ? longest(narrow) : Number.POSITIVE_INFINITY;
  const run = (panel: string, game: BanditGame) => until(regretCurve(game, { label: labelOf(game), panel }), length);
  const unchanged = { label: "rate 1e-4, standard deviation 1", variant: null };
  const settings = [
    { panel: "learning rate", ...unchanged },
    { panel: "learning rate", label: "rate 1e-5", variant: "rate-1e-5" },
    { panel: "wide part of the prior", ...unchanged },
    { panel: "wide part of the prior", label: "standard deviation e", variant: "prior-wide" },
    { panel: "wide part of the prior", label: "standard deviation e⁻²", variant: "prior-narrow" },
  ] as const;
  const variantEnds = () =>
    [...new Map(settings.map(({ label, variant }) => [variant, label]))].flatMap(([variant, label]) =>
      firstOf(result, "bbb", variant).map((game): [string, number] => [
        label,
        until(regretCurve(game, { label }), longest(variants)).y.at(-1)!,
      ]),
    );
  const updates = result.games.filter(({ part }) => part === "updates").map((game) => [...firstOf(result, game.agent), game]);

  const bySteps: readonly (Omit<Figure, "plot"> & Omit<CurvesOptions, "xLabel">)[] = [
    {
      name: "eating-rate",
      title: "How often they eat",
      finding: `Of the mushrooms they meet ${overRuns(compared, ({ eaten, steps }) => eaten / steps)
        .map(([label, share]) => `${label} eats ${(100 * share).toFixed(1)} %`)
        .join(", ")}; ${(100 * edible).toFixed(1)} % are edible.`,
      caption:
        "Share of mushrooms eaten in each fortieth of the game; dotted, the share that is edible. The source finds that greedy eats about as often as Bayes by backprop, and does not begin by eating nothing.",
      method: `Mean over runs (${compared.map((games) => `${labelOf(games[0])} ${games.length}`).join(", ")}; the source's three), ${settingOf(result)}.`,
      published: "Figure 24",
      curves: compared.map((games) => ({ label: labelOf(games[0]), ...eatingRate(games, 40) })),
      yLabel: "share eaten",
      yWindow: [0, 1],
      references: [{ label: "share of edible mushrooms", y: edible }],
    },
    {
      name: "mistakes",
      title: "Poison eaten, food left",
      finding: leading(
        "number of poisonous mushrooms eaten",
        overRuns(
          groups.filter(([{ agent }]) => sourceAgents.includes(agent)),
          ({ poison }) => poison,
        ),
        { digits: 0 },
      ),
      caption:
        "Cumulative counts on a logarithmic axis, mean over the runs of each agent. The source finds that the greedy agent's regret comes from the poison it eats.",
      method: `${runsOf(groups)} of each agent (the source's three), ${settingOf(result)}.`,
      published: "Figure 25",
      curves: Object.entries(counts).flatMap(([panel, count]) =>
        groups.map((games) => {
          const x = games[0].scores.step;
          return { label: labelOf(games[0]), panel, x, y: x.map((_, i) => mean(games.map(({ scores }) => scores[count][i]))) };
        }),
      ),
      yLabel: "mushrooms",
      yScale: "log",
    },
    {
      name: "individual-runs",
      title: "Run by run",
      finding: `Regret after ${whole(Math.min(length, longest([...bbb, ...greedy, ...narrow])))} steps, run by run: ${[...panels, { panel: "greedy", games: greedy }].map(({ panel, games }) => `${games.map((game) => whole(run(panel, game).y.at(-1)!)).join(", ")} (${panel})`).join("; ")}.`,
      caption:
        "Regret of Bayes by backprop run by run, for two standard deviations of the prior's wide part, with the greedy agent's. The source shows runs in which Bayes by backprop converged later than greedy and lost more.",
      method: `The prior's narrow part is e⁻⁶; ${narrow.length > 0 ? `the first ${whole(length)} steps, ${inWords(narrow[0].updatesPerStep)}` : "variants not played"}.`,
      published: "Figure 26",
      curves: (variants.length > 0 ? [...panels, ...panels.map(({ panel }) => ({ panel, games: greedy }))] : []).flatMap(
        ({ panel, games }) => games.map((game) => run(panel, game)),
      ),
      yLabel: "cumulative regret (reward)",
    },
    {
      name: "parameters",
      title: "Learning rate and prior",
      finding: `Regret of Bayes by backprop after ${whole(longest(variants))} steps: ${ranked(variantEnds(), { digits: 0 })}.`,
      caption:
        "Regret of Bayes by backprop under other settings, on the same mushrooms. The source says that a rate of 1e-5 does not converge in 50,000 steps, a large prior variance may delay convergence and a small one prevent exploring.",
      method: `Run 1, the first ${whole(longest(variants))} steps. The source does not name its variances: e and e⁻² are ours.`,
      published: "Figure 27",
      curves: settings.flatMap(({ panel, label, variant }) =>
        variants.length > 0
          ? firstOf(result, "bbb", variant).map((game) => until(regretCurve(game, { label, panel }), longest(variants)))
          : [],
      ),
      yLabel: "cumulative regret (reward)",
    },
    {
      name: "minibatches-regret",
      title: "What fewer minibatches a step do",
      finding: `Expected regret as far as both were played: ${updates.map((pair) => `${labelOf(pair[0])} ${pair.map((game) => `${whole(endOf(pair, game).at(-1)!)} with ${game.updatesPerStep}`).join(" and ")}`).join(", ")} minibatches a step.`,
      caption:
        "Expected regret of the same agents on the same mushrooms with two numbers of minibatches after each step. The source takes 64, one pass over its buffer.",
      method: "As far as both were played; the rate, the passes' geometric weights and everything else are equal.",
      curves: updates.flatMap((pair) =>
        pair.map((game) => {
          const curve = { label: inWords(game.updatesPerStep), panel: labelOf(game), x: game.scores.step, y: game.scores.expectedRegret };
          return until(curve, shortest(pair));
        }),
      ),
      yLabel: "expected regret (reward)",
    },
  ];
  const drawn = bySteps.filter((one) => one.curves.length > 0);
  return [...regretFigures(result), ...drawn.map((one) => ({ ...one, plot: curves({ xLabel, slots: methodSlots, ...one }) }))];
}
