import type { Predictive } from "../predictive/predictive.ts";
import type { TrainingProgress } from "./inference.ts";
import type { Posterior } from "./posteriors/posterior.ts";

/** Runs a fit to its end. `onProgress` sees every step. */
export async function run<P extends Predictive>(
  fit: AsyncGenerator<TrainingProgress<P>, Posterior<P>, void>,
  {
    onProgress,
  }: {
    /** Called after every step. @default none */
    onProgress?: (progress: TrainingProgress<P>) => void;
  } = {},
): Promise<Posterior<P>> {
  for (;;) {
    const next = await fit.next();
    if (next.done) return next.value;
    onProgress?.(next.value);
  }
}
