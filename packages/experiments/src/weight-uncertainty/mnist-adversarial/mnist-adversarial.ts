import { badInput, type Context, type Experiment, type GivenOptions, imageTensors, type Progress } from "@credence/lab";
import type { Data, Posterior } from "credence";
import {
  type MnistTraining,
  mnistFit,
  mnistNetworkLabels,
  mnistNetworkNames,
  mnistOptions,
  mnistTensors,
  mnistTraining,
  mnistTrainingOf,
  type TableNetworkName,
} from "../mnist/networks.ts";
import { pairedDrops } from "../mnist/paired-drops.ts";
import { readSourceNetworks, sourceNetworkFolders, sourceNetworkOptions } from "../mnist/source-networks.ts";
import { type AttackOutcome, type AttackSetting, attackNetwork, measureMasking } from "./attack.ts";
import { mnistAdversarialClaims } from "./claims.ts";
import {
  attackers,
  type CnnTraining,
  cnnErrorPercent,
  cnnFit,
  cnnPredictive,
  exampleOf,
  type TransferImages,
  transferImages,
} from "./cnn.ts";
import { publishedEpsilons } from "./published.ts";
import { mnistAdversarialReport } from "./report.ts";
import {
  type AdversarialNetwork,
  type Attacked,
  type AttackerName,
  attackLabels,
  attackNames,
  type Comparison,
  type ImageSet,
  type Masking,
  type MnistAdversarialResult,
  type Owner,
} from "./result.ts";

export interface MnistAdversarialSettings extends MnistTraining {
  /** Images attacked of each set. */
  readonly attackedImages: number;
  readonly epsilons: readonly number[];
  /** Draws of the weights, attacked and averaged. */
  readonly draws: number;
  readonly pgdSteps: number;
  readonly cnn: Readonly<Record<AttackerName, CnnTraining>>;
}

const attack = { attackedImages: 1024, epsilons: publishedEpsilons, draws: 10 };
const cnn = { batchSize: 128, learningRate: 1e-3 };
/** The training of the source's public code. */
const oneConvolution = { batchSize: 128, learningRate: 0.01, epochs: 10, lastBatch: "drop" } as const;

/** Figures 4 and 22: FGSM images of a separate CNN, as the source has it, and attacks on each network's own averaged prediction beside it. */
export const mnistAdversarial: Experiment<MnistAdversarialResult, MnistAdversarialSettings> = {
  name: "mnist-adversarial",
  source: "weight-uncertainty",
  shows: "Figures 4 and 22",
  summary:
    "Accuracy on adversarial MNIST images of Bayes by backprop, a plain network and dropout: the source's transfer attack, and white-box FGSM and PGD.",
  budgets: {
    smoke: {
      ...mnistTraining.smoke,
      ...attack,
      attackedImages: 64,
      draws: 2,
      pgdSteps: 2,
      cnn: {
        lenet: { ...cnn, batchSize: 64, epochs: 1 },
        "one-convolution": { ...oneConvolution, batchSize: 64, epochs: 1 },
      },
    },
    default: {
      ...mnistTraining.default,
      ...attack,
      pgdSteps: 10,
      cnn: { lenet: { ...cnn, epochs: 2 }, "one-convolution": oneConvolution },
    },
    paper: { ...mnistTraining.paper, ...attack, pgdSteps: 20, cnn: { lenet: { ...cnn, epochs: 10 }, "one-convolution": oneConvolution } },
  },
  options: {
    ...mnistOptions,
    ...sourceNetworkOptions,
    cnn: "the network whose gradients make the shared images: lenet, or one-convolution, that of the source's public code; lenet unless given",
  },
  folders: sourceNetworkFolders,
  checkOptions: (given) => {
    mnistTrainingOf(given);
    attackerOf(given);
  },
  run,
  claims: mnistAdversarialClaims,
  report: mnistAdversarialReport,
};

/** The network that `--option cnn` names. @throws BadInput where there is none of that name */
function attackerOf({ options }: Pick<GivenOptions<unknown>, "options">): AttackerName {
  const { cnn: name = "lenet" } = options;
  if (!Object.hasOwn(attackers, name)) throw badInput(`--option cnn: got ${name}, expected ${Object.keys(attackers).join(" or ")}`);
  return name as AttackerName;
}

interface AttackedSet {
  readonly set: ImageSet;
  readonly data: Data;
  readonly transfer: TransferImages;
}

/** The outcomes of the networks of one owner and size, kept until they are compared. */
type Outcomes = Map<string, AttackOutcome>;

const outcomeName = (network: TableNetworkName, set: ImageSet, name: string): string => `${network} ${set} ${name}`;

async function* run(context: Context<MnistAdversarialSettings>): AsyncGenerator<Progress, MnistAdversarialResult, void> {
  const settings = mnistTrainingOf(context);
  const cnnName = attackerOf(context);
  const { epsilons, draws, pgdSteps, trainImages, testImages, attackedImages: count } = settings;
  const key = context.key.child("mnist-adversarial");
  const { images, train, test } = await mnistTensors(context, settings);

  const { posterior: cnnPosterior } = yield* context.fit(cnnFit(cnnName, { training: settings.cnn[cnnName], train, key: context.key }));
  const attacker = cnnPredictive(cnnPosterior, key.child("cnn"));
  const sets: readonly AttackedSet[] = (["train", "test"] as const).map((set) => {
    const data = imageTensors(images[set], { count });
    return { set, data, transfer: transferImages(attacker, { data, epsilons }) };
  });
  const example = await exampleOf(attacker, { ...sets[0]!, epsilons });
  const cnnError = await cnnErrorPercent(attacker, test);
  cnnPosterior.dispose();

  const source = await readSourceNetworks(context);
  const networks: AdversarialNetwork[] = [];
  const comparisons: Comparison[] = [];
  const total = (settings.units.length * mnistNetworkNames.length + source.length) * sets.length * attackNames.length * count;
  let done = 0;

  const outcomes: Outcomes = new Map();
  for (const { network, posterior } of source) {
    yield* attackAll(posterior, {
      owner: "source",
      network: network.name as TableNetworkName,
      units: 400,
      epochs: sourceEpochs(network.family),
    });
    posterior.dispose();
  }
  if (source.length > 0) comparisons.push(...compare(outcomes, { owner: "source", units: 400 }));
  for (const units of settings.units) {
    outcomes.clear();
    for (const network of mnistNetworkNames) {
      const { posterior } = yield* context.fit(mnistFit(network, units, { training: settings, train, test, key: context.key }));
      yield* attackAll(posterior, { owner: "ours", network, units, epochs: settings.epochs[network][settings.units.indexOf(units)]! });
      posterior.dispose();
    }
    comparisons.push(...compare(outcomes, { owner: "ours", units }));
  }
  return {
    epsilons,
    images: count,
    draws,
    pgdSteps,
    trainImages,
    cnn: { name: cnnName, epochs: settings.cnn[cnnName].epochs, errorPercent: cnnError, testImages },
    example,
    networks,
    comparisons,
  };

  /** Every attack on one network, each a piece. */
  async function* attackAll(
    posterior: Posterior,
    { owner, network, units, epochs }: Omit<AdversarialNetwork, "attacked" | "masking">,
  ): AsyncGenerator<Progress, void, void> {
    const attacked: Attacked[] = [];
    const masking: Masking[] = [];
    const own = key.child(owner).child(network).child(units);
    const percent = (wrong: number) => (100 * (count - wrong)) / count;
    for (const { set, data, transfer } of sets) {
      const setting: AttackSetting = { posterior, data, epsilons, draws, pgdSteps, key: own };
      const piece = `${owner}-${network}-${units}-${set}`;
      masking.push({ set, ...(await context.piece(`${piece}-masking`, () => measureMasking(setting))) });
      for (const name of attackNames) {
        const outcome = await context.piece(`${piece}-${name}`, () => attackNetwork(name, setting, transfer));
        outcomes.set(outcomeName(network, set, name), outcome);
        attacked.push({
          set,
          attack: name,
          accuracyPercent: outcome.wrong.map((wrong) => percent(wrong.length)),
          freshDrawsPercent: outcome.freshWrong?.map(percent) ?? null,
        });
        done += count;
        yield { label: `${mnistNetworkLabels[network]}, ${units} units: ${attackLabels[name]}`, done, total, unit: "images" };
      }
    }
    networks.push({ owner, network, units, epochs, attacked, masking });
  }

  /** The Gaussian BNN against each other network, on the same images. */
  function compare(of: Outcomes, { owner, units }: { owner: Owner; units: number }): Comparison[] {
    const drops = (network: TableNetworkName, set: ImageSet, name: string, at: number) => {
      const { wrong } = of.get(outcomeName(network, set, name))!;
      return { clean: wrong[epsilons.indexOf(0)]!, attacked: wrong[at]! };
    };
    return mnistNetworkNames
      .filter((other) => other !== "bnn-gaussian")
      .flatMap((other) =>
        sets.flatMap(({ set }) =>
          attackNames.flatMap((name) =>
            epsilons.flatMap((epsilon, at) => {
              if (epsilon === 0) return [];
              const difference = pairedDrops(drops("bnn-gaussian", set, name, at), drops(other, set, name, at), { images: count });
              return [{ owner, units, other, set, attack: name, epsilon, ...difference }];
            }),
          ),
        ),
      );
  }
}

/** What the source's stored networks of 400 units were trained for. */
const sourceEpochs = (family: "meanField" | "point"): number => (family === "meanField" ? 600 : 300);
