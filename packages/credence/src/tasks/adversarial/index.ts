export type { AttackLossName } from "./attack-loss.ts";
export type { AttackOptions } from "./attack-step.ts";
export { fgsm } from "./fgsm.ts";
export { type FixedPredictive, fixedPredictive } from "./fixed-predictive.ts";
export { type GradientMasking, gradientMasking } from "./gradient-masking.ts";
export { type InputGradient, type InputGradientOptions, inputGradient } from "./input-gradient.ts";
export { type PgdOptions, pgd } from "./pgd.ts";
