/** The source's two networks, one of them twice, and the variational one as its text has it. */
export const methodNames = ["deterministic", "mc-dropout", "variational", "variational-as-published"] as const;
export type MethodName = (typeof methodNames)[number];

/** From the nearest point of the data. */
export const distances = [0, 1, 2, 4] as const;

export const networkNames: Readonly<Record<MethodName, string>> = {
  deterministic: "deterministic network",
  "mc-dropout": "MC dropout",
  variational: "variational network",
  "variational-as-published": "variational, as published",
};
