import type { TrainingProgress } from "./inference.ts";
import type { Posterior } from "./posteriors/posterior.ts";

/** Runs a fit to its end. `onProgress` sees every step. */
export async function run(
  fit: AsyncGenerator<TrainingProgress, Posterior, void>,
  { onProgress }: { onProgress?: (progress: TrainingProgress) => void } = {},
): Promise<Posterior> {
  for (;;) {
    const next = await fit.next();
    if (next.done) return next.value;
    onProgress?.(next.value);
  }
}
