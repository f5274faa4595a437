import { asks, measuredOver, type Said } from "@credence/lab";
import { type FamilyName, familyNames, type SetName, words } from "./families.ts";
import type { FamilyFit, PosteriorFamiliesResult } from "./posterior-families.ts";

type Claim = Said<PosteriorFamiliesResult>;

/** The fits of a family to a data set. */
export const of = ({ fits }: PosteriorFamiliesResult, set: SetName, family: FamilyName): FamilyFit[] =>
  fits.filter((fit) => fit.set === set && fit.family === family);

export const setWords: Readonly<Record<SetName, string>> = { mnist: "MNIST", "imbalanced-fashion": "Fashion-MNIST with 1 % of the shirts" };

const beside = (set: SetName, family: FamilyName, value: (fit: FamilyFit) => number): Claim["measured"] => {
  return (result) => (["network", family] as const).map((one) => measuredOver(of(result, set, one).map(value), "runs"));
};
const tested: Claim["tested"] = (_, budget) => budget !== "smoke";
const lower = asks("the second lower than the first", ([network, family]) => family! < network!);
const outlook = "other families, imbalanced data and attacks are future work";

/** The source's outlook as statements: each family of posteriors against the one network. */
export const posteriorFamiliesClaims: readonly Claim[] = familyNames
  .filter((family) => family !== "network")
  .flatMap((family): Claim[] => [
    ...(["mnist", "imbalanced-fashion"] as const).map(
      (set): Claim => ({
        id: `calibration-${set}-${family}`,
        statement: `${words[family]} is better calibrated than one network on ${setWords[set]}: expected calibration errors`,
        ...{ published: outlook, measured: beside(set, family, ({ calibration }) => calibration), asks: lower, shows: 4, tested },
      }),
    ),
    {
      id: `rare-${family}`,
      statement: `${words[family]} finds more of a rare class: error on the shirts, %, of one network and of it`,
      ...{
        published: outlook,
        measured: beside("imbalanced-fashion", family, ({ rareError }) => rareError),
        asks: lower,
        shows: 1,
        tested,
      },
    },
    {
      id: `attack-${family}`,
      statement: `${words[family]} withstands FGSM of 0.1 on MNIST better: error, %, of one network and of it`,
      ...{ published: outlook, measured: beside("mnist", family, ({ attacks }) => attacks[1]), asks: lower, shows: 1, tested },
    },
  ]);
