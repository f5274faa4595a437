import { asks, below, explained, mean, notAtSmoke, reasonsOf, type Said, said } from "@credence/lab";
import type { PriorRegularizationResult } from "./prior-regularization.ts";
import { gap, type PriorName, priors, type Trained, testError, testLoss, trained } from "./priors.ts";
import texts from "./texts.json" with { type: "json" };

type Claim = Said<PriorRegularizationResult>;
type Value = (one: Trained) => number;

const { claims } = texts;

/** Of a prior and of none, at each width. */
const pairs = (result: PriorRegularizationResult, prior: PriorName, value: Value) =>
  trained(result)
    .levels("width")
    .map((width) => [prior, "none" as const].map((name) => trained(result).where({ prior: name, width }).mean(value)));

const ratios = (prior: PriorName, value: Value) => (result: PriorRegularizationResult) =>
  pairs(result, prior, value).map(([own, none]) => (own === null || none === null ? undefined : own! / none!));

/** For each prior. */
const stated: readonly Claim[] = (["l2", "l1", "spike"] as const).flatMap((prior): Claim[] => {
  const values = { prior, label: priors[prior].label };
  return [
    said(claims, "{prior}-below-none", { values, measured: ratios(prior, testLoss), asks: below(1), shows: 3, tested: notAtSmoke }),
    said(claims, "{prior}-gap", { values, measured: ratios(prior, gap), asks: below(1), shows: 3, tested: notAtSmoke }),
    said(claims, "{prior}-error", {
      measured: (result) => {
        const errors = pairs(result, prior, testError);
        return errors.flat().includes(null) ? undefined : mean(errors.map(([own, none]) => own! - none!));
      },
      asks: asks("below 0", ([difference]) => difference! < 0),
      ...{ values, tested: notAtSmoke },
    }),
  ];
});

/** What the overview states of regularisation. */
export const priorRegularizationClaims: readonly Claim[] = explained(stated, reasonsOf(texts.reasons));
