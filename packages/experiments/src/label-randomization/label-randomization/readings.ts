import { mean, publishedNumbers } from "@credence/lab";
import type { CaseName } from "../mnist/cases.ts";
import { totals } from "../mnist/complexities.ts";
import type { Form } from "../mnist/network.ts";
import type { LabelRandomizationResult, Trained } from "./label-randomization.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);

/** The forms whose five cases are compared. */
export const comparedForms = ["published", "stated", "bound"] as const satisfies readonly Form[];

/** Trainings of a case, the longer one apart. */
export const of = ({ trainings }: LabelRandomizationResult, form: Form, name: CaseName): readonly Trained[] =>
  trainings.filter((one) => one.form === form && one.case === name && !one.long);

/** KL[q || prior] in nats: the closed form, or the source's estimate of one draw. */
export const klOf = ({ layers }: Trained, estimator: "closed" | "drawn"): number => totals(layers)[estimator];

/** A mean over trainings; null where there is none. */
export const meanOver = (trained: readonly Trained[], value: (one: Trained) => number): number | null =>
  trained.length === 0 ? null : mean(trained.map(value));

/** KL of the networks before their first step, the source's estimate or the closed form. */
export const untrainedKl = ({ trainings }: LabelRandomizationResult, estimator: "closed" | "drawn"): number =>
  mean(trainings.map(({ start }) => start[estimator]));
