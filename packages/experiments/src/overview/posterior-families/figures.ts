import { runsOf } from "@credence/lab";
import { type Figure, linesBy, ranked, type Table, tableOf, told } from "@credence/lab/figures";
import { epsilons, type FamilyName, familyNames, type SetName, setNames, setWords, words } from "./families.ts";
import type { FamilyFit, PosteriorFamiliesResult } from "./posterior-families.ts";
import texts from "./texts.json" with { type: "json" };

const { shown } = texts;

/** Mean over the trainings of each family on a set. */
const averageOn =
  ({ fits }: PosteriorFamiliesResult, set: SetName) =>
  (value: (fit: FamilyFit) => number) =>
  (family: FamilyName) =>
    runsOf(fits).where({ set, family }).mean(value);

export function posteriorFamiliesFigures(result: PosteriorFamiliesResult): Figure[] {
  return setNames.map((set) => {
    const average = averageOn(result, set);
    const attacked = average(({ attacks }) => attacks[1]);
    const named = familyNames.map((family) => [words[family], attacked(family)] as const);
    return {
      ...told(shown, "attacks-{set}", { set, on: setWords[set] }),
      finding: `Error under FGSM of 0.1: ${ranked(named, { digits: 1, unit: " %" })}.`,
      plot: linesBy({
        series: familyNames.map((family) => ({
          label: words[family],
          points: [0, ...epsilons].map((epsilon, i) => ({
            setting: epsilon,
            measured: average(({ error, attacks }) => (i === 0 ? error : attacks[i - 1]))(family),
          })),
        })),
        ...{ xLabel: "epsilon (share of a pixel's range)", yLabel: "error (%)" },
      }),
    };
  });
}

export function posteriorFamiliesTables(result: PosteriorFamiliesResult): Table[] {
  return setNames.map((set) => {
    const average = averageOn(result, set);
    return tableOf<FamilyName>({
      ...told(shown, "families-{set}", { set, on: setWords[set] }),
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
