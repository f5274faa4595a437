import { spreadOf } from "@credence/lab";
import { type Curve, curves, type Figure, leading, linesBy, ranked } from "@credence/lab/figures";
import { type CaseName, caseNames, cases } from "../mnist/cases.ts";
import { layerNames } from "../mnist/complexities.ts";
import { type Form, formLabels, formSlots } from "../mnist/network.ts";
import type { LabelRandomizationResult, Trained } from "./label-randomization.ts";
import { comparedForms, klOf, meanOver, of, published, untrainedKl } from "./readings.ts";

/** A value of every case of a form, with its spread over trainings. */
const points = (result: LabelRandomizationResult, form: Form, value: (one: Trained) => number, theirs?: (name: CaseName) => number) =>
  caseNames.map((name) => {
    const trained = of(result, form, name);
    const spread = spreadOf(trained.map(value));
    return { setting: cases[name].label, measured: meanOver(trained, value), spread, published: theirs?.(name) ?? null };
  });

/** The cases of a form as a finding tells them. */
const named = (result: LabelRandomizationResult, form: Form, value: (one: Trained) => number): [string, number][] =>
  caseNames.flatMap((name): [string, number][] => {
    const measured = meanOver(of(result, form, name), value);
    return measured === null ? [] : [[`(${name})`, measured]];
  });

const caseSlots = Object.fromEntries(caseNames.map((name, slot) => [cases[name].label, slot]));

function overTraining(result: LabelRandomizationResult): Curve[] {
  return comparedForms.flatMap((form) =>
    caseNames.flatMap((name): Curve[] => {
      const [first] = of(result, form, name);
      if (!first) return [];
      const per = (nats: number) => nats / first.examples;
      const rows = first.trace;
      return [
        {
          ...{ label: cases[name].label, panel: formLabels[form], x: rows.map(({ epoch }) => epoch) },
          y: rows.map(({ closed }) => per(closed)),
        },
      ];
    }),
  );
}

const quantities = [
  { panel: "entropy (nats)", of: ({ test }: Trained) => test.entropy },
  { panel: "mutual information (nats)", of: ({ test }: Trained) => test.mutualInformation },
  { panel: "calibration error", of: ({ test }: Trained) => test.ece },
] as const;

export function labelRandomizationFigures(result: LabelRandomizationResult): Figure[] {
  const drawn = (one: Trained) => klOf(one, "drawn");
  const closed = (one: Trained) => klOf(one, "closed");
  const untrained = untrainedKl(result, "drawn");
  const meanOf = (values: readonly [string, number][]) => values.reduce((sum, [, value]) => sum + value, 0) / values.length;
  const others = named(result, "published", drawn).slice(1);
  return [
    {
      name: "kl-as-published",
      title: "The published KL divergences",
      finding: `Cases (ii) to (v) have ${(meanOf(others) / untrained).toFixed(3)} times the KL of the untrained network, case (i) ${((named(result, "published", drawn)[0]?.[1] ?? Number.NaN) / untrained).toFixed(3)} times.`,
      caption:
        "KL from the prior in nats as the source's code estimates it, trained without a KL term. Bars: one standard deviation over trainings; hollow: published.",
      method: "One draw of the weights, log q(w) - log(p(w) + 1e-6).",
      published: "the figure of the report",
      plot: linesBy({
        series: [{ label: formLabels.published, points: points(result, "published", drawn, (name) => published.number("kl", name)) }],
        xLabel: "training images",
        yLabel: "KL (nats)",
        references: [{ label: "untrained network", y: untrained }],
        slots: formSlots,
      }),
    },
    {
      name: "kl-by-form",
      title: "KL by what is trained",
      finding: `With the KL term the divergence in nats is ${ranked(named(result, "bound", closed), { digits: 0, from: "highest" })}.`,
      caption: "KL from the prior, closed form. Bars: one standard deviation over trainings.",
      plot: linesBy({
        series: comparedForms.map((form) => ({ label: formLabels[form], points: points(result, form, closed) })),
        xLabel: "training images",
        yLabel: "KL (nats)",
        yScale: "log",
        references: [{ label: "untrained network", y: untrainedKl(result, "closed") }],
        slots: formSlots,
      }),
    },
    {
      name: "kl-over-training",
      title: "KL per training image over training",
      finding: `From ${untrainedKl(result, "closed").toFixed(0)} nats, case (ii) ends at ${comparedForms.map((form) => `${meanOver(of(result, form, "ii"), closed)?.toFixed(0)} (${formLabels[form]})`).join(", ")}.`,
      caption: "Closed form over the number of training images, first training of each case.",
      plot: curves({
        curves: overTraining(result),
        xLabel: "epoch",
        yLabel: "KL per image (nats)",
        xScale: "log",
        yScale: "log",
        slots: caseSlots,
      }),
    },
    {
      name: "layers",
      title: "KL by layer",
      finding: `With the KL term a weight of the first convolution costs ${ofLayer(result, "bound", "i", 0)?.toFixed(2)} nats on all images, one of the largest dense layer ${ofLayer(result, "bound", "i", 2)?.toFixed(2)}.`,
      caption: "Closed-form KL per weight of a layer, mean over trainings.",
      plot: linesBy({
        series: comparedForms.flatMap((form) =>
          caseNames.map((name) => ({
            ...{ label: cases[name].label, panel: formLabels[form] },
            points: layerNames.map((layer, i) => ({ setting: layer, measured: ofLayer(result, form, name, i) })),
          })),
        ),
        xLabel: "layer",
        yLabel: "KL per weight (nats)",
        xScale: "ordinal",
        yScale: "log",
        slots: caseSlots,
      }),
    },
    {
      name: "uncertainty",
      title: "What random labels do to uncertainty",
      finding: `Entropy on test images of (ii), digits, and (v), coins, in nats: ${comparedForms.map((form) => `${meanOver(of(result, form, "ii"), quantities[0].of)?.toFixed(2)} and ${meanOver(of(result, form, "v"), quantities[0].of)?.toFixed(2)} (${formLabels[form]})`).join(", ")}.`,
      caption: "Means over the case's test images. Bars: one standard deviation over trainings.",
      plot: linesBy({
        series: quantities.flatMap(({ panel, of: value }) =>
          comparedForms.map((form) => ({
            ...{ label: formLabels[form], panel },
            points: points(result, form, value).map(({ setting, ...point }) => ({ ...point, setting: setting.split(" ")[0]! })),
          })),
        ),
        xLabel: "case",
        yLabel: "on test images",
        slots: formSlots,
      }),
    },
    {
      name: "accuracy",
      title: "Accuracy of the five cases",
      finding: leading(
        "test accuracy as published",
        named(result, "published", ({ test }) => test.accuracy),
        {
          ...{ digits: 1, unit: " %", from: "highest" },
        },
      ),
      caption:
        "Of the averaged prediction; the labels of (v) are random in both sets. Bars: one standard deviation over trainings; hollow: published, of single draws.",
      method: "The published training accuracy is a running average over all epochs.",
      published: "the figure of the report",
      plot: linesBy({
        series: (["training", "test"] as const).flatMap((set) =>
          comparedForms.map((form) => ({
            ...{ label: formLabels[form], panel: `${set} accuracy` },
            points: points(
              result,
              form,
              (one) => (set === "test" ? one.test : one.train).accuracy,
              form === "published" ? (name) => published.number(`${set} accuracy`, name) : undefined,
            ).map(({ setting, ...point }) => ({ ...point, setting: setting.split(" ")[0]! })),
          })),
        ),
        xLabel: "case",
        yLabel: "accuracy (%)",
        slots: formSlots,
      }),
    },
  ];
}

/** Closed-form KL per weight of a layer, mean over trainings. */
const ofLayer = (result: LabelRandomizationResult, form: Form, name: CaseName, layer: number): number | null =>
  meanOver(of(result, form, name), ({ layers }) => layers[layer]!.closed / layers[layer]!.weights);
