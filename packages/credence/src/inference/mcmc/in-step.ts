import type { DensityAt, Target } from "./log-density.ts";

/** The density at one point, when the other chains have asked too. */
export type Ask = (position: Float64Array) => Promise<DensityAt>;

interface Waiting {
  readonly task: number;
  readonly position: Float64Array;
  readonly answer: (at: DensityAt) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Runs a task for each chain side by side. Each asks for the density at one point after another; when all that are not done have asked, their points
 * are evaluated in one pass. Chains may need different numbers of points; what one gets does not depend on the others.
 */
export async function inStep<Result>(target: Target, tasks: readonly ((ask: Ask) => Promise<Result>)[]): Promise<Result[]> {
  let running = tasks.length;
  let waiting: Waiting[] = [];
  const evaluateWhenAllAsked = (): void => {
    if (running === 0 || waiting.length < running) return;
    const asked = waiting.toSorted((a, b) => a.task - b.task);
    waiting = [];
    target.evaluate(asked.map(({ position }) => position)).then(
      (answers) => {
        for (const [i, { answer }] of asked.entries()) answer(answers[i]!);
      },
      (error) => {
        for (const { fail } of asked) fail(error);
      },
    );
  };
  const finished = tasks.map(async (task, index) => {
    try {
      return await task(
        (position) =>
          new Promise((answer, fail) => {
            waiting.push({ task: index, position, answer, fail });
            evaluateWhenAllAsked();
          }),
      );
    } finally {
      running--;
      evaluateWhenAllAsked();
    }
  });
  const results = await Promise.allSettled(finished);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  return results.map((result) => (result as PromiseFulfilledResult<Result>).value);
}
