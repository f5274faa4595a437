import type { Reason } from "@credence/lab";

const unpublished: Reason = {
  because: "settings are not published",
  evidence:
    "The network that made the images decides: a LeNet of 2 epochs leaves the source's Gaussian BNN 98.3 / 85.8 / 18.8 %, one of 10 epochs 99.2 / 90.5 / 38.5 % (published 98.1 / 82.8 / 9.9).",
};
const clipped: Reason = {
  because: "definition differs",
  evidence:
    "The source's formula clips nothing: of one LeNet's images those not clipped leave its Gaussian BNN 98.3 / 85.8 / 18.8 % at 0.05, 0.10 and 0.25, those clipped 99.5 / 95.0 / 32.2 %.",
};
const tooNear: Reason = {
  because: "chance",
  evidence:
    "Clipped images at 0.05 hurt all too little to tell: the losses differ by 0.4 ± 0.2 points (its networks, training images) and 0.9 ± 0.5 (ours of 600 epochs, test images).",
};
const allLost: Reason = {
  because: "the source did not measure it",
  evidence: "It tried no white-box attack; under PGD at 0.25 no network keeps anything, and none can lose less.",
};
const notTried: Reason = {
  because: "the source did not measure it",
  evidence:
    "It tried no white-box attack: by FGSM on log odds a Gaussian BNN of 24 epochs loses 3.7 ± 1.4 points more than dropout at 0.10.",
};

const numbers = ["bnn-gaussian", "bnn-mixture", "dnn", "dnn-dropout"];
const sets = ["train", "test"];
const named = (ids: readonly string[], reason: Reason) => ids.map((id) => [id, reason] as const);

const ofGroup: readonly (readonly [string, Reason])[] = [
  ...named(
    numbers.map((network) => `${network}-unclipped`),
    unpublished,
  ),
  ...named(
    sets.flatMap((set) => ["drops", "tenth"].map((id) => `${id}-transfer-unclipped-${set}`)),
    unpublished,
  ),
  ...named([...numbers, ...sets.flatMap((set) => ["drops", "tenth"].map((id) => `${id}-${set}`))], clipped),
  ...named(
    sets.flatMap((set) => ["least-hurt", "wide-range"].map((id) => `${id}-${set}`)),
    tooNear,
  ),
  ...named(["wide-range-pgd-test"], allLost),
  ...named(["wide-range-fgsm-log-odds-test"], notTried),
];

/** Why claims fail, by id. */
export const reasons: Readonly<Record<string, Reason>> = Object.fromEntries(
  ["source-400", "ours-400", "ours-800", "ours-1200"].flatMap((group) => ofGroup.map(([id, reason]) => [`${group}-${id}`, reason])),
);
