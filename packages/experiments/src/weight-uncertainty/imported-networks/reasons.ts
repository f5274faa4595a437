import type { Reason } from "@credence/lab";

/** Why claims fail, by id. */
export const reasons: Readonly<Record<string, Reason>> = {
  "dnn-dropout-table-3": {
    because: "wrong file",
    evidence: "The stored files of 400 and 1200 units are swapped: 1.27 % is the network of 1200 units, that of 400 has 1.53 %.",
  },
};
