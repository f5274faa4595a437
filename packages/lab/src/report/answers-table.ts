import { type Filling, filled } from "../claims/texts.ts";
import type { Table } from "./figure.ts";
import { tableOf } from "./table-of.ts";

/** A question of theory that a source answers, and the answer that a run backs with its numbers, which stand in it by name: `{growth}`. */
export interface Answer {
  readonly question: string;
  readonly answer: string;
}

/**
 * The source's questions of theory beside short answers, with the numbers of a result in their places.
 *
 * @throws for a name in braces that has no value
 */
export const answersTable = (answers: readonly Answer[], values: Filling = {}): Table =>
  tableOf<Answer>({
    name: "questions",
    title: "The source's questions, answered",
    caption: "Numbers are this run's.",
    rows: answers,
    columns: [
      { label: "question", of: ({ question }) => question },
      { label: "answer", of: ({ answer }) => filled(answer, values) },
    ],
  });
