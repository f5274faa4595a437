import { badInput, type Context, dataSets, type Experiment, imageTensors, type Progress, repeated } from "@credence/lab";
import { predictClasses, scoreDraws } from "../mnist/score-draws.ts";
import { sourceNetworkFolders, sourceNetworkOptions } from "../mnist/source-networks.ts";
import { importedNetworksClaims } from "./claims.ts";
import { importNetwork } from "./import.ts";
import { type ImportedNetwork, importedNetworkList } from "./recorded.ts";
import { importedNetworksReport } from "./report.ts";
import type { ImportedNetworksResult, ImportedResult } from "./result.ts";

export interface ImportedNetworksSettings {
  readonly testImages: number;
  /** Weight draws of one evaluation; a multiple of ten. */
  readonly draws: number;
  /** Evaluations with other random numbers. */
  readonly evaluations: number;
}

const everything = { testImages: 10_000, draws: 50, evaluations: 5 };

/** Four networks trained elsewhere, evaluated here: our predictions and complexity against numbers of another program. */
export const importedNetworks: Experiment<ImportedNetworksResult, ImportedNetworksSettings> = {
  name: "imported-networks",
  source: "weight-uncertainty",
  shows: "Table 3, rows of 400 units",
  summary:
    "Evaluates the source's own trained networks: errors, likelihoods and complexity must be the recorded ones, whatever our training gives.",
  budgets: { smoke: { ...everything, testImages: 1000, evaluations: 2 }, default: everything, paper: everything },
  options: sourceNetworkOptions,
  needs: ["models"],
  folders: sourceNetworkFolders,
  run,
  claims: importedNetworksClaims,
  report: importedNetworksReport,
};

async function* run(context: Context<ImportedNetworksSettings>): AsyncGenerator<Progress, ImportedNetworksResult, void> {
  const { settings, options, key } = context;
  const folder = options.models;
  if (!folder)
    throw badInput(
      `imported-networks: no folder of networks, expected --option models=FOLDER or CREDENCE_MODELS=FOLDER, which holds ${importedNetworkList.map(({ file }) => file).join(", ")}`,
    );
  const files: { network: ImportedNetwork; bytes: Uint8Array }[] = [];
  for (const network of importedNetworkList) files.push({ network, bytes: await context.readFile(`${folder}/${network.file}`) });

  const test = imageTensors((await context.load(dataSets.mnist)).test, { count: settings.testImages });
  const networks: ImportedResult[] = [];
  for (const { network, bytes } of files) {
    const { name, label } = network;
    const point = await context.piece(`${name}-point`, async () => {
      const { errorPercent, nllPerDatum } = await scorePoint(bytes, network);
      return { errorPercent, nllPerDatum };
    });
    if (network.family === "point") {
      networks.push({ name, point, draws50: null, draws10: null, oneDraw: null, nll50: null, complexity: null });
      continue;
    }
    const posterior = await importNetwork(bytes, network, { take: "posterior" });
    const own = key.child(name);
    const errors = { all: [] as number[], tens: [] as number[], ones: [] as number[], nll: [] as number[] };
    for (let evaluation = 0; evaluation < settings.evaluations; evaluation++) {
      const scores = await context.piece(`${name}-draws-${evaluation}`, () => scoreEvaluation(evaluation));
      errors.all.push(scores.all);
      errors.nll.push(scores.nll);
      errors.tens.push(...scores.tens);
      errors.ones.push(...scores.ones);
      const total = settings.draws * settings.evaluations;
      yield { label, done: settings.draws * (evaluation + 1), total, unit: "draws" };
    }
    const complexity = await context.piece(`${name}-complexity`, () => posterior.complexity!(own.child("complexity")));
    posterior.dispose();
    networks.push({
      name,
      point,
      draws50: repeated(errors.all),
      draws10: repeated(errors.tens),
      oneDraw: repeated(errors.ones),
      nll50: repeated(errors.nll),
      complexity,
    });

    /** Draws of one evaluation serve three times: all together, in tens, and one by one. */
    async function scoreEvaluation(evaluation: number) {
      const predictive = await predictClasses(posterior, { x: test.x, draws: settings.draws, key: own.child("draws").child(evaluation) });
      const score = (from: number, count: number) => scoreDraws(predictive, { y: test.y, from, count });
      const { errorPercent: all, nllPerDatum: nll } = await score(0, settings.draws);
      const tens: number[] = [];
      for (let from = 0; from < settings.draws; from += 10) tens.push((await score(from, 10)).errorPercent);
      const ones: number[] = [];
      for (let from = 0; from < settings.draws; from++) ones.push((await score(from, 1)).errorPercent);
      predictive.probabilities.dispose();
      if (nll === null) throw new Error(`imported-networks: ${name} gives a label probability 0 with ${settings.draws} draws`);
      return { all, nll, tens, ones };
    }
  }
  return { testImages: settings.testImages, draws: settings.draws, evaluations: settings.evaluations, networks };

  async function scorePoint(bytes: Uint8Array, network: ImportedNetwork) {
    const posterior = await importNetwork(bytes, network, { take: "means" });
    const predictive = await predictClasses(posterior, { x: test.x, draws: 1, key: key.child("point") });
    const scores = await scoreDraws(predictive, { y: test.y });
    predictive.probabilities.dispose();
    posterior.dispose();
    return scores;
  }
}
