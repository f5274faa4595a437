import { readFileSync } from "node:fs";
import { Command } from "commander";
import type { Machinery } from "./machinery.ts";
import { addTableCommands } from "./table-commands.ts";

interface ProgramOptions {
  readonly machinery: Machinery;
  readonly setExitCode: (code: number) => void;
}

/** The commands and their options. Each handler is loaded when it is called, so that help is at once there. */
export function buildProgram({ machinery, setExitCode }: ProgramOptions): Command {
  const program = new Command("credence");
  program
    .description("Bayesian deep learning: published experiments run again, and calibrated predictions from your own tables")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
    .addHelpText("after", examples("credence list", "credence run quickstart", "credence help run"));

  command("list", "the experiments, what each shows and where it was published")
    .addHelpText("after", examples("credence list", "credence list --json"))
    .action(async (options) => (await import("./commands/list.ts")).list(options, machinery));

  command("run [experiment]", "run an experiment, all of a source, or everything; or go on where it was interrupted")
    .option("--source <name>", "every experiment of a source (see credence list), bound in one report")
    .option("--all", "every source, and an index over all books with one table of every claim")
    .option("--budget <name>", "smoke (seconds), default (minutes) or paper (the source's settings)", "default")
    .option("--seed <number>", "which random numbers", "0")
    .option("--data <folder>", "where the data sets are; else CREDENCE_DATA, else the cache, else they are downloaded")
    .option("--out <folder>", "the run's folder (default: runs/EXPERIMENT-BUDGET-seedN, or runs/SOURCE-BUDGET-seedN)")
    .option("--artifacts <folder>", "finished fits and values, shared by runs (default: artifacts in --out, else runs/artifacts)")
    .option("--jobs <number>", "processes side by side, where the work divides; never changes a result (1 unless given)")
    .option("--unit <name>", "one unit of its work alone: what it leaves among the artifacts, a run of the whole finds")
    .option("--option <name=value...>", "an option of the experiment; with --source, of each that knows it")
    .addHelpText(
      "after",
      `\nCtrl-C writes a checkpoint and leaves; the same command goes on from there.\nA second Ctrl-C leaves at once.\n${examples(
        "credence run quickstart",
        "credence run mnist-error --budget smoke --seed 3 --data ~/data",
        "credence run mnist-error --budget paper --out runs/overnight",
        "credence run --source weight-uncertainty --budget smoke",
        "credence run --all --budget smoke",
      )}`,
    )
    .action(async (experiment, options) => setExitCode(await (await import("./commands/run.ts")).run(experiment, options, machinery)));

  command("report <folder>", "draw the report of a finished run, or a book, again")
    .addHelpText("after", examples("credence report runs/quickstart-default-seed0"))
    .action(async (folder, options) => (await import("./commands/report.ts")).report(folder, options, machinery));

  const data = program.command("data").description("the data sets: which there are, which are at hand").helpCommand(false);
  data.addHelpText("after", examples("credence data list", "credence data fetch mnist", "credence data verify --data ~/data"));
  for (const [name, description] of [
    ["list", "every data set, its licence and whether it is at hand"],
    ["fetch", "download data sets into the cache, where they are not at hand (all unless named)"],
    ["verify", "compare the files with their checksums (all unless named)"],
  ] as const) {
    const one = data.command(name === "list" ? name : `${name} [names...]`).description(description);
    one.option("--data <folder>", "where the data sets are; else CREDENCE_DATA, else the cache");
    one.option("--json", "print JSON");
    one.action(async (...given) => {
      const commands = await import("./commands/data.ts");
      if (name === "list") await commands.dataList(given[0]);
      else if (name === "fetch") await commands.dataFetch(given[0], given[1]);
      else setExitCode(await commands.dataVerify(given[0], given[1]));
    });
  }

  command("conformance <files...>", "check the mathematics against files of reference numbers")
    .addHelpText("after", examples("credence conformance densities.json elbo.json"))
    .action(async (files, options) =>
      setExitCode(await (await import("./commands/conformance.ts")).runConformance(files, options, machinery)),
    );

  command("doctor [run-folder]", "what this machine gives, or what is likely wrong with the fits of a run")
    .option("--data <folder>", "where the data sets are; else CREDENCE_DATA, else the cache")
    .addHelpText("after", examples("credence doctor", "credence doctor runs/quickstart-smoke-seed0"))
    .action(async (folder, options) => {
      if (folder === undefined) await (await import("./commands/doctor.ts")).doctor(options, machinery);
      else await (await import("./commands/doctor-run.ts")).doctorRun(folder, options);
    });

  addTableCommands({ machinery, command, examples });

  return program;

  function command(usage: string, description: string): Command {
    return program.command(usage).description(description).option("--json", "print JSON, one value a line");
  }
}

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;
}

/** Suggestions come on a line of their own; a script that logs errors wants one. */
function oneLine(text: string): string {
  return `${text.trim().replaceAll(/\s*\n\s*/g, " ")}\n`;
}
