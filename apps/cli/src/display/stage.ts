/** What is under way, as a display shows it: training steps, draws, or bytes of a download. */
export interface Stage {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly complexity?: number;
  readonly negativeLogLikelihood?: number;
  /** What is under way within it: "main-bbb-1 43%, main-greedy-1 80%". */
  readonly detail?: string;
}

/** Shows stages one after the other. */
export interface Display {
  show(stage: Stage): void;
  /** A line for a person, above the bar where there is one. */
  message(line: string): void;
  /** Leaves the terminal as it was. */
  end(): void;
}
