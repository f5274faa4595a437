import { badInput, type Context, dataSets, experiment, imageTensors, type ResultOf, repeated } from "@credence/lab";
import type { Key } from "@credence/tensor";
import type { Data, Posterior } from "credence";
import { isBayesian, mnistNetworkLabels } from "../mnist/networks.ts";
import { predictClasses, scoreDraws, scorePosterior } from "../mnist/score-draws.ts";
import {
  type ImportedNetwork,
  importedNetworkList,
  importNetwork,
  sourceNetworkFolders,
  sourceNetworkOptions,
} from "../mnist/source-networks.ts";
import { importedNetworksClaims } from "./claims.ts";
import { importedNetworksFigures, importedNetworksTables } from "./figures.ts";

const everything = {
  testImages: 10_000,
  /** Weight draws of one evaluation; a multiple of ten. */
  draws: 50,
  /** Evaluations with other random numbers. */
  evaluations: 5,
};

type Settings = typeof everything;

/** Four networks trained elsewhere, evaluated here: our predictions and complexity against numbers of another program. */
export const importedNetworks = experiment({
  name: "imported-networks",
  source: "weight-uncertainty",
  shows: "Table 3, rows of 400 units",
  question: "Do the study's stored networks give its numbers here?",
  summary:
    "Evaluates the source's own trained networks: errors, likelihoods and complexity must be the recorded ones, whatever our training gives.",
  budgets: { smoke: { ...everything, testImages: 1000, evaluations: 2 }, default: everything, paper: everything },
  options: sourceNetworkOptions,
  needs: ["models"],
  folders: sourceNetworkFolders,
  units: () => importedNetworkList,
  prepare,
  perform,
  conclude: (networks: readonly ImportedResult[], { settings }) => ({ ...settings, networks }),
  claims: importedNetworksClaims,
  figures: importedNetworksFigures,
  tables: importedNetworksTables,
});

export type ImportedNetworksResult = Settings & { readonly networks: readonly ImportedResult[] };
export type ImportedResult = ResultOf<typeof perform>;

async function prepare({ settings, options, load }: Context<Settings>) {
  if (!options.models) throw badInput("imported-networks: no folder, expected --option models=FOLDER or CREDENCE_MODELS=FOLDER");
  return imageTensors((await load(dataSets.mnist)).test, { count: settings.testImages });
}

async function* perform(network: ImportedNetwork, { settings, options, key, piece, readFile }: Context<Settings>, test: Data) {
  const { name, file } = network;
  const { draws, evaluations } = settings;
  const bytes = await readFile(`${options.models}/${file}`);
  const means = await importNetwork(bytes, network, { take: "means" });
  const { errorPercent, nllPerDatum } = await scorePosterior(means, { ...test, draws: 1, key: key.child("point") });
  means.dispose();
  /** The weights, or the means of the weights, as one network. */
  const point = { errorPercent, nllPerDatum };
  if (!isBayesian(name)) return { name, point, draws50: null, draws10: null, oneDraw: null, nll50: null, complexity: null };

  const posterior = await importNetwork(bytes, network, { take: "posterior" });
  const own = key.child(name);
  const scores: ResultOf<typeof evaluate>[] = [];
  for (let done = 1; done <= evaluations; done++) {
    scores.push(
      await piece(`${name}-draws-${done - 1}`, () => evaluate(posterior, { ...test, draws, key: own.child("draws").child(done - 1) })),
    );
    yield { label: mnistNetworkLabels[name], done: draws * done, total: draws * evaluations, unit: "draws" as const };
  }
  const { value: complexity } = await posterior.complexity!(own.child("complexity"));
  posterior.dispose();
  return {
    name,
    point,
    draws50: repeated(scores.map(({ all }) => all)),
    draws10: repeated(scores.flatMap(({ tens }) => tens)),
    oneDraw: repeated(scores.flatMap(({ ones }) => ones)),
    nll50: repeated(scores.map(({ nll }) => nll)),
    /** KL[q || prior], nats. */
    complexity,
  };
}

/** Draws of one evaluation serve three times: all together, in tens, and one by one. */
async function evaluate(posterior: Posterior, { x, y, draws, key }: Data & { readonly draws: number; readonly key: Key }) {
  const predictive = await predictClasses(posterior, { x, draws, key });
  const inParts = async (count: number) => {
    const errors: number[] = [];
    for (let from = 0; from < draws; from += count) errors.push((await scoreDraws(predictive, { y, from, count })).errorPercent);
    return errors;
  };
  const { errorPercent: all, nllPerDatum: nll } = await scoreDraws(predictive, { y });
  const [tens, ones] = [await inParts(10), await inParts(1)];
  predictive.probabilities.dispose();
  if (nll === null) throw new Error(`imported-networks: a label has probability 0 with ${draws} draws`);
  return { all, nll, tens, ones };
}
