import { type BudgetName, badInput, type Context, experiment, type GivenOptions, imageTensors, type ResultOf } from "@credence/lab";
import { mnistNetworkLabels, mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { pairedDrops } from "../mnist/paired-differences.ts";
import { scorePosterior } from "../mnist/score-draws.ts";
import { sourceNetworkFolders, sourceNetworkOptions } from "../mnist/source-networks.ts";
import { type MnistTraining, mnistOptions, mnistSizes, mnistTraining } from "../mnist/training.ts";
import { type NetworkUnit, networkOf, type PreparedMnist, prepareMnist, sourceUnits, trainedUnits } from "../mnist/units.ts";
import { type AttackName, attackLabels, attackNames, attackNetwork, type ImageSet, imageSets, measureMasking } from "./attack.ts";
import { mnistAdversarialClaims } from "./claims.ts";
import { type AttackerName, attackers, type CnnTraining, cnnFit, cnnPredictive, exampleOf, imagesOf, transferImages } from "./cnn.ts";
import { mnistAdversarialFigures } from "./figures.ts";
import { publishedEpsilons } from "./published.ts";
import { mnistAdversarialTables } from "./tables.ts";

const attack = {
  /** Images attacked of each set. */
  attackedImages: 1024,
  epsilons: publishedEpsilons,
  /** Draws of the weights, attacked and averaged. */
  draws: 10,
  pgdSteps: 10,
};
type Settings = MnistTraining & typeof attack & { readonly cnn: Readonly<Record<AttackerName, CnnTraining>> };

/** One convolution trains as in the source's public code. */
const cnns = (epochs: number, look: Partial<CnnTraining> = {}): Settings["cnn"] => ({
  lenet: { batchSize: 128, learningRate: 1e-3, epochs, ...look },
  "one-convolution": { batchSize: 128, learningRate: 0.01, epochs: 10, lastBatch: "drop", ...look },
});
const budgets: Readonly<Record<BudgetName, Settings>> = {
  smoke: { ...mnistTraining.smoke, ...attack, attackedImages: 64, draws: 2, pgdSteps: 2, cnn: cnns(1, { batchSize: 64, epochs: 1 }) },
  default: { ...mnistTraining.default, ...attack, cnn: cnns(2) },
  paper: { ...mnistTraining.paper, ...attack, pgdSteps: 20, cnn: cnns(10) },
};

/** Figures 4 and 22: FGSM images of a separate CNN, as the source has it, and attacks on each network's own averaged prediction beside it. */
export const mnistAdversarial = experiment({
  name: "mnist-adversarial",
  source: "weight-uncertainty",
  shows: "Figures 4 and 22",
  summary:
    "Accuracy on adversarial MNIST images of Bayes by backprop, a plain network and dropout: the source's transfer attack, and white-box FGSM and PGD.",
  budgets,
  options: {
    ...mnistOptions,
    ...sourceNetworkOptions,
    cnn: "the network whose gradients make the shared images: lenet, or one-convolution, that of the source's public code; lenet unless given",
  },
  folders: sourceNetworkFolders,
  checkOptions(given: GivenOptions<Settings>) {
    mnistSizes(given);
    attackerOf(given);
  },
  units: (given: GivenOptions<Settings>) => [...sourceUnits(given, mnistNetworkNames), ...trainedUnits(given, mnistNetworkNames)],
  prepare: async (context): Promise<Shared> => prepareMnist(context),
  perform,
  conclude,
  claims: mnistAdversarialClaims,
  figures: mnistAdversarialFigures,
  tables: mnistAdversarialTables,
});

export type MnistAdversarialResult = ResultOf<typeof conclude>;
export type AdversarialNetwork = MnistAdversarialResult["networks"][number];
/** How much more accuracy the Gaussian BNN loses than another network of its size under the same attack, percentage points. */
export type Comparison = MnistAdversarialResult["comparisons"][number];

/** The network that `--option cnn` names. @throws BadInput where there is none of that name */
function attackerOf({ options }: Pick<GivenOptions<unknown>, "options">): AttackerName {
  const { cnn: name = "lenet" } = options;
  if (!Object.hasOwn(attackers, name)) throw badInput(`--option cnn: got ${name}, expected ${Object.keys(attackers).join(" or ")}`);
  return name as AttackerName;
}

type Shared = PreparedMnist & { attacked?: ResultOf<typeof attackedSets> };
/** The CNN, trained or found, what it makes of the images, and what is known of it. */
async function* attackedSets({ settings, key, fit, options }: Context<Settings>, { images, train, test }: PreparedMnist) {
  const name = attackerOf({ options });
  const { posterior } = yield* fit(cnnFit(name, { training: settings.cnn[name], train, key }));
  const attacker = cnnPredictive(posterior, key.child("mnist-adversarial").child("cnn"));
  const sets = imageSets.map((set) => {
    const data = imageTensors(images[set], { count: settings.attackedImages });
    return { set, data, transfer: transferImages(attacker, { data, epsilons: settings.epsilons }) };
  });
  const example = await exampleOf(attacker, sets[0]!);
  const { errorPercent } = await scorePosterior(posterior, { ...imagesOf(test), draws: 1, key });
  const cnn = { name, epochs: settings.cnn[name].epochs, errorPercent, testImages: settings.testImages };
  posterior.dispose();
  return { sets, example, cnn };
}

/** A network under one attack on one set of images: accuracy in % at each epsilon, the same of other draws of the weights, and the wrong images. */
type AttackedSet = {
  readonly set: ImageSet;
  readonly attack: AttackName;
  readonly accuracyPercent: readonly number[];
  readonly freshDrawsPercent: readonly number[] | null;
  readonly wrong: readonly (readonly number[])[];
};

/** Every attack on one network; with the wrong images, of which comparisons are made. */
async function* perform(unit: NetworkUnit<TableNetworkName>, context: Context<Settings>, shared: Shared) {
  const { origin: owner, network, units, epochs } = unit;
  const { epsilons, draws, pgdSteps, attackedImages: count } = context.settings;
  shared.attacked ??= yield* attackedSets(context, shared);
  const { sets, example, cnn } = shared.attacked;
  const { posterior } = yield* networkOf(unit, context, shared);
  const key = context.key.child("mnist-adversarial").child(owner).child(network).child(units);
  const percent = (wrong: number) => (100 * (count - wrong)) / count;
  const attacked: AttackedSet[] = [];
  const masking: (Awaited<ReturnType<typeof measureMasking>> & { readonly set: ImageSet })[] = [];
  for (const { set, data, transfer } of sets) {
    const setting = { posterior, data, epsilons, draws, pgdSteps, key };
    masking.push({ set, ...(await measureMasking(setting)) });
    for (const name of attackNames) {
      const { wrong, freshWrong } = await context.piece(`${unit.name}-${set}-${name}`, () => attackNetwork(name, setting, transfer));
      const accuracyPercent = wrong.map((images) => percent(images.length));
      attacked.push({ set, attack: name, accuracyPercent, freshDrawsPercent: freshWrong?.map(percent) ?? null, wrong });
      const label = `${mnistNetworkLabels[network]}, ${units} units: ${attackLabels[name]}`;
      yield { label, done: attacked.length * count, total: sets.length * attackNames.length * count, unit: "images" };
    }
  }
  posterior.dispose();
  return { owner, network, units, epochs, attacked, masking, example, cnn };
}

type Attacked = ResultOf<typeof perform>;

function conclude(all: readonly Attacked[], { settings }: Context<Settings>) {
  const { epsilons, attackedImages: images, draws, pgdSteps, trainImages } = settings;
  const [{ example, cnn }] = all as readonly [Attacked];
  const networks = all.map(({ example: _, cnn: __, attacked, ...network }) => ({
    ...network,
    attacked: attacked.map(({ wrong: _, ...rest }) => rest),
  }));
  const bayesian = all.filter(({ network }) => network === "bnn-gaussian");
  const comparisons = bayesian.flatMap((one) => compare(one, all, settings));
  return { epsilons, images, draws, pgdSteps, trainImages, cnn, example, networks, comparisons };
}

/** The Gaussian BNN against each other network of its owner and size, on the same images. */
function compare(bayesian: Attacked, all: readonly Attacked[], { epsilons, attackedImages: images }: Settings) {
  const { owner, units } = bayesian;
  return all
    .filter((one) => one.owner === owner && one.units === units && one !== bayesian)
    .flatMap(({ network: other, attacked }) =>
      attacked.flatMap(({ set, attack, wrong }, place) =>
        epsilons.flatMap((epsilon, at) => {
          if (epsilon === 0) return [];
          const [ours, theirs] = [bayesian.attacked[place]!.wrong, wrong].map((images) => {
            return { clean: images[epsilons.indexOf(0)]!, attacked: images[at]! };
          });
          return [{ owner, units, other, set, attack, epsilon, ...pairedDrops(ours!, theirs!, { images }) }];
        }),
      ),
    );
}
