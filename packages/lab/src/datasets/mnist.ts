import type { DataSet, ImageSplits } from "./data-set.ts";
import { idxFiles, readSplit } from "./idx-data-set.ts";

const mirrors = ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"];

/** Handwritten digits 0 to 9: 60,000 training and 10,000 test images of 28 x 28. */
export const mnist: DataSet<ImageSplits> = {
  name: "mnist",
  description: "handwritten digits, 60,000 training and 10,000 test images of 28 x 28",
  licence: "CC BY-SA 3.0, (c) Yann LeCun and Corinna Cortes",
  alternative: "synthetic-digits",
  files: [
    ...idxFiles("mnist", "train", {
      images: [9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"],
      labels: [28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"],
      mirrors,
    }),
    ...idxFiles("mnist", "t10k", {
      images: [1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"],
      labels: [4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"],
      mirrors,
    }),
  ],
  parse: async (read, host) => ({
    train: await readSplit("mnist", "train", { read, host }),
    test: await readSplit("mnist", "t10k", { read, host }),
  }),
};
