/** Markov chain Monte Carlo by hand: what chains tell, and the dynamics inside them. `methods.nuts` and `methods.hmc` run chains. */
export { bulkEss, meanStandardError, rHat, tailEss } from "./diagnostics.ts";
export { type RankChiSquareOptions, rankChiSquare } from "./rank-chi-square.ts";
export { trajectory } from "./trajectory.ts";
