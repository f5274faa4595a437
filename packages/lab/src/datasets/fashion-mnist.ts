import type { DataSet, ImageSplits } from "./data-set.ts";
import { idxFiles, readSplit } from "./idx-data-set.ts";

const mirrors = [
  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
];

/** Pictures of clothing in ten balanced classes: 60,000 training and 10,000 test images of 28 x 28. */
export const fashionMnist: DataSet<ImageSplits> = {
  name: "fashion-mnist",
  description: "pictures of clothing in ten classes, 60,000 training and 10,000 test images of 28 x 28",
  licence: "MIT, (c) 2017 Zalando SE",
  alternative: "synthetic-letters",
  files: [
    ...idxFiles("fashion-mnist", "train", {
      images: [26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"],
      labels: [29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"],
      mirrors,
    }),
    ...idxFiles("fashion-mnist", "t10k", {
      images: [4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"],
      labels: [5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"],
      mirrors,
    }),
  ],
  parse: async (read, host) => ({
    train: await readSplit("fashion-mnist", "train", { read, host }),
    test: await readSplit("fashion-mnist", "t10k", { read, host }),
  }),
};
