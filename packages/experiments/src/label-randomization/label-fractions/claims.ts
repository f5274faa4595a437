import { above, asks, mean, measuredOver, type Said } from "@credence/lab";
import { type Form, formLabels } from "../mnist/network.ts";
import type { LabelFractionsResult, Trained } from "./label-fractions.ts";

/** How the networks are trained: without the KL term and with it. */
export const forms = ["published", "bound"] as const satisfies readonly Form[];
export type NoisyForm = (typeof forms)[number];

type Claim = Said<LabelFractionsResult>;

const tested: NonNullable<Claim["tested"]> = (_, budget) => budget !== "smoke";
const sizes = [200, 10_000] as const;

/** Trainings of one form on so many images. */
export const of = ({ trainings }: LabelFractionsResult, form: NoisyForm, examples: number): readonly Trained[] =>
  trainings.filter((one) => one.form === form && one.examples === examples);

/** The fractions of random labels that were trained, in order. */
export const fractionsOf = (trained: readonly Trained[]): number[] =>
  [...new Set(trained.map(({ fraction }) => fraction))].toSorted((a, b) => a - b);

/** Mean over trainings at each fraction. */
export const byFraction = (trained: readonly Trained[], value: (one: Trained) => number): number[] =>
  fractionsOf(trained).map((fraction) => mean(trained.filter((one) => one.fraction === fraction).map(value)));

/** Test error on true labels less training error, of the averaged prediction, in points. */
export const gapOf = ({ trainAccuracy, testAccuracy }: Trained): number => trainAccuracy - testAccuracy;

const rises = asks("each at least that before, less 1 point", (ours) => ours.every((value, i) => i === 0 || value >= ours[i - 1]! - 1));

/** Of so many trainings as there are; a result without any does not speak of it. */
const where = (form: NoisyForm, examples: number) => (result: LabelFractionsResult) => of(result, form, examples).length > 0;

/** Statements of zhang2017 on networks without a prior, of maurer2004 on the bound, and of the source on KL. */
export const labelFractionsClaims: readonly Claim[] = sizes.flatMap((examples): Claim[] => [
  {
    ...{ id: `fits-random-${examples}`, variant: "external", published: "training error of zero (Zhang et al. 2017)", tested },
    statement: `A network without regularisation fits ${examples} random labels: training accuracy (%)`,
    measured(result) {
      const random = of(result, "published", examples).filter(({ fraction }) => fraction === 1);
      return measuredOver(
        random.map(({ trainAccuracy }) => trainAccuracy),
        "runs",
      );
    },
    asks: above(99, "%"),
    reason: {
      because: "definition differs",
      evidence: "Zhang et al. train networks of 1.2 million weights or more without noise on them; this one has 29,550, one draw a step.",
    },
  },
  ...forms.flatMap((form): Claim[] => [
    {
      ...{
        id: `gap-rises-${form}-${examples}`,
        variant: "external",
        published: "rises steadily (Zhang et al. 2017)",
        asks: rises,
        shows: 1,
      },
      ...{ tested, where: where(form, examples) },
      statement: `Training less test accuracy rises with the fraction of random labels, ${examples} images (${formLabels[form]}, points)`,
      measured: (result) => byFraction(of(result, form, examples), gapOf),
    },
    {
      ...{
        id: `kl-tells-${form}-${examples}`,
        published: "KL with and without randomisation is compared",
        tested,
        where: where(form, examples),
      },
      statement: `KL tells random labels from true ones, ${examples} images: at fraction 1 over fraction 0 (${formLabels[form]})`,
      measured(result) {
        const kl = byFraction(of(result, form, examples), (one) => one.kl);
        return kl.at(-1)! / kl[0]!;
      },
      asks: asks("at least 5 % apart", ([ratio]) => Math.abs(Math.log(ratio!)) >= Math.log(1.05)),
      reason: {
        because: "artefact of the source's code",
        evidence:
          "Without the KL term nothing ties the posterior to the prior, and its KL stays near the untrained network's 138,847 nats.",
      },
    },
    {
      ...{ id: `bound-holds-${form}-${examples}`, variant: "external", published: "error below the bound (Maurer 2004)" },
      ...{ tested, where: where(form, examples) },
      statement: `The PAC-Bayes bound holds, ${examples} images: largest error on labels as noisy as the training ones less the bound (${formLabels[form]})`,
      measured: (result) => Math.max(...of(result, form, examples).map(({ noisyTestError, bound }) => noisyTestError - bound)),
      asks: asks("at most 0", ([excess]) => excess! <= 0),
    },
  ]),
]);
