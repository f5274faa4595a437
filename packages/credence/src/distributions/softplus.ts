/** log(1 + e^x) of one number: no overflow for large x, no loss for small ones. The kernels' own is `softplus` of packages/tensor. */
export const softplusOf = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
