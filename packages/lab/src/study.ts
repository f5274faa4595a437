import type { Judged } from "./claims/answer.ts";

/** A word of the field that a page explains once and links to. */
export interface Term {
  /** As the definition is headed: "free energy". */
  readonly term: string;
  /** Other spellings that mean it: "lppd" for "log pointwise predictive density". @default none */
  readonly also?: readonly string[];
  /** One or two sentences. */
  readonly means: string;
}

/** A study that is run again: what a page of its experiments opens with. */
export interface Study {
  readonly title: string;
  /** "A. Clark, M. Bronckers, Y. Wang" */
  readonly authors: string;
  /** Of publication. @default none is given */
  readonly year?: number;
  /** Where it, or its code, is found. @default none is known */
  readonly link?: string;
  readonly bibtex: string;
  /** What was run again, and how its variants are told apart. */
  readonly summary: string;
  /** What the study asks, in one sentence. */
  readonly question: string;
  /** At most five sentences, with the numbers of these results: what held, what did not, and why. */
  answer(results: readonly Judged[]): readonly string[];
  readonly glossary: readonly Term[];
}
