import type { MethodName } from "../fitting/fit-options.ts";
import type { EpochRow } from "../fitting/trained.ts";
import type { Calibration } from "../models/card.ts";
import type { ClassEvaluation } from "../models/evaluation.ts";
import type { TargetCode } from "../preparing/target-scale.ts";
import type { PartName } from "../splitting/split.ts";
import type { ImageNetwork } from "./image-network.ts";
import type { ResolvedImageOptions } from "./image-options.ts";
import type { PictureSize } from "./picture.ts";

/** How pixels are told to the network: (pixel / 255 - mean) / stdDev of their channel, learned of the training part. */
export type PixelScale = { readonly mean: readonly number[]; readonly stdDev: readonly number[] };

/** What pictures a model takes. */
export interface ImageShape extends PictureSize {
  /** 1 of grey pictures, 3 of those with colours. */
  readonly channels: 1 | 3;
  /** Whether pictures of other sizes are brought to this one by area averaging, as its own were. */
  readonly resizes: boolean;
}

/** Everything about a fitted model of images but its weights, as plain values: what its file and its report say. */
export interface ImageCard {
  readonly task: "classification";
  /** Names of the classes. */
  readonly code: Extract<TargetCode, { kind: "class" }>;
  readonly image: ImageShape;
  readonly scale: PixelScale;
  readonly data: {
    readonly name: string;
    /** Of all files with their paths; null where the images were at hand. */
    readonly sha256: string | null;
    readonly images: number;
    /** Images of each class, in the order of the classes. */
    readonly ofClass: readonly number[];
    readonly parts: Readonly<Record<PartName, number>>;
  };
  readonly options: ResolvedImageOptions;
  readonly method: MethodName;
  readonly network: ImageNetwork;
  readonly curve: readonly EpochRow[];
  readonly calibration: Extract<Calibration, { kind: "sets" }>;
  /** Fits that calibration took, each without a fold of the training images; 0 where images were held out for it. */
  readonly folds: number;
  /** On the test part; null where it has no images. */
  readonly measured: ClassEvaluation | null;
  readonly warnings: readonly string[];
}
