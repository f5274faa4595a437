/** How fast a stage goes and how long it will take. */
export interface Pace {
  /** Units a second over the last few seconds; undefined until there are two looks. */
  readonly rate: number | undefined;
  /** undefined where nothing is left, too. */
  readonly secondsLeft: number | undefined;
}

const windowSeconds = 10;

/** Measures over a sliding window, so that a slow beginning is forgotten and a resumed stage starts fresh. */
export function openPace(now: () => number): (done: number, total: number) => Pace {
  const looks: { at: number; done: number }[] = [];
  return (done, total) => {
    const at = now();
    looks.push({ at, done });
    while (looks.length > 2 && at - looks[1].at >= windowSeconds) looks.shift();
    const seconds = at - looks[0].at;
    const rate = seconds > 0 && done > looks[0].done ? (done - looks[0].done) / seconds : undefined;
    return { rate, secondsLeft: rate === undefined || done >= total ? undefined : (total - done) / rate };
  };
}
