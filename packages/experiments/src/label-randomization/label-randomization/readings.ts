import { publishedNumbers, type Runs, runsOf } from "@credence/lab";
import type { CaseName } from "../mnist/cases.ts";
import { type Complexity, totals } from "../mnist/complexities.ts";
import type { Form } from "../mnist/network.ts";
import type { LabelRandomizationResult, Trained } from "./label-randomization.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);

/** The forms whose five cases are compared. */
export const comparedForms = ["published", "stated", "bound"] as const satisfies readonly Form[];

/** Trainings by plain gradient descent, which the source calls inferior. */
export const descents = (["descent-slow", "descent-fast"] as const).flatMap((form) =>
  (["i", "ii"] as const).map((name) => ({ form, case: name })),
);

/** A number of a training. */
export type Value = (one: Trained) => number;

/** Trainings of a case, the longer one apart. */
export const of = ({ trainings }: LabelRandomizationResult, form: Form, name: CaseName): Runs<Trained> =>
  runsOf(trainings).where({ form, case: name, long: false });

/** The longer training on all images, as published. */
export const longest = ({ trainings }: LabelRandomizationResult): Runs<Trained> => runsOf(trainings).where({ long: true });

/** KL[q || prior] in nats: the closed form, what of it the means cost, or the source's estimate of one draw. */
export function kl(part: keyof Complexity): Value {
  return ({ layers }) => totals(layers)[part];
}
