import type { Command } from "commander";
import type { Machinery } from "./machinery.ts";

interface TableCommands {
  readonly machinery: Machinery;
  /** Adds a command that knows --json. */
  readonly command: (usage: string, description: string) => Command;
  readonly examples: (...lines: readonly string[]) => string;
}

/** The commands about a table, or images, of one's own: fit, predict, evaluate, explain, serve. */
export function addTableCommands({ machinery, command, examples }: TableCommands): void {
  reading(command("fit <file>", "fit a table, or a folder of images: a calibrated model in one file, and its report"))
    .option("--target <column>", "the column of a table to predict")
    .option("--size <WxH>", "of images: brings all to one size, as 64x48 (default: they are of one)")
    .option("--out <folder>", "where model and report go (default: NAME-model)")
    .option("--task <name>", "regression or classification (default: by the target, and said)")
    .option("--column <name=kind...>", "what a column is: number, boolean, category, date, id, text")
    .option("--schema <file>", 'the same for many, as JSON: {"zip": "category"}')
    .option("--ignore <column...>", "columns that are not used")
    .option("--method <name>", "deepEnsemble, mcDropout, bayesByBackprop or laplace (default: by the number of rows, and said)")
    .option("--noise <name>", "heteroscedastic, constant or studentT (default: heteroscedastic)")
    .option("--budget <name>", "how many networks are tried: quick (one), default (four) or thorough", "default")
    .option("--calibration <name>", "heldOut or outOfFold: intervals by rows that do not train, or by five fits more (default: by size)")
    .option("--level <share>", "share of new rows that intervals hold", "0.9")
    .option("--seed <number>", "which random numbers", "0")
    .option("--group <column>", "rows of one value stay in one part, as those of a patient")
    .option("--time <column>", "the earliest rows train, the latest test")
    .option("--split-column <column>", "names each row's part: train, validation, calibration, test")
    .option("--force", "replaces a model of other data or options that lies in the folder")
    .addHelpText(
      "after",
      `\nCtrl-C writes a checkpoint and leaves; the same command goes on from there.\n${examples(
        "credence fit houses.csv --target price --out houses",
        "credence fit houses.csv --target sold --task classification",
        "credence fit photos --size 64x48 --out model   (photos/cats/*.jpg, photos/dogs/*.jpg)",
      )}`,
    )
    .action(async (file, options) => (await import("./commands/fit.ts")).fit(file, options, machinery));

  reading(command("predict <model> <file>", "predict the rows of a file, or the images of a folder"))
    .option("-o, --output <file>", "CSV to write (default: standard output)")
    .addHelpText("after", examples("credence predict houses/model.credence new.csv -o predicted.csv"))
    .action(async (model, file, options) => (await import("./commands/predict.ts")).predictRows(model, file, options, machinery));

  reading(command("evaluate <model> <file>", "measure a model on rows, or on images by class, whose target is known"))
    .addHelpText("after", examples("credence evaluate houses/model.credence sold.csv"))
    .action(async (model, file, options) => (await import("./commands/evaluate.ts")).evaluateRows(model, file, options, machinery));

  reading(command("explain <model> <file>", "what each column is worth: error and doubt where it is shuffled"))
    .option("--shuffles <number>", "shuffles of each column", "5")
    .addHelpText("after", examples("credence explain houses/model.credence sold.csv"))
    .action(async (model, file, options) => (await import("./commands/explain.ts")).explainColumns(model, file, options, machinery));

  command("serve <model>", "answer requests on this machine: HTTP and JSON")
    .option("--port <number>", "where to listen on 127.0.0.1; 0 takes any that is free", "8080")
    .addHelpText("after", examples("credence serve houses/model.credence --port 8080"))
    .action(async (model, options) => (await import("./commands/serve.ts")).serve(model, options, machinery));
}

const reading = (command: Command): Command =>
  command
    .option("--decimal <mark>", "what stands before a fraction: . or ,")
    .option("--na <texts>", "texts and numbers that mean a missing value, as ?,-999")
    .option("--delimiter <text>", "what stands between cells (default: guessed)")
    .option("--encoding <name>", "of a CSV that is not UTF-8, as windows-1252");
