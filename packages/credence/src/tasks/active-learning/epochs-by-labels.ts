import { expectList, expectOptions, expectWhole } from "../../settings.ts";

/** How many epochs to train on so many labelled examples. */
export type EpochSchedule = (labels: number) => number;

/**
 * Many epochs on few labels, fewer on more: the epochs of the first step whose bound lies above the number of labels.
 *
 * @throws for bounds that do not rise
 * @example
 * const epochs = epochsByLabels({ steps: [{ below: 100, epochs: 200 }, { below: 400, epochs: 100 }], beyond: 10 });
 * [20, 100, 400].map(epochs) // => [200, 100, 10]
 */
export function epochsByLabels(options: {
  /** Bounds on the number of labels, rising, each with its epochs. */
  readonly steps: readonly {
    /** Labels, fewer than this. */
    readonly below: number;
    readonly epochs: number;
  }[];
  /** Epochs from the last bound on. */
  readonly beyond: number;
}): EpochSchedule {
  expectOptions("epochsByLabels", options, { steps: true, beyond: true });
  const { steps, beyond } = options;
  expectWhole("epochsByLabels", "beyond", beyond);
  expectList("epochsByLabels", "steps", steps);
  for (const [i, step] of steps.entries()) {
    const where = `epochsByLabels: steps[${i}]`;
    expectOptions(where, step, { below: true, epochs: true });
    expectWhole(where, "below", step.below);
    expectWhole(where, "epochs", step.epochs);
    if (i > 0 && step.below <= steps[i - 1]!.below)
      throw new Error(`${where}: below is ${step.below}, expected more than ${steps[i - 1]!.below}, the bound before it`);
  }
  return (labels) => {
    expectWhole("epochsByLabels", "labels", labels);
    return steps.find(({ below }) => labels < below)?.epochs ?? beyond;
  };
}
