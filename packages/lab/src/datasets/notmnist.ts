import type { DataSet, LabelledImages } from "./data-set.ts";
import { idxFiles, readSplit } from "./idx-data-set.ts";

const repository = "https://raw.githubusercontent.com/davidflanagan/notMNIST-to-MNIST";

/** Letters A to J (labels 0 to 9) from public fonts: a sample of 10,000 images of 28 x 28, 9,804 of them distinct. */
export const notmnist: DataSet<{ readonly test: LabelledImages }> = {
  name: "notmnist",
  description: "letters A to J from public fonts, a test sample of 10,000 images of 28 x 28",
  licence: "no formal licence; by Yaroslav Bulatov, published in this form with his permission",
  alternative: "synthetic-letters",
  files: idxFiles("notmnist", "t10k", {
    images: [3172375, "70ae9e06201f2827e5b0a3781a3169d735dd2efc69996b9eeaee7f10ed4044d7"],
    labels: [5118, "1fa03836e01c862542f8eb83463bb951bebec6fcb3efa28dad748c6b38a9021b"],
    mirrors: [`${repository}/master/`, `${repository}/c58c29ff93d7b8c809c449b380a232f9f39909fd/`],
  }),
  parse: async (read, host) => ({ test: await readSplit("notmnist", "t10k", { read, host }) }),
};
