import type { BudgetName } from "@credence/lab";
import type { TableNetworkName } from "../mnist/networks.ts";
import { type AdversarialNetwork, type AttackName, accuracyAt, type ImageSet, type MnistAdversarialResult, type Owner } from "./result.ts";

/** The networks of one owner and size, which claims are made of. */
export interface Group {
  readonly owner: Owner;
  readonly units: number;
}

export interface ClaimContext {
  readonly result: MnistAdversarialResult;
  readonly budget: BudgetName;
  readonly group: Group;
  readonly networks: readonly AdversarialNetwork[];
}

/**
 * The images a statement is asked of. The source attacked images that fit its training set; its text names no set, its code asks for test
 * images. Its formula, x + epsilon sign, clips nothing, so that images as they come are the ones that count; those clipped to the range of
 * pixels, which its code may have made, stand beside them.
 */
export const variants = [
  { variant: "as published", set: "train", attack: "transfer-unclipped", words: "training images, not clipped" },
  { variant: "external", set: "train", attack: "transfer", words: "training images, clipped, beside the formula's" },
  { variant: "as stated", set: "test", attack: "transfer-unclipped", words: "test images, not clipped" },
  { variant: "external", set: "test", attack: "transfer", words: "test images, clipped, beside the formula's" },
] as const;

export type VariantOf = (typeof variants)[number];

export const slugOf = ({ attack, set }: { readonly attack: AttackName; readonly set: ImageSet }): string =>
  attack === "transfer" ? set : `${attack}-${set}`;

export const groupSlug = ({ owner, units }: Group): string => `${owner}-${units}`;

export const percent = (value: number | undefined): string => (value === undefined ? "–" : value.toFixed(1));

/** Numbers ask for the source's training: ours at the paper's budget, or the source's networks wherever all images are attacked. */
export const numbersTested = ({ budget, group }: ClaimContext): boolean =>
  group.owner === "source" ? budget !== "smoke" : budget === "paper";

/** Statements about which network is better may be asked of a shorter training. */
export const statementsTested = ({ budget }: ClaimContext): boolean => budget !== "smoke";

export const networkOf = ({ networks }: ClaimContext, name: TableNetworkName): AdversarialNetwork | undefined =>
  networks.find(({ network }) => network === name);

/** Accuracy in % of one of the group's networks, or undefined where it was not measured. */
export const accuracyOf = (
  context: ClaimContext,
  name: TableNetworkName,
  at: { readonly set: ImageSet; readonly attack: AttackName; readonly epsilon: number },
): number | undefined => accuracyAt(context.result, networkOf(context, name), at);
