import type { DataSet, LabelledImages } from "./data-set.ts";
import { idxFiles, readSplit } from "./idx-data-set.ts";

/** Cursive Japanese characters in ten balanced classes: the 10,000 test images of 28 x 28, for out-of-distribution detection. */
export const kmnist: DataSet<{ readonly test: LabelledImages }> = {
  name: "kmnist",
  description: "cursive Japanese characters (Kuzushiji-MNIST, corrected version), the 10,000 test images of 28 x 28",
  licence: 'CC BY-SA 4.0, "KMNIST Dataset" (created by CODH), adapted from "Kuzushiji Dataset" (NIJL and others), doi:10.20676/00000341',
  alternative: "synthetic-letters",
  files: idxFiles("kmnist", "t10k", {
    images: [3041136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"],
    labels: [5120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"],
    mirrors: ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/", "https://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
  }),
  parse: async (read, host) => ({ test: await readSplit("kmnist", "t10k", { read, host }) }),
};
