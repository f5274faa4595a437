import { asks, explained, type Findings, reasonsOf, runsOf, type Said, said } from "@credence/lab";
import { linesBy, ranked, tableOf, told } from "@credence/lab/figures";
import { type FamilyName, familyNames, words } from "./families.ts";
import type { FamilyFit, PosteriorFamiliesResult } from "./posterior-families.ts";
import { epsilons, type SetName, setNames, setWords } from "./sets.ts";
import texts from "./texts.json" with { type: "json" };

const { claims, shown } = texts;
const lower = asks("the second lower than the first", ([network, family]) => family! < network!);

/** What is said of a family: better than the one network, in this and that. */
function claimsOf(family: FamilyName): Said<PosteriorFamiliesResult>[] {
  /** Of one network and of the family. */
  const on = (set: SetName, value: (fit: FamilyFit) => number) => ({
    values: { family, label: words[family], set, on: setWords[set] },
    measured: ({ fits }: PosteriorFamiliesResult) =>
      ["network" as const, family].map((one) => runsOf(fits).where({ set, family: one }).over(value)),
    asks: lower,
  });
  return [
    said(
      claims,
      "calibration-{set}-{family}",
      on("mnist", ({ calibration }) => 100 * calibration),
    ),
    said(
      claims,
      "calibration-{set}-{family}",
      on("imbalanced-fashion", ({ calibration }) => 100 * calibration),
    ),
    said(
      claims,
      "rare-{family}",
      on("imbalanced-fashion", ({ rareError }) => rareError),
    ),
    said(
      claims,
      "attack-{family}",
      on("mnist", ({ attacks }) => attacks[1]),
    ),
  ];
}

/** Mean over the trainings of each family on a set. */
const averageOn =
  ({ fits }: PosteriorFamiliesResult, set: SetName) =>
  (value: (fit: FamilyFit) => number) =>
  (family: FamilyName) =>
    runsOf(fits).where({ set, family }).mean(value);

/** The source's outlook as statements, errors under attack, and all measures of each family. */
export const posteriorFamiliesFindings: Findings<PosteriorFamiliesResult> = {
  claims: explained(familyNames.filter((family) => family !== "network").flatMap(claimsOf), reasonsOf(texts.reasons)),
  figures: (result) =>
    setNames.map((set) => {
      const average = averageOn(result, set);
      const attacked = average(({ attacks }) => attacks[1]);
      const named = familyNames.map((family) => [words[family], attacked(family)] as const);
      /** Of the clean images first. */
      const errorsOf = ({ error, attacks }: FamilyFit) => [error, ...attacks];
      const points = (family: FamilyName) =>
        [0, ...epsilons].map((setting, i) => ({ setting, measured: average((fit) => errorsOf(fit)[i]!)(family) }));
      return {
        ...told(shown, "attacks-{set}", { set, on: setWords[set] }),
        finding: `Error under FGSM of 0.1: ${ranked(named, { digits: 1, unit: "%" })}.`,
        plot: linesBy({
          series: familyNames.map((family) => ({ label: words[family], points: points(family) })),
          ...{ xLabel: "epsilon (share of a pixel's range)", yLabel: "error (%)" },
        }),
      };
    }),
  tables: (result) =>
    setNames.map((set) => {
      const average = averageOn(result, set);
      return tableOf({
        ...{ ...told(shown, "families-{set}", { set, on: setWords[set] }), rows: familyNames },
        columns: [
          { label: "family", of: (family) => words[family] },
          { label: "error (%)", digits: 2, of: average(({ error }) => error) },
          ...(set === "mnist" ? [] : [{ label: "error on the rare class (%)", digits: 1, of: average(({ rareError }) => rareError) }]),
          { label: "ECE (%)", digits: 2, of: average(({ calibration }) => 100 * calibration) },
          { label: "NLL (nats)", digits: 3, of: average(({ nll }) => nll) },
          ...epsilons.map((epsilon, i) => ({ label: `error at ${epsilon} (%)`, digits: 1, of: average(({ attacks }) => attacks[i]!) })),
        ],
      });
    }),
};
