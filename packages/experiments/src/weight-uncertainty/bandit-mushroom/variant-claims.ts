import { type Claim, verdictOf } from "@credence/lab";
import { gamesOf, gameUntil, last, rowAt } from "./measures.ts";
import type { BanditGameResult, BanditMushroomResult, BanditVariantName } from "./result.ts";
import { asPublished, convergence, convergenceRule, percent, shown, whole } from "./rules.ts";

/** What the source says of its Figure 27. */
export const banditVariantClaims = (result: BanditMushroomResult): Claim[] => [
  slowRateClaim(result),
  widePriorClaim(result),
  narrowPriorClaim(result),
];

/** The games of a variant and the main ones of the same runs, as far as both were played. */
function pairOf(result: BanditMushroomResult, variant: BanditVariantName): { own: BanditGameResult[]; main: BanditGameResult[] } {
  const variants = gamesOf(result, { agent: "bbb", variant });
  const main = gamesOf(result, { agent: "bbb" }).filter(({ run }) => variants.some((game) => game.run === run));
  const own = variants.filter(({ run }) => main.some((game) => game.run === run));
  const steps = Math.min(...[...own, ...main].map((game) => game.steps));
  const cut = (games: readonly BanditGameResult[]) => games.map((game) => gameUntil(game, steps));
  return { own: cut(own), main: cut(main) };
}

type Said = Pick<Claim, "id" | "statement" | "published" | "tolerance">;

function convergenceClaim(
  result: BanditMushroomResult,
  { variant, holds, ...said }: { variant: BanditVariantName; holds: (own: number | null, main: number | null) => boolean } & Said,
): Claim {
  const { own, main } = pairOf(result, variant);
  const [ours, theirs] = [convergence(result, own), convergence(result, main)];
  const there = own.length > 0;
  return {
    ...said,
    variant: "as stated",
    measured: there ? `${shown(ours)} against ${shown(theirs)}, of ${whole(own[0].steps)} steps` : null,
    spread: null,
    verdict: verdictOf(asPublished(own, main), there && holds(ours[0].at, theirs[0].at)),
  };
}

const slowRateClaim = (result: BanditMushroomResult): Claim =>
  convergenceClaim(result, {
    id: "rate-1e-5-does-not-converge",
    statement: "With a learning rate of 1e-5, 50,000 steps are not enough to converge: steps, against those with 1e-4",
    published: "not converged",
    tolerance: `not converged; ${convergenceRule}`,
    variant: "rate-1e-5",
    holds: (own) => own === null,
  });

const widePriorClaim = (result: BanditMushroomResult): Claim =>
  convergenceClaim(result, {
    id: "wide-prior-delays",
    statement: "A large prior variance delays convergence: steps with standard deviation e (the source does not name its own), against 1",
    published: "later",
    tolerance: `later, or not at all; ${convergenceRule}`,
    variant: "prior-wide",
    holds: (own, main) => main !== null && (own === null || own > main),
  });

/** An agent that does not explore stays with what it took to be best, and pays for it: that is what can be seen of it in its regret. */
function narrowPriorClaim(result: BanditMushroomResult): Claim {
  const { own, main } = pairOf(result, "prior-narrow");
  const there = own.length > 0;
  const regret = ({ scores }: BanditGameResult) => last(scores.expectedRegret);
  const eaten = ({ scores, steps }: BanditGameResult) => {
    const row = rowAt(scores, steps / 10);
    return (scores.edibleEaten[row] + scores.poisonousEaten[row]) / scores.step[row];
  };
  return {
    id: "narrow-prior-hinders",
    variant: "as stated",
    statement:
      "Too small a prior variance may prevent exploring: expected regret with standard deviation e⁻² (the source does not name its own) against 1, " +
      "in brackets the share of mushrooms eaten in the first tenth of the game",
    published: "may prevent it",
    measured: there
      ? `${whole(regret(own[0]))} (${percent(eaten(own[0]))}) against ${whole(regret(main[0]))} (${percent(eaten(main[0]))}), ${whole(own[0].steps)} steps`
      : null,
    spread: null,
    tolerance: "more regret with the narrow prior; one game of each, on the same mushrooms",
    verdict: verdictOf(asPublished(own, main), there && regret(own[0]) > regret(main[0])),
  };
}
