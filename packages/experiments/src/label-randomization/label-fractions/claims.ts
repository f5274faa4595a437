import { above, asks, notAtSmoke, type Runs, runsOf, type Said, said } from "@credence/lab";
import { type Form, formLabels } from "../mnist/network.ts";
import type { LabelFractionsResult, Trained } from "./label-fractions.ts";
import texts from "./texts.json" with { type: "json" };

/** How the networks are trained: without the KL term and with it. */
export const forms = ["published", "bound"] as const satisfies readonly Form[];
export type NoisyForm = (typeof forms)[number];

type Claim = Said<LabelFractionsResult>;

const { claims } = texts;
const sizes = [200, 10_000] as const;

/** Trainings of one form on so many images. */
const of = ({ trainings }: LabelFractionsResult, form: NoisyForm, examples: number): Runs<Trained> =>
  runsOf(trainings).where({ form, examples });

/** Test error on true labels less training error, of the averaged prediction, in points. */
export const gapOf = ({ trainAccuracy, testAccuracy }: Trained): number => trainAccuracy - testAccuracy;

const rises = asks("each at least that before, less 1 point", (ours) => ours.every((value, i) => i === 0 || value >= ours[i - 1]! - 1));

/** What is asked of a form at a size; a result without such trainings does not speak of it. */
function claimsOfForm(form: NoisyForm, examples: number): Claim[] {
  const trained = (result: LabelFractionsResult) => of(result, form, examples);
  const byFraction = (result: LabelFractionsResult, value: (one: Trained) => number) =>
    trained(result)
      .points("fraction", value)
      .map(({ measured }) => measured);
  const common = {
    values: { form, examples, training: formLabels[form] },
    ...{ tested: notAtSmoke, where: (result: LabelFractionsResult) => trained(result).all.length > 0 },
  };
  return [
    said(claims, "gap-rises-{form}-{examples}", { ...common, measured: (result) => byFraction(result, gapOf), asks: rises, shows: 1 }),
    said(claims, "kl-tells-{form}-{examples}", {
      ...common,
      measured(result) {
        const kl = byFraction(result, (one) => one.kl);
        return kl.at(-1)! / kl[0]!;
      },
      asks: asks("at least 5 % apart", ([ratio]) => Math.abs(Math.log(ratio!)) >= Math.log(1.05)),
    }),
    said(claims, "bound-holds-{form}-{examples}", {
      ...common,
      measured: (result) => Math.max(...trained(result).all.map(({ noisyTestError, bound }) => noisyTestError - bound)),
      asks: asks("at most 0", ([excess]) => excess! <= 0),
    }),
  ];
}

/** Statements of zhang2017 on networks without a prior, of maurer2004 on the bound, and of the source on KL. */
export const labelFractionsClaims: readonly Claim[] = sizes.flatMap((examples): Claim[] => [
  said(claims, "fits-random-{examples}", {
    ...{ values: { examples }, asks: above(99, "%"), tested: notAtSmoke },
    measured: (result) =>
      of(result, "published", examples)
        .where({ fraction: 1 })
        .over(({ trainAccuracy }) => trainAccuracy),
  }),
  ...forms.flatMap((form) => claimsOfForm(form, examples)),
]);
