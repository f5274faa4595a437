import type { Highlight } from "./claims/answer.ts";
import type { StudyPlaces } from "./claims/place.ts";

/** A word of the field that a page explains once and links to. */
export interface Term {
  /** As the definition is headed: "free energy". */
  readonly term: string;
  /** Other spellings that mean it: "lppd" for "log pointwise predictive density". @default none */
  readonly also?: readonly string[];
  /** One or two sentences. */
  readonly means: string;
}

/** A study that is run again, as data: what a page of its experiments opens with. */
export interface Study {
  readonly title: string;
  /** "A. Clark, M. Bronckers, Y. Wang" */
  readonly authors: string;
  /** Of publication. @default none is given */
  readonly year?: number;
  /** Where it, or its code, is found. @default none is known */
  readonly link?: string;
  /** Its lines. */
  readonly bibtex: readonly string[];
  /** What was run again, and how its variants are told apart. */
  readonly summary: string;
  /** What the study asks, in one sentence. */
  readonly question: string;
  /** What it concludes, by the weight that its text gives it: the answer of the results names the first of them. */
  readonly highlights: readonly Highlight[];
  readonly glossary: readonly Term[];
  /** Its figures, tables and statements, each where it is run again or why it is not. */
  readonly places: StudyPlaces;
}
