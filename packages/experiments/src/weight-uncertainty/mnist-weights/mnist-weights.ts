import type { Context, Experiment, Progress } from "@credence/lab";
import type { Posterior } from "credence";
import {
  type MnistNetworkName,
  type MnistTraining,
  mnistFit,
  mnistOptions,
  mnistParts,
  mnistTensors,
  mnistTraining,
  mnistTrainingOf,
  shorterFit,
} from "../mnist/networks.ts";
import { readSourceNetworks, sourceNetworkFolders, sourceNetworkOptions } from "../mnist/source-networks.ts";
import { keepsLowestObjective, keptEpoch } from "../training/lowest-objective.ts";
import { mnistWeightsClaims } from "./claims.ts";
import { weightDensities } from "./densities.ts";
import { mnistWeightsReport } from "./report.ts";
import { idOf, type MnistWeightsResult, type NetworkWeights } from "./result.ts";

export interface MnistWeightsSettings extends MnistTraining {
  /** Draws of all weights of a Bayesian network. */
  readonly weightDraws: number;
  /** Epochs of a second, shorter training of the Gaussian network, whose standard deviations the source recorded; without it there is none. */
  readonly shorter?: { readonly epochs: number; readonly keeps: typeof keepsLowestObjective };
}

/** Those of Figures 16 and 17. */
const networkNames: readonly MnistNetworkName[] = ["bnn-gaussian", "bnn-mixture", "bnn-laplace", "dnn-dropout", "dnn"];

/** Training of the source's stored networks. */
const sourceUnits = 400;
const sourceEpochs = { meanField: 600, point: 300 } as const;

/** Figures 16 and 17: how trained weights are distributed, under three priors, with dropout, and in a plain network. */
export const mnistWeights: Experiment<MnistWeightsResult, MnistWeightsSettings> = {
  name: "mnist-weights",
  source: "weight-uncertainty",
  shows: "Figures 16 and 17",
  summary: "Densities of the trained weights under a Gaussian, a mixture and a Laplace prior, with dropout, and of a plain network.",
  budgets: {
    smoke: { ...mnistTraining.smoke, weightDraws: 10, shorter: { epochs: 1, keeps: keepsLowestObjective } },
    default: { ...mnistTraining.default, weightDraws: 10 },
    paper: { ...mnistTraining.paper, weightDraws: 10, shorter: { epochs: 300, keeps: keepsLowestObjective } },
  },
  options: { ...mnistOptions, ...sourceNetworkOptions },
  folders: sourceNetworkFolders,
  checkOptions: mnistTrainingOf,
  parts: mnistParts,
  run,
  claims: mnistWeightsClaims,
  report: mnistWeightsReport,
};

type Subject = Pick<NetworkWeights, "network" | "origin" | "units" | "epochs" | "keptEpoch">;

async function* run(context: Context<MnistWeightsSettings>): AsyncGenerator<Progress, MnistWeightsResult, void> {
  const { key } = context;
  const settings = mnistTrainingOf(context);
  const { trainImages, weightDraws: draws } = settings;
  const { train, test } = await mnistTensors(context, settings);
  const networks: NetworkWeights[] = [];
  for (const units of settings.units)
    for (const network of networkNames) {
      const epochs = settings.epochs[network][settings.units.indexOf(units)];
      const { posterior } = yield* context.fit(mnistFit(network, units, { training: settings, train, test, key }));
      networks.push(await measured(posterior, { subject: { network, origin: "ours", units, epochs } }));
      posterior.dispose();
    }
  const sources = await readSourceNetworks(context);
  for (const [done, { network, posterior }] of sources.entries()) {
    const name = networkNames.find((one) => one === network.name);
    if (!name) throw new Error(`mnist-weights: the source's network ${network.name} is none of ${networkNames.join(", ")}`);
    const epochs = sourceEpochs[network.family];
    networks.push(await measured(posterior, { subject: { network: name, origin: "source", units: sourceUnits, epochs } }));
    posterior.dispose();
    yield { label: `weights of the source's ${network.label}`, done: draws * (done + 1), total: draws * sources.length, unit: "draws" };
  }
  const shorterTraining: NetworkWeights[] = [];
  const { shorter } = settings;
  if (shorter !== undefined)
    for (const units of settings.units) {
      const network = "bnn-gaussian";
      const { posterior, trace } = yield* context.fit(
        shorterFit(network, units, { epochs: shorter.epochs, training: settings, train, test, key }),
      );
      const subject: Subject = { network, origin: "ours", units, epochs: shorter.epochs, keptEpoch: keptEpoch(trace) };
      shorterTraining.push(await measured(posterior, { subject, id: `${idOf(subject)}-${shorter.epochs}-epochs` }));
      posterior.dispose();
    }
  return { trainImages, networks, shorterTraining };

  async function measured(
    posterior: Posterior,
    { subject, id = idOf(subject) }: { subject: Subject; id?: string },
  ): Promise<NetworkWeights> {
    const densities = await context.piece(id, () => weightDensities(posterior, { draws, key: key.child("weights").child(id) }));
    return { ...subject, ...densities };
  }
}
