import { filled, type Places } from "../filled.ts";
import type { Table } from "./figure.ts";
import { tableOf } from "./table-of.ts";

/** A question of theory that a source answers, and the answer that a run backs with its numbers, which stand in it by name: `{growth}`. */
export interface Answer {
  readonly question: string;
  readonly answer: string;
}

/** The source's questions of theory beside short answers, with the numbers of a result in their places. */
export function answersTable(answers: readonly Answer[], places: Places = {}): Table {
  const told = filled(
    answers.map(({ answer }) => answer),
    places,
  );
  return tableOf<Answer>({
    name: "questions",
    title: "The source's questions, answered",
    caption: "Numbers are this run's.",
    rows: answers.map(({ question }, i) => ({ question, answer: told[i]! })),
    columns: [
      { label: "question", of: ({ question }) => question },
      { label: "answer", of: ({ answer }) => answer },
    ],
  });
}
