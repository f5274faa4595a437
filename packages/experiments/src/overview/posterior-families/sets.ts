import { type Context, dataSets, type ImageSplits, imagesAt, imageTensors, type LabelledImages } from "@credence/lab";
import type { Data } from "credence";
import texts from "./texts.json" with { type: "json" };

export const setNames = ["mnist", "imbalanced-fashion"] as const;
export type SetName = (typeof setNames)[number];
export const setWords: Readonly<Record<SetName, string>> = texts.sets;

/** Steps of the attack, as a share of the range of a pixel. */
export const epsilons = [0.05, 0.1] as const;
/** Of Fashion-MNIST: shirts, of which one in a hundred is kept. */
export const rareClass = 6;

/** How many images are read. */
export interface ImageCounts {
  readonly trainImages: number;
  readonly testImages: number;
  /** Test images attacked. */
  readonly attackedImages: number;
}

export type ImageSets = Readonly<Record<SetName, { readonly train: Data; readonly test: Data; readonly attacked: Data }>>;

/** MNIST, and Fashion-MNIST with the rare class. */
export async function imageSets({ load, settings }: Context<ImageCounts>): Promise<ImageSets> {
  const { trainImages, testImages, attackedImages } = settings;
  const tensorsOf = ({ train, test }: ImageSplits) => ({
    train: imageTensors(train, { count: Math.min(trainImages, train.count) }),
    test: imageTensors(test, { count: testImages }),
    attacked: imageTensors(test, { count: attackedImages }),
  });
  const [mnist, fashion] = [await load(dataSets.mnist), await load(dataSets.fashionMnist)];
  return { mnist: tensorsOf(mnist), "imbalanced-fashion": tensorsOf({ ...fashion, train: withRare(fashion.train) }) };
}

/** The images with every hundredth of the rare class, the first of each hundred, and all of the others, in their order. */
export function withRare(images: LabelledImages): LabelledImages {
  let seen = 0;
  return imagesAt(
    images,
    [...images.labels.keys()].filter((i) => images.labels[i] !== rareClass || seen++ % 100 === 0),
  );
}
