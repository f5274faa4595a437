import type { Inference, TrainingProgress } from "credence";

/** A method whose latest step is seen from outside: `fit` shows its callback the posterior, and a trace wants the objective too. */
export function observed(method: Inference): { readonly method: Inference; latest(): TrainingProgress } {
  let latest: TrainingProgress | undefined;
  return {
    method: {
      name: method.name,
      async *fit(problem, key, options) {
        const steps = method.fit(problem, key, options);
        for (;;) {
          const next = await steps.next();
          if (next.done) return next.value;
          latest = next.value;
          yield next.value;
        }
      },
    },
    latest() {
      if (!latest) throw new Error("observed: no step was taken yet");
      return latest;
    },
  };
}
