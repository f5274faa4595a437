import type { Table } from "./figure.ts";
import { tableOf } from "./table-of.ts";

/** A question of theory that a source answers, and the answer that a run backs with its numbers. */
export interface Answer {
  readonly question: string;
  readonly answer: string;
}

/** The source's questions of theory beside short answers. */
export const answersTable = (rows: readonly Answer[]): Table =>
  tableOf<Answer>({
    name: "questions",
    title: "The source's questions, answered",
    caption: "Numbers are this run's.",
    rows,
    columns: [
      { label: "question", of: ({ question }) => question },
      { label: "answer", of: ({ answer }) => answer },
    ],
  });
