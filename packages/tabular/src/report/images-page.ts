import type { Figure, Table } from "@credence/lab";
import { imageGrid, tableOf } from "@credence/lab/figures";
import { partsPage } from "@credence/lab/report";
import type { ImageModel, ImagePredictions } from "../images/image-model.ts";
import type { Images } from "../images/images.ts";
import { resized } from "../images/picture.ts";
import type { ClassEvaluation } from "../models/evaluation.ts";
import { classFigures } from "./class-figures.ts";
import { coverageFigure, learningFigure } from "./figures.ts";
import { byFolds, measuresTable, partsTable } from "./tables.ts";

/** A model of images and those it is reported on: the test part, which training has not seen. */
export interface ReportedImages {
  readonly model: ImageModel;
  readonly images: Images;
  /** Of these images, where that is known. @default measured */
  readonly evaluation?: ClassEvaluation | null;
}

/** The report of a model of images as one HTML page: what was measured, the least certain and the most wrong images, data and training. */
export async function imageReportPage(
  { model, images, evaluation: known }: ReportedImages,
  options: { readonly document: Document },
): Promise<string> {
  const { card } = model;
  const predictions = await model.predict(images);
  const evaluation = known ?? (await model.evaluate(images));
  const truth = images.labels ?? [];
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return partsPage(
    {
      title: `A model of the images in ${card.data.name}`,
      summary: `On ${evaluation.rows} images that training has not seen ${percent(evaluation.accuracy)} of the classes are right; sets of classes of ${percent(evaluation.level)} hold ${percent(evaluation.covered ?? 0)} of them. Method ${card.method}, seed ${card.options.seed}.`,
      parts: [
        { id: "use", title: "What it is for, and what not", text: uses(card.data.name) },
        {
          id: "measured",
          title: "What was measured",
          tables: [measuresTable(evaluation)],
          figures: [coverageFigure(evaluation), ...classFigures({ predictions, truth, evaluation })],
        },
        { id: "images", title: "Images to look at", figures: galleries(images, predictions, truth) },
        {
          id: "data",
          title: "Data",
          text: card.warnings.length === 0 ? ["Nothing suspicious was found."] : card.warnings.map((line) => `Warning: ${line}.`),
          tables: [splitTable(model), classesTable(model)],
        },
        { id: "training", title: "Training", text: [networkText(model)], figures: [learningFigure(card.curve)] },
      ],
    },
    options,
  );
}

const uses = (name: string): string[] => [
  `It tells apart the classes of pictures like those of ${name}: taken by the same means, of the same things. Its sets hold the share they promise only for such pictures.`,
  "A picture of something else still gets a class. High epistemic uncertainty is a hint that training saw nothing like it, low uncertainty is no proof that it did.",
];

const mostShown = 12;
const mostSide = 64;

function galleries(images: Images, predictions: ImagePredictions, truth: readonly string[]): Figure[] {
  const { classes, probabilities, prediction, epistemic, rows } = predictions;
  const loss = (row: number) => -Math.log(Math.max(1e-12, probabilities[row * classes.length + classes.indexOf(truth[row])]));
  const order = Array.from({ length: rows }, (_, row) => row);
  const first = (score: (row: number) => number, among = order) =>
    among.toSorted((a, b) => score(b) - score(a) || a - b).slice(0, mostShown);
  const short = (value: number) => `${Number(value.toPrecision(2))} nats`;
  const captioned = (score: (row: number) => number) => (row: number) => [
    truth[row] === prediction[row] ? truth[row] : `${truth[row]}, not ${prediction[row]}`,
    short(score(row)),
  ];
  const wrong = order.filter((row) => prediction[row] !== truth[row]);
  return [
    {
      name: "least-certain",
      title: "Least certain",
      finding: `Pictures like these are what to collect more of.`,
      caption: "Highest epistemic uncertainty, in nats: how much the draws disagree. Below each its class, and what it was taken for.",
      plot: grid(
        images,
        first((row) => epistemic[row]),
        captioned((row) => epistemic[row]),
      ),
    },
    ...(wrong.length === 0
      ? []
      : [
          {
            name: "most-wrong",
            title: "Most wrong",
            finding: `${wrong.length} of ${rows} images are wrong.`,
            caption: "Least probable true class first, with its log loss in nats: labels that are wrong show here first.",
            plot: grid(images, first(loss, wrong), captioned(loss)),
          },
        ]),
  ];
}

/** Some pictures, no larger than 64 pixels a side. */
function grid(images: Images, rows: readonly number[], caption: (row: number) => string[]): Figure["plot"] {
  const { channels } = images;
  const shrink = Math.max(1, Math.max(images.width, images.height) / mostSide);
  const size = { width: Math.round(images.width / shrink), height: Math.round(images.height / shrink) };
  const shown = rows.map((row) => ({
    pixels: resized({ ...images, pixels: images.pixels[row], transparent: false }, size).pixels,
    caption: caption(row).map((line) => (line.length > 16 ? `${line.slice(0, 15)}…` : line)),
  }));
  return imageGrid({ images: shown, ...size, channels, size: 84 });
}

const splitTable = ({ card: { data, folds } }: ImageModel): Table =>
  partsTable(data.parts, {
    ...{ title: "Images", unit: "images" },
    caption: `${data.images} images, divided by the key within each class. ${data.sha256 === null ? "" : `SHA-256 of the files: ${data.sha256.slice(0, 16)}.`}`,
    decides: {
      train: `weights and the scale of pixels${byFolds(folds, "sets of classes and the temperature")}`,
      validation: `when training stops${folds > 0 ? "" : ", and the temperature"}`,
      calibration: folds > 0 ? "nothing: training images do" : "sets of classes",
      test: "what this page measures",
    },
  });

function classesTable({ card: { code, data } }: ImageModel): Table {
  return tableOf({
    name: "classes",
    title: "Classes",
    caption: "Images of each class, over all parts.",
    rows: code.classes.map((name, place) => ({ name, images: data.ofClass[place] })),
    columns: [
      { label: "class", of: ({ name }) => name },
      { label: "images", of: ({ images }) => images },
    ],
  });
}

function networkText({ card: { image, network, method } }: ImageModel): string {
  const { filters, kernel, units, learningRate } = network;
  return `Pictures of ${image.width} x ${image.height} pixels, ${image.channels === 1 ? "grey" : "in colours"}; convolutions of ${filters.join(", ")} kernels of ${kernel} x ${kernel}, a ReLU and a max-pooling of 2 behind each; ${units} units, and the classes. Learning rate ${learningRate}, method ${method}.`;
}
