export { type Cut, type CutOptions, keepStrongest } from "./keep-strongest.ts";
export { type Pruned, type PrunedArray, type PruneOptions, prune, type Saving, saving } from "./prune.ts";
export { decibels, signals, signalToNoise, type WeightSignal } from "./signal-to-noise.ts";
