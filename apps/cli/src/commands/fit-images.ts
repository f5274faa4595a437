import { basename, join, resolve } from "node:path";
import { badInput } from "@credence/lab";
import { methodNames } from "@credence/tabular";
import { imageClassifier, selectImages } from "@credence/tabular/images";
import { imageReportPage } from "@credence/tabular/report";
import { chooseDisplay } from "../display/display.ts";
import { nodeStorage } from "../host/node-storage.ts";
import { readClasses } from "../images/read-folder.ts";
import type { Machinery } from "../machinery.ts";
import { pickName } from "../names.ts";
import { nodeDocument } from "../render/node-document.ts";
import { keepFit } from "../tables/keep-fit.ts";
import { isSameFit } from "../tables/model-folder.ts";
import { calibrationOf } from "../tables/parse-calibration.ts";
import { parseLevel } from "../tables/parse-level.ts";
import { tellFit } from "../tables/tell-fit.ts";
import type { FitTyped } from "./fit.ts";
import { parseSeed } from "./run-arguments.ts";

/** Options that say something about a table. */
const ofTables = [
  ["target", "--target"],
  ["task", "--task"],
  ["column", "--column"],
  ["schema", "--schema"],
  ["ignore", "--ignore"],
  ["noise", "--noise"],
  ["group", "--group"],
  ["time", "--time"],
  ["splitColumn", "--split-column"],
] as const;

/** Fits the images of a folder, a folder for each class, into another: `model.credence`, and a report of it. */
export async function fitImageFolder(source: string, typed: FitTyped, machinery: Machinery): Promise<void> {
  for (const [name, option] of ofTables)
    if (typed[name] !== undefined)
      throw badInput(`${option}: of tables alone, and ${source} is a folder, whose folders are the classes of images`);
  const estimator = imageClassifier({
    seed: parseSeed(typed.seed),
    level: parseLevel(typed.level),
    // a quick fit is one fit
    ...(typed.budget === "quick" ? { calibration: "heldOut" as const } : {}),
    ...calibrationOf(typed),
    ...(typed.method === undefined ? {} : { method: pickName("method", typed.method, methodNames) }),
  });
  const folder = typed.out ?? `${basename(resolve(source))}-model`;
  if (folder === "") throw badInput("--out: empty, expected a folder");
  const json = typed.json ?? false;
  const display = chooseDisplay({ json });
  const { images, sha256 } = await readClasses(source, { size: typed.size, onProgress: (progress) => display.show(progress) });
  display.finishStage();
  const storage = nodeStorage(folder);
  const identity = { sha256, size: typed.size ?? "" };
  await keepFit({
    ...{ folder, identity, display, machinery, force: typed.force ?? false },
    isSame: (opened) => {
      if (opened.kind !== "images") return false;
      const { data, options, image } = opened.model.card;
      const size = image.resizes ? `${image.width}x${image.height}` : "";
      return isSameFit({ sha256: data.sha256, size, options }, { ...identity, options: estimator.options });
    },
    fit: async (request) => {
      const model = await estimator.fit(images, { ...request, sha256 });
      display.finishStage();
      display.end();
      const written = ["model.credence"];
      await storage.write("model.credence", await model.save());
      const test = selectImages(images, model.split?.test ?? new Int32Array());
      if (test.pixels.length > 0) {
        const page = await imageReportPage({ model, images: test, evaluation: model.card.measured }, { document: nodeDocument() });
        await storage.write("report.html", new TextEncoder().encode(page));
        written.push("report.html");
      }
      tellFit(
        model.card,
        written.map((name) => join(folder, name)),
        { json },
      );
    },
  });
}
