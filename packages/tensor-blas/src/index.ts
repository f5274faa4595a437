export { type BlasSearch, type BlasUsed, enableBlas } from "./enable-blas.ts";
export { openSgemm } from "./open-sgemm.ts";
