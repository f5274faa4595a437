import { asks, explained, type Findings, reasonsOf, runsOf, type Said, said } from "@credence/lab";
import { linesBy, meanOver, tableOf, told } from "@credence/lab/figures";
import { type Form, formLabels, formSlots } from "../mnist/network.ts";
import type { LabelFractionsResult, Trained } from "./label-fractions.ts";
import texts from "./texts.json" with { type: "json" };

/** How the networks are trained: without the KL term and with it. */
export const forms = ["published", "bound"] as const satisfies readonly Form[];
export type NoisyForm = (typeof forms)[number];

type Claim = Said<LabelFractionsResult>;
type Value = (one: Trained) => number;

const { claims, shown } = texts;
const sizes = [200, 10_000] as const;
/** A bound at or above this tells no more than guessing among ten classes. */
const guessing = 0.9;

/** Test error on true labels less training error, of the averaged prediction, in points. */
const gapOf: Value = ({ trainAccuracy, testAccuracy }) => trainAccuracy - testAccuracy;
const rises = asks("each at least that before, less 1 point", (ours) => ours.every((value, i) => i === 0 || value >= ours[i - 1]! - 1));

/** What is asked of a form at a size; a result without such trainings does not speak of it. */
function claimsOf(form: NoisyForm, examples: number): Claim[] {
  const trained = ({ trainings }: LabelFractionsResult) => runsOf(trainings).where({ form, examples });
  const byFraction = (result: LabelFractionsResult, value: Value) =>
    trained(result)
      .points("fraction", value)
      .map(({ measured }) => measured!);
  const common = {
    values: { form, examples, training: formLabels[form] },
    where: (result: LabelFractionsResult) => trained(result).all.length > 0,
  };
  return [
    said(claims, "gap-rises-{form}-{examples}", { ...common, measured: (result) => byFraction(result, gapOf), asks: rises }),
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

const byForm = (write: (form: NoisyForm) => string) => forms.map((form) => `${write(form)} (${formLabels[form]})`).join(", ");
const panelOf = (examples: number) => `${examples.toLocaleString("en-US")} images`;

/** What the bound is drawn beside. */
const errors: Readonly<Record<string, Value>> = {
  "PAC-Bayes bound": ({ bound }) => bound,
  "error, labels as noisy": ({ noisyTestError }) => noisyTestError,
  "training error": ({ error }) => error.training,
};

/** Statements of zhang2017 on networks without a prior, of maurer2004 on the bound, and of the source on KL; everything by the fraction of random labels. */
export const labelFractionsFindings: Findings<LabelFractionsResult> = {
  claims: explained(
    sizes.flatMap((examples): Claim[] => [
      said(claims, "fits-random-{examples}", {
        values: { examples },
        measured: ({ trainings }) =>
          runsOf(trainings)
            .where({ form: "published", examples, fraction: 1 })
            .over((one) => one.trainAccuracy),
      }),
      ...forms.flatMap((form) => claimsOf(form, examples)),
    ]),
    reasonsOf(texts.reasons),
  ),
  figures({ trainings }) {
    const all = runsOf(trainings);
    const trained = all.levels("examples");
    const most = trained.at(-1) ?? 0;
    const points = (form: NoisyForm, examples: number, value: Value) => all.where({ form, examples }).points("fraction", value);
    /** "3.0 to 5.0": without random labels and with nothing else, at the largest number of images. */
    const ends = (form: NoisyForm, value: Value, digits: number): string => {
      const values = points(form, most, value).map(({ measured }) => measured?.toFixed(digits));
      return `${values[0]} to ${values.at(-1)}`;
    };
    /** A value by fraction: a panel for each number of images, a line for each form. */
    const byFraction = (name: "kl" | "gap" | "entropy", value: Value, { digits, unit }: { digits: number; unit: string }) => ({
      ...told(shown, name),
      finding: `From true to random labels, ${panelOf(most)}: ${byForm((form) => `${ends(form, value, digits)} ${unit}`)}.`,
      plot: linesBy({
        series: trained.flatMap((examples) =>
          forms.map((form) => ({ label: formLabels[form], panel: panelOf(examples), points: points(form, examples, value) })),
        ),
        ...{ xLabel: "fraction of random labels", yLabel: unit, slots: formSlots, yScale: name === "kl" ? "log" : "linear" },
      }),
    });
    const informative = trainings.filter(({ bound }) => bound < guessing).length;
    const bounds = trained.flatMap((examples) =>
      Object.entries(errors).map(([label, value]) => ({ label, panel: panelOf(examples), points: points("bound", examples, value) })),
    );
    return [
      byFraction("kl", ({ kl, examples }) => kl / examples, { digits: 2, unit: "nats per image" }),
      byFraction("gap", gapOf, { digits: 1, unit: "points" }),
      {
        ...told(shown, "bound"),
        finding: `${informative} of ${trainings.length} networks have a bound below the 0.9 of guessing; with the KL term, ${panelOf(most)}, it goes from ${ends("bound", errors["PAC-Bayes bound"]!, 2)}.`,
        plot: linesBy({
          ...{ series: bounds, xLabel: "fraction of random labels", yLabel: "error", yWindow: [0, 1] },
          references: [{ label: "guessing", y: guessing }],
          slots: { "PAC-Bayes bound": 3, "error, labels as noisy": 4, "training error": 5 },
        }),
      },
      byFraction("entropy", ({ entropy }) => entropy, { digits: 2, unit: "nats" }),
    ];
  },
  tables({ trainings }) {
    const all = runsOf(trainings);
    const rows = all.levels("examples").flatMap((examples) =>
      forms.flatMap((form) => {
        const own = all.where({ form, examples });
        return own.levels("fraction").map((fraction) => ({ form, examples, fraction, runs: own.where({ fraction }) }));
      }),
    );
    const written = (bound: number) => (bound >= guessing ? "vacuous" : bound.toFixed(3));
    return [
      tableOf({
        ...{ ...told(shown, "fractions"), rows },
        columns: [
          { label: "images", of: ({ examples }) => examples },
          { label: "form", of: ({ form }) => formLabels[form] },
          { label: "random labels", digits: 2, of: ({ fraction }) => fraction },
          { label: "KL (nats)", digits: 0, of: meanOver(({ kl }) => kl) },
          { label: "training error", digits: 3, of: meanOver(({ error }) => error.training) },
          { label: "test error, true labels", digits: 3, of: meanOver(({ error }) => error.test) },
          { label: "test error, labels as noisy", digits: 3, of: meanOver(({ noisyTestError }) => noisyTestError) },
          { label: "bound, 95 %", of: ({ runs }) => written(runs.mean(({ bound }) => bound)!) },
          { label: "mutual information (nats)", digits: 5, of: meanOver(({ mutualInformation }) => mutualInformation) },
          { label: "ECE (%)", digits: 1, of: meanOver(({ ece }) => 100 * ece) },
        ],
      }),
    ];
  },
};
