/** Basis functions of linear regression: one line each. */
export { gaussian } from "./gaussian.ts";
export { identity } from "./identity.ts";
export { linear } from "./linear.ts";
export { networkFeatures } from "./network-features.ts";
export { polynomial } from "./polynomial.ts";
