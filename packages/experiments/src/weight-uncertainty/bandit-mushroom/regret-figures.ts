import { type Curve, curves, type Draw, type Drawing, dashes, type Figure, type Palette, type PlotModule } from "@credence/lab/figures";
import type { BanditMushroomResult } from "./bandit-mushroom.ts";
import { type BanditGame, blindAnchors, firstGames } from "./measures.ts";
import { published, publishedGame } from "./published.ts";
import { labelOf, settingOf } from "./words.ts";

/** Regret over steps, from nothing. */
export const regretCurve = ({ scores }: BanditGame, rest: Pick<Curve, "label" | "panel">): Curve => ({
  x: [0, ...scores.step],
  y: [0, ...scores.regret],
  ...rest,
});

type Marks = NonNullable<Drawing["marks"]>;
type Added = (Plot: PlotModule, palette: Palette) => Pick<Drawing, "legend"> & { readonly below?: Marks; readonly above: Marks };

/** A drawing with marks below and above its own, over an axis of so many steps. */
const withMarks =
  (draw: Draw, end: number, added: Added): Draw =>
  (Plot, palette, space) => {
    const drawing = draw(Plot, palette, space);
    const { below = [], above, legend = [] } = added(Plot, palette);
    const marks = [...below, ...(drawing.marks ?? []), ...above];
    return { ...drawing, x: { ...drawing.x, domain: [0, end] }, marks, legend: [...(drawing.legend ?? []), ...legend] };
  };

/** Agents that look at nothing, by the slope of their straight lines, and where a flat line bears its name. */
const blind = { "never eat": ["never", 0.9], "at random": ["uniform", 0.7], "always eat": ["always", 0.5] } as const;

/**
 * Their lines where they lie within the frame. Steep ones are named on their left; flat ones, which lie close together, on the line and apart
 * from each other.
 */
const blindLines = (
  result: BanditMushroomResult,
  { from, end, top, named }: { from: number; end: number; top: number; named: "left" | "on" },
) => {
  const label = named === "left" ? { textAnchor: "end" as const, dx: -8 } : {};
  return (Plot: PlotModule, palette: Palette): Marks =>
    Object.entries(blind).flatMap(([text, [name, at]]) => {
      const slope = blindAnchors(result)[name];
      const leaves = Math.min(end, top / slope);
      const steps = Array.from({ length: 100 }, (_, i) => from + ((leaves - from) * i) / 99);
      const place = { x: (step: number) => step, y: (step: number) => slope * step };
      // wide enough for the space between two words
      const halo = { fill: palette.muted, stroke: palette.background, strokeWidth: 8 };
      return [
        Plot.line(steps, { ...place, stroke: palette.muted, strokeDasharray: dashes.dotted }),
        Plot.text([(named === "left" ? 0.9 : at) * leaves], { ...place, text: () => text, ...label, ...halo }),
      ];
    });
};

const xLabel = "step of the game";

/** Figure 23: agents side by side, with what is known without playing. */
export function regretFigures(result: BanditMushroomResult): Figure[] {
  const games = firstGames(result);
  if (games.length === 0) return [];
  const { never, always, uniform } = blindAnchors(result);
  const end = Math.max(...games.map(({ steps }) => steps));
  const regrets = games.flatMap(({ scores }) => scores.regret);
  const [bottom, top] = [Math.min(0, ...regrets), 1.1 * Math.max(1, ...regrets)];
  // lines that leave the frame at once would be one upright stroke
  const visible = top / always > 0.1 * end;
  const lines = blindLines(result, { from: 0, end, top, named: "left" });
  const shown = games.map((game) => regretCurve(game, { label: labelOf(game) }));
  const regret: Figure = {
    name: "regret",
    title: "What not knowing costs",
    caption: `Regret: reward of an oracle minus reward received, summed; run 1, ${settingOf(result)}, the same mushrooms for all. Eating never, at random or always costs ${never.toFixed(2)}, ${uniform.toFixed(2)} and ${always.toFixed(2)} a step (dotted${visible ? "" : " in the next figure"}). The source stored no curve; it says that Bayes by backprop converges sooner than the greedy agent and that the regret of 1% and 5% grows linearly.`,
    method: "A poisonous mushroom survived counts -5. What agents cost that look at nothing follows from the class counts.",
    published: "Figure 23",
    plot: withMarks(
      curves({ curves: shown, xLabel, yLabel: "cumulative regret (reward)", yWindow: [bottom, top] }),
      end,
      (Plot, palette) => ({ below: [Plot.ruleY([0], { stroke: palette.muted })], above: visible ? lines(Plot, palette) : [] }),
    ),
  };
  return [regret, expectedRegretFigure(result, end)];
}

/** The same with chance taken out of the reward, on a scale where a factor is a distance, beside the totals of another reproduction. */
function expectedRegretFigure(result: BanditMushroomResult, end: number): Figure {
  const full = end >= publishedGame.steps;
  const top = 1.3 * blindAnchors(result).always * end;
  const shown = firstGames(result).flatMap(({ agent, scores }) => {
    // a logarithm begins where there is regret
    const from = scores.expectedRegret.findIndex((value) => value > 0);
    return from < 0 ? [] : [{ agent, label: labelOf({ agent }), x: scores.step.slice(from), y: scores.expectedRegret.slice(from) }];
  });
  const yWindow = [Math.min(100, ...shown.map(({ y }) => y[0])), top] as const;
  const lines = blindLines(result, { from: end / 100, end, top, named: "on" });
  const names = published.names("external regret");
  const bars = full ? shown.flatMap(({ agent }, i) => (names.includes(agent) ? [{ i, agent }] : [])) : [];
  return {
    name: "expected-regret",
    title: "The same without the coin flips, beside what is known",
    caption: `Expected regret, logarithmic: each poisonous mushroom eaten counts 15, the mean of 35 lost and 5 won, each edible one left 5; run 1, ${settingOf(result)}. Dotted: agents that look at nothing.${full ? " Bars at the right edge, in each agent's colour: smallest to largest total regret of another reproduction." : ""}`,
    published: "Figure 23",
    plot: withMarks(
      curves({ curves: shown, xLabel, yLabel: "expected regret (reward)", yScale: "log", yWindow }),
      full ? 1.075 * end : end,
      (Plot, palette) => ({
        above: [
          ...lines(Plot, palette),
          ...bars.map(({ i, agent }) => {
            const [y1, y2] = published.list("external regret", agent);
            const x = end * (1.015 + 0.014 * names.indexOf(agent));
            return Plot.ruleX([x], { y1, y2, stroke: palette.series[i % palette.series.length], strokeWidth: 4 });
          }),
        ],
        legend: bars.length > 0 ? [{ label: "totals of another reproduction", color: palette.muted, shape: "square" }] : [],
      }),
    ),
  };
}
