import {
  type PrunedNetworkName,
  type PublishedPruning,
  prunedNetworkNames,
  publishedPruning,
  publishedRun,
  publishedShares,
} from "./published.ts";

/** Points of accuracy: what "remains" and "the same" may differ, about two standard errors of counting on 10,000 images. */
export const samePoints = 0.3;

/** Trainings that the source stored: its statements are of the longer one. */
export const publishedEpochs = { longer: 600, shorter: 300 } as const;

export const publishedUnits = [400, 800, 1200] as const;

const placeOf = (share: number): number => publishedShares.indexOf(share as (typeof publishedShares)[number]);

/** Accuracy of a stored run in %, or undefined where the source did not remove this share. */
export const accuracyAt = ({ accuracy }: PublishedPruning, share: number): number | undefined => accuracy[placeOf(share)];

/** Share of a layer's weights that a stored run lost; undefined where the source did not remove this share of all. */
export const removedAt = ({ removed }: PublishedPruning, layer: number, share: number): number | undefined =>
  removed[layer]?.[placeOf(share)];

const storedRuns = (epochs: number, network?: PrunedNetworkName): PublishedPruning[] =>
  publishedPruning.filter((run) => run.epochs === epochs && (network === undefined || run.network === network));

/** The stored runs at 95 % removed: "88.9, 92.3 and 98.1 % with the Gaussian prior". */
function atNinetyFive(): string {
  const parts = prunedNetworkNames.map((network) => {
    const own = storedRuns(publishedEpochs.longer, network).map((run) => accuracyAt(run, 0.95)!.toFixed(1));
    return `${own.slice(0, -1).join(", ")} and ${own.at(-1)} % with the ${network === "bnn-gaussian" ? "Gaussian" : "mixture"} prior`;
  });
  return `${parts.join(", ")} (${publishedUnits.join(", ")} units)`;
}

/** What the source's own numbers of 600 epochs say of "around 98.5 % until 95 % are removed, about the same for all sizes and priors". */
export function storedRobustness(): string {
  const runs = storedRuns(publishedEpochs.longer);
  const keeping = runs.filter((run) =>
    publishedShares.every((share) => share > 0.95 || accuracyAt(run, share)! >= 98.5 - samePoints),
  ).length;
  const last = runs.map((run) => accuracyAt(run, 0.95)!);
  return `By its own numbers ${keeping} of its ${runs.length} stored runs of ${publishedEpochs.longer} epochs keeps ${(98.5 - samePoints).toFixed(1)} % so long: at 95 % removed they have ${atNinetyFive()}, up to ${(Math.max(...last) - Math.min(...last)).toFixed(1)} points apart.`;
}

/** What the source's own numbers say of its shorter training. */
export function storedGains(): string {
  const gains = storedRuns(publishedEpochs.longer).flatMap((long) => {
    const short = publishedRun(long.network, long.units, publishedEpochs.shorter)!;
    return [0.9, 0.95].map((share) => accuracyAt(long, share)! - accuracyAt(short, share)!);
  });
  const higher = gains.filter((gain) => gain >= samePoints).length;
  return `After ${publishedEpochs.longer} epochs its stored runs have ${Math.min(...gains).toFixed(1)} to ${Math.max(...gains).toFixed(1)} points more at 90 and 95 % removed than after ${publishedEpochs.shorter}, in ${higher} of ${gains.length} pairs.`;
}
