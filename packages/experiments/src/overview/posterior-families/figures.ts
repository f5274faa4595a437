import { mean } from "@credence/lab";
import { type Figure, linesBy, ranked, type Table, tableOf } from "@credence/lab/figures";
import { of, setWords } from "./claims.ts";
import { epsilons, type FamilyName, familyNames, type SetName, setNames, words } from "./families.ts";
import type { FamilyFit, PosteriorFamiliesResult } from "./posterior-families.ts";

const averageOf = (result: PosteriorFamiliesResult, set: SetName, value: (fit: FamilyFit) => number) => (family: FamilyName) =>
  mean(of(result, set, family).map(value));

export function posteriorFamiliesFigures(result: PosteriorFamiliesResult): Figure[] {
  return setNames.map((set) => ({
    name: `attacks-${set}`,
    title: `Errors under attack on ${setWords[set]}`,
    finding: `Error under FGSM of 0.1: ${ranked(
      familyNames.map((family): [string, number] => [words[family], averageOf(result, set, ({ attacks }) => attacks[1])(family)]),
      { digits: 1, unit: " %" },
    )}.`,
    caption: "Error on test images moved by FGSM against the averaged prediction of each, on log odds.",
    plot: linesBy({
      series: familyNames.map((family) => ({
        label: words[family],
        points: [0, ...epsilons].map((epsilon, i) => ({
          setting: epsilon,
          measured: averageOf(result, set, ({ error, attacks }) => (i === 0 ? error : attacks[i - 1]))(family),
        })),
      })),
      ...{ xLabel: "epsilon (share of a pixel's range)", yLabel: "error (%)" },
    }),
  }));
}

export function posteriorFamiliesTables(result: PosteriorFamiliesResult): Table[] {
  return setNames.map((set) => {
    const average = (value: (fit: FamilyFit) => number) => averageOf(result, set, value);
    return tableOf<FamilyName>({
      name: `families-${set}`,
      title: setWords[set],
      caption: "Mean over trainings of 784-100-100-10 networks.",
      rows: familyNames,
      columns: [
        { label: "family", of: (family) => words[family] },
        { label: "error (%)", digits: 2, of: average(({ error }) => error) },
        ...(set === "mnist" ? [] : [{ label: "error on the rare class (%)", digits: 1, of: average(({ rareError }) => rareError) }]),
        { label: "ECE", digits: 4, of: average(({ calibration }) => calibration) },
        { label: "NLL (nats)", digits: 3, of: average(({ nll }) => nll) },
        ...epsilons.map((epsilon, i) => ({ label: `error at ${epsilon} (%)`, digits: 1, of: average(({ attacks }) => attacks[i]) })),
      ],
    });
  });
}
