/** What is under way, as a display shows it: training steps, draws, or bytes of a download. */
export interface Stage {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly complexity?: number;
  readonly negativeLogLikelihood?: number;
  /** Whether what it counts takes unequal times: neither rate nor time left is told. @default false */
  readonly unequal?: boolean;
  /** What is under way within it: "main-bbb-1 43 %, main-greedy-1 80 %". */
  readonly detail?: string;
  /** What the stage is a part of, where that is known. */
  readonly whole?: Whole;
}

/** All that a command does, of which a stage is a part: every chapter of a book, or every stage of one run. */
export interface Whole {
  /** "weight-uncertainty, 6 of 12". */
  readonly label: string;
  /** Of its time, in [0, 1); undefined where the time left is not known. */
  readonly fraction: number | undefined;
  /** undefined where nothing is known of what follows. */
  readonly secondsLeft: number | undefined;
  /** It takes longer than `secondsLeft`: some of what follows was never timed, or what is under way is late already. */
  readonly atLeast: boolean;
}

/** Shows stages one after the other. */
export interface Display {
  show(stage: Stage): void;
  /** A line for a person, above the bar where there is one. */
  message(line: string): void;
  /** The stage under way is done, also where it has not counted to its end: a network that stopped early. */
  finishStage(): void;
  /** Leaves the terminal as it was; a stage under way stands as far as it came. */
  end(): void;
}
