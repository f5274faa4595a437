// Stands for Node's and the browser's implementation while packages/credence is type checked without either.
import type { Platform } from "../tensor/src/platform/platform.ts";

export declare const platform: Platform;
