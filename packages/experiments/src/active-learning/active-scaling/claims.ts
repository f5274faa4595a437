import {
  above,
  ascending,
  asks,
  explained,
  measuredOver,
  notAtSmoke,
  publishedNumbers,
  reasonsOf,
  type Said,
  spreadOf,
  within,
} from "@credence/lab";
import type { Measured } from "../mnist/network.ts";
import type { Result } from "./active-scaling.ts";
import numbers from "./published.json" with { type: "json" };
import reasons from "./reasons.json" with { type: "json" };

export const published = publishedNumbers(numbers);

const at = (part: "epochs" | "labels", of: keyof Measured, setting: number): Pick<Said<Result>, "published" | "measured"> => ({
  published: published.number(`${of === "nll" ? "NLL" : "accuracy"} by ${part}`, setting),
  measured: (result) => result[part].find((row) => row.at === setting)?.[of],
});

const claims: readonly Said<Result>[] = [
  {
    id: "epochs-2048",
    statement: "Test accuracy (%) with 50 labels after 2,048 epochs",
    ...at("epochs", "accuracy", 2048),
    asks: within(4, "points"),
  },
  {
    id: "epochs-2048-nll",
    statement: "Test NLL (nats) with 50 labels after 2,048 epochs",
    ...at("epochs", "nll", 2048),
    asks: within(0.15),
  },
  {
    id: "epochs-diminish",
    statement: "Fast, then diminishing: accuracy gained (points) from 4 to 63 epochs, and from 63 to 2,048",
    published: "rapid improvement, then diminishing returns",
    measured({ epochs }) {
      const [low, middle, high] = [4, 63, 2048].map((epoch) => epochs.find((row) => row.at === epoch)?.accuracy);
      return low === undefined || middle === undefined || high === undefined ? undefined : [middle - low, high - middle];
    },
    asks: asks("the first at least ten times the second", ([first, second]) => first! >= 10 * second!),
  },
  {
    id: "nll-stabilises",
    statement: "The NLL with 50 labels stabilises as epochs increase: at 127 and at 2,048 epochs (nats)",
    published: "minimal gains as epochs increase",
    measured: ({ epochs }) => [127, 2048].map((epoch) => epochs.find((row) => row.at === epoch)?.nll),
    asks: asks(
      "the last at most 0.02 above the first: an over-fitted network's rises, and the source's own did by 0.12",
      ([early, late]) => late! <= early! + 0.02,
    ),
  },
  {
    id: "labels-5120",
    statement: "Test accuracy (%) with 5,120 labels after 10 epochs",
    ...at("labels", "accuracy", 5120),
    asks: within(0.7, "points"),
  },
  {
    id: "labels-5120-above",
    variant: "external",
    statement: "Test accuracy (%) with 5,120 labels after 10 epochs",
    ...at("labels", "accuracy", 5120),
    asks: above(95, "%"),
  },
  {
    id: "labels-5120-nll",
    statement: "Test NLL (nats) with 5,120 labels after 10 epochs",
    ...at("labels", "nll", 5120),
    asks: within(0.03),
  },
  {
    id: "labels-beat-epochs",
    statement: "More labels beat more epochs at equal image passes: accuracy (%) of 50 labels for 1,024 epochs, and of 5,120 labels for 10",
    published: "more labelled examples generally outperform longer training",
    measured: (result) => [result.epochs.find((row) => row.at === 1024)?.accuracy, result.labels.find((row) => row.at === 5120)?.accuracy],
    asks: ascending(),
  },
  {
    id: "heuristic-640",
    statement: "High accuracy with fewer epochs: mean test accuracy (%) of the heuristic at 640 labels, 50 epochs",
    published: published.number("heuristic", 640),
    measured: ({ heuristic }) => measuredOver(heuristic.find((point) => point.labels === 640)?.accuracies ?? [], "runs"),
    asks: within(0.7, "points"),
    tested: notAtSmoke,
  },
  {
    id: "heuristic-narrower",
    statement: "The heuristic's spread at 640 labels and at 10 (points, standard deviation over trainings)",
    published: ["640", "10"].map((count) => published.number("heuristic spread", count)),
    measured: ({ heuristic }) =>
      [640, 10].map((count) => spreadOf(heuristic.find((point) => point.labels === count)?.accuracies ?? []) ?? undefined),
    asks: ascending(),
    // two trainings say little of a spread
    tested: ({ heuristic }, budget) => budget !== "smoke" && (heuristic[0]?.accuracies.length ?? 0) > 2,
  },
];

/** What the source says of epochs, of labels, and of choosing one by the other. */
export const activeScalingClaims = explained(claims, reasonsOf(reasons));
