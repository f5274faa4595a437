import { digits, publishedNumbers } from "@credence/lab";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);

/** The networks that can be pruned: those with standard deviations, without the one prior that Figure 20 leaves out. */
export const prunedNetworks = ["bnn-gaussian", "bnn-mixture"] as const;
export type PrunedName = (typeof prunedNetworks)[number];

/** Trainings that the source stored: its statements are of the longer one. */
export const storedEpochs = { longer: 600, shorter: 300 } as const;

/** Shares of the weights that the source removed. */
export const shares = published.list("shares");

/** Points of accuracy: what "remains" and "the same" may differ, about two standard errors of counting on 10,000 images. */
export const samePoints = 0.3;

/** All twelve. */
export const storedRuns = prunedNetworks.flatMap((network) =>
  [400, 800, 1200].flatMap((units) => [600, 300].map((epochs) => ({ network, units, epochs }))),
);
export type StoredRun = Readonly<(typeof storedRuns)[number]>;

/** Accuracy of a stored run in %, or undefined where the source did not remove this share. */
export const accuracyAt = ({ network, units, epochs }: StoredRun, share: number): number | undefined =>
  published.find("accuracy", network, units, epochs, shares.indexOf(share));

/** Share of a layer's weights that a stored run lost; undefined where the source did not remove this share of all. */
export const removedAt = ({ network, units, epochs }: StoredRun, layer: number, share: number): number | undefined =>
  published.find("removed", network, units, epochs, layer, shares.indexOf(share));

/** The six that the text and the figures are of. */
export const longerRuns = storedRuns.filter(({ epochs }) => epochs === storedEpochs.longer);

const last = (runs: readonly StoredRun[]) => runs.map((run) => accuracyAt(run, 0.95)!);
const keeping = longerRuns.filter((run) => shares.every((share) => share > 0.95 || accuracyAt(run, share)! >= 98.5 - samePoints));
const range = Math.max(...last(longerRuns)) - Math.min(...last(longerRuns));
const [gaussian, mixture] = prunedNetworks.map((network) => {
  const [small, middle, large] = last(longerRuns.filter((run) => run.network === network)).map((value) => digits(value, 1));
  return `${small}, ${middle} and ${large} %`;
});
const gains = longerRuns.flatMap((long) =>
  [0.9, 0.95].map((share) => accuracyAt(long, share)! - accuracyAt({ ...long, epochs: storedEpochs.shorter }, share)!),
);

/** What the source's own numbers say of "around 98.5 % until 95 % are removed, about the same for all sizes and priors", and of its shorter training. */
export const storedSays = {
  robustness: `By its own numbers ${keeping.length} of its ${longerRuns.length} stored runs of ${storedEpochs.longer} epochs keeps ${digits(98.5 - samePoints, 1)} % so long: at 95 % removed they have ${gaussian} with the Gaussian prior, ${mixture} with the mixture prior (400, 800, 1200 units), up to ${digits(range, 1)} points apart.`,
  gains: `After ${storedEpochs.longer} epochs the source's stored runs have ${digits(Math.min(...gains), 1)} to ${digits(Math.max(...gains), 1)} points more at 90 and 95 % removed than after ${storedEpochs.shorter}, in ${gains.filter((gain) => gain >= samePoints).length} of ${gains.length} pairs.`,
} as const;
