import { expectFunction } from "../../settings.ts";
import { expectInference, type Inference, type TrainingProgress } from "../inference.ts";

/**
 * The same method, with each step shown to `onProgress` before whoever fits sees it: name, settings, steps and bits are the method's own.
 * A wrapper that changes what is fitted says so in a `toJSON` of its own, as `keepBest` does.
 *
 * @throws as the method, and what `onProgress` throws
 */
export function observe(method: Inference, onProgress: (progress: TrainingProgress) => void): Inference {
  expectInference("observe", method);
  expectFunction("observe", "onProgress", onProgress);
  return {
    ...method,
    async *fit(problem, key, options) {
      const steps = method.fit(problem, key, options);
      try {
        for (;;) {
          const next = await steps.next();
          if (next.done) return next.value;
          onProgress(next.value);
          yield next.value;
        }
      } finally {
        // a fit that is left early gives its arrays back
        await steps.return(undefined as never);
      }
    },
  };
}
