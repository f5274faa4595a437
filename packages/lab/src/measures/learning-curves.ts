import { studentTQuantile } from "credence";
import { mean, spreadOf } from "../claims/quantity.ts";

/** Half the width of the 95 % interval of a mean over trials; 0 for one trial. */
export function halfWidth(values: readonly number[]): number {
  const spread = spreadOf(values);
  if (spread === null) return 0;
  return (studentTQuantile(0.975, values.length - 1) * spread) / Math.sqrt(values.length);
}

/** A point of a learning curve: accuracies, in %, of the trials or of the trainings on one labelled set. */
export type Point = {
  /** How many were trained on. */
  readonly labels: number;
  /** In %. */
  readonly accuracies: readonly number[];
};

/** Points of several trials as one curve: at each number of labels that all trials have which go so far. */
export function joined(trials: readonly (readonly Point[])[]): Point[] {
  const end = (points: readonly Point[]) => points.at(-1)?.labels ?? 0;
  const longest = trials.find((points) => end(points) === Math.max(...trials.map(end))) ?? [];
  return longest.flatMap(({ labels }) => {
    const there = trials.filter((points) => end(points) >= labels).map((points) => points.find((point) => point.labels === labels));
    return there.includes(undefined) ? [] : [{ labels, accuracies: there.flatMap((point) => point!.accuracies) }];
  });
}

/** The curve with a band of the 95 % interval of its means. */
export function banded(points: readonly Point[]) {
  const y = points.map(({ accuracies }) => mean(accuracies));
  const width = points.map(({ accuracies }) => halfWidth(accuracies));
  return {
    x: points.map(({ labels }) => labels),
    y,
    ...(width.some((half) => half > 0)
      ? { lower: y.map((value, i) => value - width[i]!), upper: y.map((value, i) => Math.min(100, value + width[i]!)) }
      : {}),
  };
}

/** What a caption says of the band of `banded`, which one value does not have: "; shaded: the 95 % t-interval over 10 trainings". */
export const shadedOver = (count: number, what: "trials" | "trainings"): string =>
  count > 1 ? `; shaded: the 95 % t-interval over ${count} ${what}` : "";

/** The first number of labels at which the mean accuracy reaches so many percent, or null. */
export const labelsToReach = (points: readonly Point[], percent: number): number | null =>
  points.find(({ accuracies }) => mean(accuracies) >= percent)?.labels ?? null;

/** Accuracies at a number of labels; none where it was not measured. */
export const accuraciesAt = (points: readonly Point[], labels: number): readonly number[] =>
  points.find((point) => point.labels === labels)?.accuracies ?? [];

/** Mean accuracy at a number of labels; undefined where it was not measured. */
export function meanAt(points: readonly Point[], labels: number): number | undefined {
  const accuracies = accuraciesAt(points, labels);
  return accuracies.length === 0 ? undefined : mean(accuracies);
}

/** What a curve does from its first point to its last, with a place for its numbers of labels. */
export function course(points: readonly Point[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return "Nothing was measured at 0 labels.";
  const at = ({ labels, accuracies }: Point) => `${mean(accuracies).toFixed(1)} % at ${labels.toLocaleString("en-US")} labels`;
  return `The test accuracy is ${at(first)} and ${at(last)}.`;
}
