import { asks, type Said } from "@credence/lab";
import type { BanditGameResult, BanditMushroomResult, BanditVariantName } from "./bandit-mushroom.ts";
import { asPublished, censored, convergence, convergenceRule, gamesOf, gameUntil, last, percent, rowAt, shown, whole } from "./measures.ts";

type Result = BanditMushroomResult;
type Games = readonly BanditGameResult[];
type Claim = Said<Result>;

/** The games of a variant and the main ones of the same runs, as far as both were played. */
function variantPair(result: Result, variant: BanditVariantName): { readonly own: Games; readonly main: Games } {
  const variants = gamesOf(result, { agent: "bbb", variant });
  const main = gamesOf(result, { agent: "bbb" }).filter(({ run }) => variants.some((game) => game.run === run));
  const own = variants.filter(({ run }) => main.some((game) => game.run === run));
  const steps = Math.min(...[...own, ...main].map((game) => game.steps));
  const cut = (games: Games) => games.map((game) => gameUntil(game, steps));
  return { own: cut(own), main: cut(main) };
}

/** A statement of Figure 27: a number of the first game of a variant and of the main setting. */
const variantClaim = (
  variant: BanditVariantName,
  said: Pick<Claim, "id" | "statement" | "published" | "asks" | "shows">,
  value: (game: BanditGameResult, result: Result) => number,
): Claim => ({
  ...said,
  measured(result) {
    const { own, main } = variantPair(result, variant);
    return own.length > 0 ? [own, main].map(([game]) => value(game, result)) : null;
  },
  tested(result) {
    const { own, main } = variantPair(result, variant);
    return asPublished(own, main);
  },
});

const convergenceClaim = (
  variant: BanditVariantName,
  said: Pick<Claim, "id" | "statement" | "published"> & { readonly words: string },
  holds: (own: number | null, main: number | null) => boolean,
): Claim => {
  const steps = (result: Result) => Object.values(variantPair(result, variant)).map((games: Games) => convergence(result, games));
  const { words, ...rest } = said;
  return variantClaim(
    variant,
    {
      ...rest,
      shows: (_, result) => `${steps(result).map(shown).join(" against ")}, of ${whole(variantPair(result, variant).own[0].steps)} steps`,
      asks: (result) =>
        asks(`${words}; ${convergenceRule}`, () => {
          const [own, main] = steps(result);
          return holds(own[0].at, main[0].at);
        }),
    },
    (game, result) => censored(convergence(result, [game])),
  );
};

/** An agent that does not explore stays with what it took to be best, and pays for it: that is what can be seen of it in its regret. */
const expectedRegret = ({ scores }: BanditGameResult) => last(scores.expectedRegret);
function eatenEarly({ scores, steps }: BanditGameResult): number {
  const row = rowAt(scores, steps / 10);
  return (scores.edibleEaten[row] + scores.poisonousEaten[row]) / scores.step[row];
}

/** What the source says of its Figure 27. */
export const variantClaims: readonly Claim[] = [
  convergenceClaim(
    "rate-1e-5",
    {
      id: "rate-1e-5-does-not-converge",
      statement: "With a learning rate of 1e-5, 50,000 steps are not enough to converge: steps, against those with 1e-4",
      published: "not converged",
      words: "not converged",
    },
    (own) => own === null,
  ),
  convergenceClaim(
    "prior-wide",
    {
      id: "wide-prior-delays",
      statement: "A large prior variance delays convergence: steps with standard deviation e (the source does not name its own), against 1",
      published: "later",
      words: "later, or not at all",
    },
    (own, main) => main !== null && (own === null || own > main),
  ),
  variantClaim(
    "prior-narrow",
    {
      id: "narrow-prior-hinders",
      statement:
        "Too small a prior variance may prevent exploring: expected regret with standard deviation e⁻² (the source does not name its own) against 1, in brackets the share of mushrooms eaten in the first tenth of the game",
      published: "may prevent it",
      shows(_, result) {
        const { own, main } = variantPair(result, "prior-narrow");
        const written = [own[0], main[0]].map((game) => `${whole(expectedRegret(game))} (${percent(eatenEarly(game))})`);
        return `${written.join(" against ")}, ${whole(own[0].steps)} steps`;
      },
      asks: asks("more regret with the narrow prior; one game of each, on the same mushrooms", ([own, main]) => own! > main!),
    },
    expectedRegret,
  ),
];
