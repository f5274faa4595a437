export { type BlasSearch, type BlasUsed, enableBlas } from "./enable-blas.ts";
export { hasKoffi } from "./library.ts";
export { openSgemm } from "./open-sgemm.ts";
