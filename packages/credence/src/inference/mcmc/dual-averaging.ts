/** What step-size adaptation remembers. */
export interface StepSizeMemory {
  /** log of the step size of the next transition. */
  readonly logStepSize: number;
  /** log of the averaged step size: what is kept when warm-up ends. */
  readonly logAveraged: number;
  /** Running mean of target - acceptance. */
  readonly meanError: number;
  /** log(10 x the first step size): where the search is drawn to. */
  readonly centre: number;
  /** Transitions seen. */
  readonly count: number;
}

/** Begins around a step size. */
export const restartedAt = (stepSize: number): StepSizeMemory => ({
  logStepSize: Math.log(stepSize),
  logAveraged: 0,
  meanError: 0,
  centre: Math.log(10 * stepSize),
  count: 0,
});

// the constants of Hoffman and Gelman, and of Stan
const [gamma, t0, kappa] = [0.05, 10, 0.75];

/**
 * Dual averaging of the step size, so that the mean acceptance becomes `target`.
 *
 *   e_t = (1 - 1/(t + t0)) e_(t-1) + (target - acceptance)/(t + t0)
 *   log h = mu - sqrt(t)/gamma e_t;  log h_avg = t^-kappa log h + (1 - t^-kappa) log h_avg
 *
 * @see hoffman2014, section 3.2
 */
export function adapted(memory: StepSizeMemory, acceptance: number, target: number): StepSizeMemory {
  const count = memory.count + 1;
  const share = 1 / (count + t0);
  const meanError = (1 - share) * memory.meanError + share * (target - acceptance);
  const logStepSize = memory.centre - (Math.sqrt(count) / gamma) * meanError;
  const weight = count ** -kappa;
  return { ...memory, count, meanError, logStepSize, logAveraged: weight * logStepSize + (1 - weight) * memory.logAveraged };
}
