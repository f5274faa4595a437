import type { LogJoint } from "credence";
import type { PlanePoints } from "../plane/surfaces.ts";

/** log p(y, w) = sum over points of log p(y | x, w) - precision |w|^2 / 2 + 3/2 log(precision / 2 pi), w both weights and the bias. */
export const logJoint =
  ({ x, labels }: PlanePoints, precision: number): LogJoint =>
  ([first, second, bias]) => {
    let total = 1.5 * Math.log(precision / (2 * Math.PI)) - (precision * (first ** 2 + second ** 2 + bias ** 2)) / 2;
    for (let i = 0; i < x.length; i++) {
      const logit = first * x[i][0] + second * x[i][1] + bias;
      const margin = labels[i] === 1 ? logit : -logit;
      total -= Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
    }
    return total;
  };
