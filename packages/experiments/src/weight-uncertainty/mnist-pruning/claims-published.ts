import { type Claim, verdictOf } from "@credence/lab";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { keptOf } from "../mnist/trained-by.ts";
import { type PublishedPruning, prunedNetworkNames, publishedPruning } from "./published.ts";
import { accuracyOf, accuracySpread, type MnistPruningResult, type PrunedNetwork, pointAt } from "./result.ts";
import { accuracyAt, publishedEpochs, publishedUnits, samePoints } from "./stored-runs.ts";

/** Where removing a little more costs points, a training with other random numbers may lie this far away. */
const cliffPoints = 2;

/** Shares where the runs begin to differ. */
const tellingShares = [0.75, 0.9, 0.95] as const;

interface Asked {
  /** Whether accuracies are of all test images. */
  readonly enough: boolean;
}

/** Figure 20, number by number, of every stored run: a size or a training that ours do not have is not tested, and says so. */
export const publishedNumberClaims = (result: MnistPruningResult, { enough }: Asked): Claim[] =>
  publishedPruning.flatMap((run) => {
    const ours = oursOf(result, run);
    return tellingShares.map((share): Claim => {
      const published = accuracyAt(run, share)!;
      const tolerance = run.accuracy[0] - published <= samePoints ? samePoints : cliffPoints;
      const point = ours && pointAt(ours.global, share);
      const measured = point ? accuracyOf(point) : null;
      const other = ours && ours.epochs !== run.epochs ? `; ours after ${ours.epochs}` : "";
      const training = run.epochs === publishedEpochs.longer ? "" : `-${run.epochs}-epochs`;
      return {
        id: `accuracy-ours-${run.network}-${run.units}${training}-${share}`,
        variant: "as published",
        statement: `Accuracy in %, ${100 * share} % of the weights removed: ${mnistNetworkLabels[run.network]}, ${run.units} units, ${run.epochs} epochs${keptOf(ours)}${ours ? other : "; not trained here"}`,
        published,
        measured,
        spread: point ? accuracySpread(point) : null,
        tolerance: `within ${tolerance} points (${samePoints} where the source lost no more, else ${cliffPoints}), after as many epochs`,
        verdict: verdictOf(
          enough && ours?.epochs === run.epochs && measured !== null,
          measured !== null && Math.abs(measured - published) <= tolerance,
        ),
      };
    });
  });

/** Our network that stands beside a stored run: of the longer training, or of the shorter one. */
function oursOf(
  { networks, shorterTraining }: MnistPruningResult,
  { network, units, epochs }: PublishedPruning,
): PrunedNetwork | undefined {
  const trained = epochs === publishedEpochs.longer ? networks : shorterTraining;
  return trained.find((one) => one.origin === "ours" && one.network === network && one.units === units);
}

/** "Significantly more robust" after 600 epochs than after 300, on every size and prior that ours have in both trainings. */
export function longerTrainingClaim({ networks, shorterTraining }: MnistPruningResult, { enough }: Asked): Claim {
  const pairs = shorterTraining.flatMap((short) => {
    const long = networks.find((one) => one.origin === "ours" && one.network === short.network && one.units === short.units);
    return long ? [{ long, short }] : [];
  });
  const gains = pairs.flatMap(({ long, short }) =>
    [0.9, 0.95].flatMap((share) => {
      const [after, before] = [pointAt(long.global, share), pointAt(short.global, share)];
      return after && before ? [accuracyOf(after) - accuracyOf(before)] : [];
    }),
  );
  const lengths = pairs.every(({ long, short }) => long.epochs === publishedEpochs.longer && short.epochs === publishedEpochs.shorter);
  const most = prunedNetworkNames.length * publishedUnits.length;
  return {
    id: "longer-training-ours",
    variant: "as stated",
    statement: `A network trained for ${publishedEpochs.longer} epochs is significantly more robust to pruning than one of ${publishedEpochs.shorter}: ours, ${pairs.length} of the ${most} sizes and priors in two trainings`,
    published: "significantly more robust",
    measured:
      gains.length === 0 ? null : `${Math.min(...gains).toFixed(2)} to ${Math.max(...gains).toFixed(2)} points more`.replaceAll("-", "−"),
    spread: null,
    tolerance: `at least ${samePoints} points more at 90 % and at 95 % removed, of every size and prior trained`,
    verdict: verdictOf(
      enough && lengths && gains.length > 0 && gains.length === 2 * pairs.length,
      gains.every((gain) => gain >= samePoints),
    ),
  };
}
