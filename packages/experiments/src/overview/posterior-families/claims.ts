import { asks, notAtSmoke, runsOf, type Said, said } from "@credence/lab";
import { familyNames, type SetName, setNames, setWords, words } from "./families.ts";
import type { FamilyFit, PosteriorFamiliesResult } from "./posterior-families.ts";
import texts from "./texts.json" with { type: "json" };

type Claim = Said<PosteriorFamiliesResult>;

const { claims } = texts;
const lower = asks("the second lower than the first", ([network, family]) => family! < network!);

/** The source's outlook as statements: each family of posteriors against the one network. */
export const posteriorFamiliesClaims: readonly Claim[] = familyNames
  .filter((family) => family !== "network")
  .flatMap((family): Claim[] => {
    const values = { family, label: words[family] };
    /** Of one network, and of the family. */
    const beside = (set: SetName, value: (fit: FamilyFit) => number): Claim["measured"] => {
      return ({ fits }) => (["network", family] as const).map((one) => runsOf(fits).where({ set, family: one }).over(value));
    };
    const common = { values, asks: lower, tested: notAtSmoke, shows: 1 };
    return [
      ...setNames.map(
        (set): Claim =>
          said(claims, "calibration-{set}-{family}", {
            ...{ ...common, values: { ...values, set, on: setWords[set] }, shows: 4 },
            measured: beside(set, ({ calibration }) => calibration),
          }),
      ),
      said(claims, "rare-{family}", { ...common, measured: beside("imbalanced-fashion", ({ rareError }) => rareError) }),
      said(claims, "attack-{family}", { ...common, measured: beside("mnist", ({ attacks }) => attacks[1]) }),
    ];
  });
