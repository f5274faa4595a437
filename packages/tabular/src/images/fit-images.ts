import { badInput, disposeData } from "@credence/lab";
import type { Posterior } from "credence";
import { fewestForLevel } from "../calibrating/conformal-intervals.ts";
import { someRows } from "../fitting/calibrate.ts";
import { methodOf, networksOf } from "../fitting/network-model.ts";
import { fitCalibrated, isOutOfFold, outOfFoldLine, withoutCalibration } from "../fitting/out-of-fold.ts";
import { dataOf, type Part } from "../fitting/parts.ts";
import { identityOf, trained } from "../fitting/trained.ts";
import { rootKey } from "../models/predict-encoded.ts";
import type { TargetCode } from "../preparing/target-scale.ts";
import { rareClasses, rowsTwice } from "../schema/suspicions.ts";
import { byPart, fewestRows, type PartName, partNames, type Split, splitRows } from "../splitting/split.ts";
import { encodeImages, fitPixelScale } from "./encode-images.ts";
import type { ImageCard } from "./image-card.ts";
import { type ImageModel, imageDrawing, imageModel, measureImages } from "./image-model.ts";
import { imageModelOf, imageNetwork, imageSchedule, usualImageMethod } from "./image-network.ts";
import type { ImageFitRequest, ResolvedImageOptions } from "./image-options.ts";
import { type Images, sizeText } from "./images.ts";

/** The whole way from images to a calibrated model. @throws BadInput in one line for what cannot be fitted */
export async function fitImages(
  images: Images,
  { options, request }: { readonly options: ResolvedImageOptions; readonly request: ImageFitRequest },
): Promise<ImageModel> {
  const { keep, onProgress = () => {}, onMessage = () => {} } = request;
  const { classes, places } = classesOf(images);
  const root = rootKey(options);
  const rows = Int32Array.from(places, (_, row) => row);
  const table = { name: images.name, rows: rows.length, columns: [], place: (row: number) => images.paths[row] };
  const divided = splitRows(table, { rows, strata: places }, root.child("split"));
  const outOfFold = isOutOfFold(table, divided, options);
  const split = outOfFold ? withoutCalibration(divided) : divided;
  const image = { width: images.width, height: images.height, channels: images.channels, resizes: images.resizedTo !== undefined };
  const scale = fitPixelScale(images, split.train);
  const parts = byPart((name) => ({
    encoded: encodeImages(images, { rows: split[name], image, scale }),
    truth: Int32Array.from(split[name], (row) => places[row]),
  }));
  const count = (name: PartName) => split[name].length;
  const method = options.method === "by size" ? usualImageMethod(count("train")) : options.method;
  onMessage(
    `${classes.length} classes of ${images.name}: ${rows.length} images of ${sizeText(image)} pixels, ${image.channels === 1 ? "grey" : "in colours"} (${partNames
      .filter((name) => name !== "calibration" || !outOfFold)
      .map((name) => `${count(name)} ${name}`)
      .join(", ")})`,
  );
  onMessage(
    `method ${method}${options.method === "by size" ? " (by the number of images; --method says otherwise)" : ""}, seed ${options.seed}`,
  );
  if (outOfFold) onMessage(outOfFoldLine("image", { heldOut: divided.calibration.length, options }));
  const warnings = [
    ...images.notes,
    ...suspicions({ classes, places, split, parts: partNames.map((name) => parts[name]), level: options.level }),
  ];
  for (const line of warnings) onMessage(`warning: ${line}`);
  await request.onReady?.({ task: "classification" });

  const code: TargetCode = { kind: "class", classes };
  const network = imageNetwork(image);
  const few = someRows(parts.validation, validationImages(image.width * image.height));
  const [data, validation] = [dataOf(parts.train, code), dataOf(few, code)];
  try {
    const identity = await identityOf(keep, { image, options });
    const drawingOf = (posterior: Posterior) => imageDrawing({ options, image, network }, posterior);
    const fitted = await fitCalibrated(
      parts,
      {
        ...{ code, data, level: options.level, drawingOf },
        folds: outOfFold ? { rows: split.train, strata: parts.train.truth } : undefined,
        fit: (given, { label, key }) =>
          trained({
            ...{ data: given, validation, label, key, keep, identity, onProgress },
            model: imageModelOf(network, { ...image, classes: classes.length, method }),
            method: methodOf(method, { candidate: network, schedule: imageSchedule(count("train")), alone: "whole" }),
            networks: networksOf(method),
          }),
      },
      root,
    );
    const { posterior, curve, calibration, folds } = fitted;
    const card: ImageCard = {
      task: "classification",
      code,
      image,
      scale,
      data: {
        name: images.name,
        sha256: request.sha256 ?? null,
        images: rows.length,
        ofClass: classes.map((_, place) => places.filter((one) => one === place).length),
        parts: { train: count("train"), validation: count("validation"), calibration: count("calibration"), test: count("test") },
      },
      options,
      method,
      network,
      curve,
      folds,
      calibration: calibration as ImageCard["calibration"],
      measured: null,
      warnings,
    };
    const measured = count("test") === 0 ? null : await measureImages(card, parts.test, drawingOf(posterior));
    return imageModel({ ...card, measured }, posterior, split);
  } finally {
    disposeData(data, validation);
  }
}

/** Pixels on the longer side, at most: of larger pictures the first layers alone would fill the memory. */
const mostSide = 256;
/** Pixels on the shorter side, at least: two poolings leave 2. */
const fewestSide = 8;

/** Classes by name, and the place of each image's. @throws BadInput for too few images or classes, and pictures that are too small or too large */
function classesOf({ name, labels, pixels, width, height }: Images): { readonly classes: readonly string[]; readonly places: Int32Array } {
  if (labels === undefined) throw badInput(`${name}: images without a class, expected a folder for each class`);
  const classes = [...new Set(labels)].sort();
  if (classes.length < 2) throw badInput(`${name}: one class, "${classes[0]}", expected two or more`);
  if (pixels.length < fewestRows) throw badInput(`${name}: ${pixels.length} images, expected ${fewestRows} or more`);
  if (Math.max(width, height) > mostSide)
    throw badInput(
      `${name}: images of ${sizeText({ width, height })} pixels, expected ${mostSide} x ${mostSide} at most; --size makes them smaller`,
    );
  if (Math.min(width, height) < fewestSide)
    throw badInput(`${name}: images of ${sizeText({ width, height })} pixels, expected ${fewestSide} x ${fewestSide} or more`);
  const placeOf = new Map(classes.map((one, place) => [one, place]));
  return { classes, places: Int32Array.from(labels, (label) => placeOf.get(label)!) };
}

/** Images by which training is stopped, at most: so many that their first layer takes 512 MiB. */
const validationImages = (area: number): number => Math.max(100, Math.floor(2 ** 23 / area));

interface Suspected {
  readonly classes: readonly string[];
  readonly places: Int32Array;
  readonly split: Split;
  readonly parts: readonly Part[];
  readonly level: number;
}

function suspicions({ classes, places, split, parts, level }: Suspected): string[] {
  const twice = rowsTwice(parts);
  const [few, needed] = [split.calibration.length || split.train.length, fewestForLevel(level)];
  return [
    ...rareClasses(classes, places, "images"),
    ...(twice > 0
      ? [`${twice} images for validation, calibration and test stand in the training part too: what is measured is too good`]
      : []),
    ...(few < needed ? [`${few} images for calibration, ${needed} are needed for a level of ${level}: sets may be too small`] : []),
  ];
}
