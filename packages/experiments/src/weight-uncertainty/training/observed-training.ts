import { type Inference, observe, type TrainingProgress } from "credence";

/** A method whose latest step is seen from outside: `fit` shows its callback the posterior, and a trace wants the objective too. */
export function observed(method: Inference): { readonly method: Inference; latest(): TrainingProgress } {
  let latest: TrainingProgress | undefined;
  return {
    method: observe(method, (progress) => {
      latest = progress;
    }),
    latest() {
      if (!latest) throw new Error("observed: no step was taken yet");
      return latest;
    },
  };
}
