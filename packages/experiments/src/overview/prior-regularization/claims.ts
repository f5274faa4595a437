import { asks, below, mean, type Said } from "@credence/lab";
import type { PriorRegularizationResult, Regularised } from "./prior-regularization.ts";
import { cellOf, gap, over, type PriorName, priors, testError, testLoss, widthsOf } from "./priors.ts";

type Claim = Said<PriorRegularizationResult>;
type Value = (one: Regularised["trainings"][number]) => number;

const tested: NonNullable<Claim["tested"]> = (_, budget) => budget !== "smoke";

/** Of a prior and of none, at each width. */
const pairs = (result: PriorRegularizationResult, prior: PriorName, value: Value) =>
  widthsOf(result).map((width) => [prior, "none" as const].map((name) => over(cellOf(result, name, width), value)?.value));

const ratios = (prior: PriorName, value: Value) => (result: PriorRegularizationResult) =>
  pairs(result, prior, value).map(([own, none]) => (own === undefined || none === undefined ? undefined : own / none));

/** What the overview states of regularisation, for each prior. */
export const priorRegularizationClaims: readonly Claim[] = (["l2", "l1", "spike"] as const).flatMap((prior): Claim[] => [
  {
    ...{ id: `${prior}-below-none`, published: "improves generalization", asks: below(1), shows: 3, tested },
    statement: `A prior improves generalisation: test loss of ${priors[prior].label} over that without, width by width`,
    measured: ratios(prior, testLoss),
  },
  {
    ...{ id: `${prior}-gap`, published: "helps prevent overfitting", asks: below(1), shows: 3, tested },
    statement: `A prior prevents overfitting: test less training loss of ${priors[prior].label} over that without, width by width`,
    measured: ratios(prior, gap),
  },
  {
    ...{ id: `${prior}-error`, published: "improves generalization", tested },
    statement: `A prior improves generalisation: test error of ${priors[prior].label} less that without, mean over widths (points)`,
    measured: (result) => {
      const errors = pairs(result, prior, testError);
      return errors.flat().includes(undefined) ? undefined : mean(errors.map(([own, none]) => own! - none!));
    },
    asks: asks("below 0", ([difference]) => difference! < 0),
  },
]);
