import { mean } from "@credence/lab";
import { type Curve, type CurvesOptions, curves, type Figure } from "@credence/lab/figures";
import type { BanditMushroomResult } from "./bandit-mushroom.ts";
import { type BanditGame, eatingRate, firstGames, firstOf, gamesOf, rowAt } from "./measures.ts";
import { regretCurve, regretFigures, xLabel } from "./regret-figures.ts";
import { inWords, labelOf, settingOf, whole } from "./words.ts";

/** The beginning of a curve, to a step. */
function until(curve: Curve, length: number): Curve {
  const end = rowAt({ step: curve.x }, length) + 1;
  return { ...curve, x: curve.x.slice(0, end), y: curve.y.slice(0, end) };
}
const longest = (games: readonly BanditGame[]): number => Math.max(...games.map(({ steps }) => steps));

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
  const run = (panel: string, game: BanditGame) => until(regretCurve(game, { label: `${labelOf(game)}, run ${game.run}`, panel }), length);
  const unchanged = { label: "rate 1e-4, standard deviation 1", variant: null };
  const settings = [
    { panel: "learning rate", ...unchanged },
    { panel: "learning rate", label: "rate 1e-5", variant: "rate-1e-5" },
    { panel: "wide part of the prior", ...unchanged },
    { panel: "wide part of the prior", label: "standard deviation e", variant: "prior-wide" },
    { panel: "wide part of the prior", label: "standard deviation e⁻²", variant: "prior-narrow" },
  ] as const;
  const updates = result.games.filter(({ part }) => part === "updates").map((game) => [...firstOf(result, game.agent), game]);

  const bySteps: readonly (Omit<Figure, "plot"> & Omit<CurvesOptions, "xLabel">)[] = [
    {
      name: "eating-rate",
      title: "How often they eat",
      caption: `Share of mushrooms eaten in each fortieth of the game, mean over runs (${compared.map((games) => `${labelOf(games[0])} ${games.length}`).join(", ")}), ${settingOf(result)}. Dotted: ${(100 * edible).toFixed(1)}% are edible. The source averages three runs: the greedy agent eats about as often as Bayes by backprop, and does not begin by eating nothing, as Blundell et al. found.`,
      published: "Figure 24",
      curves: compared.map((games) => ({ label: labelOf(games[0]), ...eatingRate(games, 40) })),
      yLabel: "share eaten",
      yWindow: [0, 1],
      references: [{ label: "share of edible mushrooms", y: edible }],
      colorOrder: groups.map(([game]) => labelOf(game)),
    },
    {
      name: "mistakes",
      title: "Poison eaten, food left",
      caption: `Cumulative counts, mean over the runs of each agent (${Math.min(...groups.map((games) => games.length))} to ${Math.max(...groups.map((games) => games.length))}), ${settingOf(result)}. The source averages three runs and finds that the greedy agent's regret comes from the poison it eats.`,
      published: "Figure 25",
      curves: Object.entries(counts).flatMap(([panel, count]) =>
        groups.map((games) => {
          const x = games[0].scores.step;
          return { label: labelOf(games[0]), panel, x, y: x.map((_, i) => mean(games.map(({ scores }) => scores[count][i]))) };
        }),
      ),
      yLabel: "mushrooms",
    },
    {
      name: "individual-runs",
      title: "Run by run",
      caption: `Regret of Bayes by backprop run by run, for two standard deviations of the wide part of the prior (the narrow one is e⁻⁶), with the greedy agent's; ${narrow.length > 0 ? `the first ${whole(length)} steps, ${inWords(narrow[0].updatesPerStep)}` : "variants not played"}. The source shows runs in which Bayes by backprop converged later than the greedy agent and lost more.`,
      published: "Figure 26",
      curves: (variants.length > 0 ? [...panels, ...panels.map(({ panel }) => ({ panel, games: greedy }))] : []).flatMap(
        ({ panel, games }) => games.map((game) => run(panel, game)),
      ),
      yLabel: "cumulative regret (reward)",
    },
    {
      name: "parameters",
      title: "Learning rate and prior",
      caption: `Regret of Bayes by backprop under other settings, run 1, the first ${whole(longest(variants))} steps, the same mushrooms. The source names the rate 1e-5, which does not converge in 50,000 steps, and says that a large prior variance may delay convergence and a small one prevent exploring, but not its values: e and e⁻² are ours.`,
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
      caption: `Expected regret of the same agents on the same mushrooms with two numbers of minibatches after each step, as far as both were played. The source takes 64, one pass over its buffer; the rate, the passes' geometric weights and everything else are equal.`,
      curves: updates.flatMap((pair) =>
        pair.map((game) => {
          const curve = { label: inWords(game.updatesPerStep), panel: labelOf(game), x: game.scores.step, y: game.scores.expectedRegret };
          return until(curve, Math.min(...pair.map(({ steps }) => steps)));
        }),
      ),
      yLabel: "expected regret (reward)",
    },
  ];
  const drawn = bySteps.filter((one) => one.curves.length > 0);
  return [...regretFigures(result), ...drawn.map((one) => ({ ...one, plot: curves({ xLabel, ...one }) }))];
}
