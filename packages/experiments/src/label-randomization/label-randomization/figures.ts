import { spreadOf } from "@credence/lab";
import { curves, type Figure, leading, linesBy, ranked } from "@credence/lab/figures";
import { type CaseName, caseNames, cases } from "../mnist/cases.ts";
import { layerNames } from "../mnist/complexities.ts";
import { type Form, formLabels, formSlots } from "../mnist/network.ts";
import type { LabelRandomizationResult, Trained } from "./label-randomization.ts";
import { comparedForms, klOf, meanOver, of, published, untrainedKl } from "./readings.ts";

type Value = (one: Trained) => number;

const drawn: Value = (one) => klOf(one, "drawn");
const closed: Value = (one) => klOf(one, "closed");
const caseSlots = Object.fromEntries(caseNames.map((name, slot) => [cases[name].label, slot]));

/** A value of every case of a form, with its spread over trainings. */
const points = (result: LabelRandomizationResult, form: Form, value: Value, theirs?: (name: CaseName) => number) =>
  caseNames.map((name) => {
    const trained = of(result, form, name);
    const spread = spreadOf(trained.map(value));
    return { setting: cases[name].label, measured: meanOver(trained, value), spread, published: theirs?.(name) ?? null };
  });

/** The cases of a form, as findings name them. */
const named = (result: LabelRandomizationResult, form: Form, value: Value) =>
  caseNames.map((name): [string, number] => [`(${name})`, meanOver(of(result, form, name), value) ?? Number.NaN]);

/** "1.2 (as published), 3.4 (with the KL term)" */
const byForm = (write: (form: Form) => string) => comparedForms.map((form) => `${write(form)} (${formLabels[form]})`).join(", ");

/** Closed-form KL per weight of a layer, mean over trainings. */
const ofLayer = (result: LabelRandomizationResult, form: Form, name: CaseName, layer: number) =>
  meanOver(of(result, form, name), ({ layers }) => layers[layer]!.closed / layers[layer]!.weights);

const spreads = "Bars: one standard deviation over trainings";

/** A measure of uncertainty on the test images, case by case. */
function uncertainty(result: LabelRandomizationResult, measure: "entropy" | "mutualInformation" | "ece", title: string): Figure {
  const value: Value = ({ test }) => test[measure];
  const at = (form: Form, name: CaseName) => meanOver(of(result, form, name), value)?.toPrecision(2);
  return {
    ...{ name: measure.toLowerCase(), title, caption: `Mean over the case's test images. ${spreads}.` },
    finding: `Digits, case (ii), and coins, case (v): ${byForm((form) => `${at(form, "ii")} and ${at(form, "v")}`)}.`,
    plot: linesBy({
      series: comparedForms.map((form) => ({ label: formLabels[form], points: points(result, form, value) })),
      ...{ xLabel: "training images", yLabel: measure === "ece" ? "calibration error" : "nats", slots: formSlots },
      yScale: measure === "mutualInformation" ? "log" : "linear",
    }),
  };
}

/** Accuracy on both sets, beside the published ones. */
function accuracy(result: LabelRandomizationResult): Figure {
  const accuracyOn = (set: "training" | "test") => (one: Trained) => (set === "test" ? one.test : one.train).accuracy;
  const series = (["training", "test"] as const).flatMap((set) =>
    comparedForms.map((form) => {
      const theirs = form === "published" ? (name: CaseName) => published.number(`${set} accuracy`, name) : undefined;
      const short = points(result, form, accuracyOn(set), theirs).map((point) => ({ ...point, setting: point.setting.split(" ")[0]! }));
      return { label: formLabels[form], panel: `${set} accuracy`, points: short };
    }),
  );
  const ranking = { digits: 1, unit: " %", from: "highest" } as const;
  return {
    ...{ name: "accuracy", title: "Accuracy of the five cases", published: "the figure of the report" },
    finding: leading("test accuracy as published", named(result, "published", accuracyOn("test")), ranking),
    caption: `Of the averaged prediction; labels of (v) are random in both sets. ${spreads}; hollow: published, of single draws.`,
    method: "The published training accuracy is a running average over all epochs.",
    plot: linesBy({ series, xLabel: "case", yLabel: "accuracy (%)", slots: formSlots }),
  };
}

export function labelRandomizationFigures(result: LabelRandomizationResult): Figure[] {
  const [untrained, untrainedClosed] = [untrainedKl(result, "drawn"), untrainedKl(result, "closed")];
  const [first, ...others] = named(result, "published", drawn).map(([, nats]) => nats / untrained);
  const overTraining = comparedForms.flatMap((form) =>
    caseNames.flatMap((name) =>
      of(result, form, name)
        .slice(0, 1)
        .map(({ trace, examples }) => ({
          ...{ label: cases[name].label, panel: formLabels[form] },
          ...{ x: trace.map(({ epoch }) => epoch), y: trace.map((row) => row.closed / examples) },
        })),
    ),
  );
  const layers = comparedForms.flatMap((form) =>
    caseNames.map((name) => ({
      ...{ label: cases[name].label, panel: formLabels[form] },
      points: layerNames.map((setting, i) => ({ setting, measured: ofLayer(result, form, name, i) })),
    })),
  );
  return [
    {
      ...{ name: "kl-as-published", title: "The published KL divergences", published: "the figure of the report" },
      finding: `KL over that of the untrained network: ${first?.toFixed(3)} in case (i), ${others.map((one) => one.toFixed(3)).join(", ")} in cases (ii) to (v).`,
      caption: `KL from the prior as the source's code estimates it, trained without a KL term. ${spreads}; hollow: published.`,
      method: "One draw of the weights, log q(w) - log(p(w) + 1e-6).",
      plot: linesBy({
        series: [{ label: formLabels.published, points: points(result, "published", drawn, (name) => published.number("kl", name)) }],
        ...{ xLabel: "training images", yLabel: "KL (nats)", slots: formSlots },
        references: [{ label: "untrained network", y: untrained }],
      }),
    },
    {
      ...{ name: "kl-by-form", title: "KL by what is trained", caption: `KL from the prior, closed form. ${spreads}.` },
      finding: `With the KL term the divergence in nats is ${ranked(named(result, "bound", closed), { digits: 0, from: "highest" })}.`,
      plot: linesBy({
        series: comparedForms.map((form) => ({ label: formLabels[form], points: points(result, form, closed) })),
        ...{ xLabel: "training images", yLabel: "KL (nats)", yScale: "log", slots: formSlots },
        references: [{ label: "untrained network", y: untrainedClosed }],
      }),
    },
    {
      ...{ name: "kl-over-training", title: "KL per training image over training" },
      finding: `From ${untrainedClosed.toFixed(0)} nats, case (ii) ends at ${byForm((form) => `${meanOver(of(result, form, "ii"), closed)?.toFixed(0)}`)}.`,
      caption: "Closed form over the number of training images, first training; cases (ii), (iii) and (v) begin at one point.",
      plot: curves({
        ...{ curves: overTraining, xLabel: "epoch", yLabel: "KL per image (nats)", xScale: "log", yScale: "log", slots: caseSlots },
      }),
    },
    {
      ...{ name: "layers", title: "KL by layer", caption: "Closed-form KL per weight of a layer, mean over trainings." },
      finding: `On all images, with the KL term, a weight of the first convolution costs ${ofLayer(result, "bound", "i", 0)?.toFixed(2)} nats, one of the largest dense layer ${ofLayer(result, "bound", "i", 2)?.toFixed(2)}.`,
      plot: linesBy({
        ...{ series: layers, xLabel: "layer", yLabel: "KL per weight (nats)", xScale: "ordinal", yScale: "log", slots: caseSlots },
      }),
    },
    uncertainty(result, "entropy", "Random labels and entropy"),
    uncertainty(result, "mutualInformation", "Random labels and mutual information"),
    uncertainty(result, "ece", "Random labels and calibration"),
    accuracy(result),
  ];
}
