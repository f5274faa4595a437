import { type BudgetName, badInput, type Context, experiment, type GivenOptions, imageTensors, type ResultOf } from "@credence/lab";
import { metrics } from "credence";
import { mnistNetworkLabels, mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { scorePosterior } from "../mnist/score-draws.ts";
import { mnistSizes, mnistTraining } from "../mnist/training.ts";
import { type NetworkUnit, networkOf, onMnistNetworks, prepareMnist, sourceUnits, trainedUnits } from "../mnist/units.ts";
import { attackNames, attackNetwork, imageSets, measureMasking } from "./attack.ts";
import { mnistAdversarialClaims } from "./claims.ts";
import { type AttackerName, attackers, type CnnTraining, cnnFit, cnnPredictive, exampleOf, imagesOf } from "./cnn.ts";
import { mnistAdversarialFigures } from "./figures.ts";
import { publishedEpsilons } from "./published.ts";
import { mnistAdversarialTables } from "./tables.ts";

/** The CNNs of the budgets differ in epochs; the second has the training of the source's public code. */
const cnn = (epochs: number, other?: Partial<CnnTraining>): Readonly<Record<AttackerName, CnnTraining>> => ({
  lenet: { batchSize: 128, learningRate: 1e-3, epochs, ...other },
  "one-convolution": { batchSize: 128, learningRate: 0.01, epochs: 10, lastBatch: "drop", ...other },
});

const paper = {
  ...mnistTraining.paper,
  /** Images attacked of each set. */
  attackedImages: 1024,
  epsilons: publishedEpsilons,
  /** Draws of the weights, attacked and averaged. */
  draws: 10,
  pgdSteps: 20,
  cnn: cnn(10),
};
type Settings = typeof paper;

const budgets: Readonly<Record<BudgetName, Settings>> = {
  smoke: { ...paper, ...mnistTraining.smoke, attackedImages: 64, draws: 2, pgdSteps: 2, cnn: cnn(1, { batchSize: 64, epochs: 1 }) },
  default: { ...paper, ...mnistTraining.default, pgdSteps: 10, cnn: cnn(2) },
  paper,
};

/** Figures 4 and 22: FGSM images of a separate CNN, as the source has it, and attacks on each network's own averaged prediction beside it. */
export const mnistAdversarial = experiment({
  ...onMnistNetworks,
  name: "mnist-adversarial",
  shows: "Figures 4 and 22",
  question: "Do Bayesian networks withstand adversarial images better?",
  summary:
    "Accuracy on adversarial MNIST images of Bayes by backprop, a plain network and dropout: the source's transfer attack, and white-box FGSM and PGD.",
  budgets,
  options: {
    ...onMnistNetworks.options,
    cnn: "the network whose gradients make the shared images: lenet, or one-convolution, that of the source's public code; lenet unless given",
  },
  checkOptions: (given: GivenOptions<Settings>) => void [mnistSizes(given), attackerOf(given)],
  units: (given: GivenOptions<Settings>): readonly AttackUnit[] => [
    { name: "cnn" },
    ...sourceUnits(given, mnistNetworkNames),
    ...trainedUnits(given, mnistNetworkNames),
  ],
  prepare,
  perform,
  conclude,
  claims: mnistAdversarialClaims,
  figures: mnistAdversarialFigures,
  tables: mnistAdversarialTables,
});

/** The CNN, or a network with all attacks on it. */
type AttackUnit = NetworkUnit<TableNetworkName> | { readonly name: "cnn" };
type Prepared = Awaited<ReturnType<typeof prepare>>;
type Attacked = ResultOf<typeof attackAll>;

export type MnistAdversarialResult = ResultOf<typeof conclude>;
export type AdversarialNetwork = MnistAdversarialResult["networks"][number];
/** How much more accuracy the Gaussian BNN loses than another network of its size under the same attack, percentage points. */
export type Comparison = MnistAdversarialResult["comparisons"][number];

/** The network that `--option cnn` names. @throws BadInput where there is none of that name */
function attackerOf({ options: { cnn: name = "lenet" } }: Pick<GivenOptions<unknown>, "options">): AttackerName {
  if (!Object.hasOwn(attackers, name)) throw badInput(`--option cnn: got ${name}, expected ${Object.keys(attackers).join(" or ")}`);
  return name as AttackerName;
}

async function prepare(context: Context<Settings>) {
  const { settings, key } = context;
  const mnist = await prepareMnist(context);
  const name = attackerOf(context);
  const sets = imageSets.map((set) => ({ set, data: imageTensors(mnist.images[set], { count: settings.attackedImages }) }));
  return { ...mnist, sets, cnn: cnnFit(name, { training: settings.cnn[name], train: mnist.train, key }) };
}

async function* perform(unit: AttackUnit, context: Context<Settings>, shared: Prepared) {
  return "network" in unit ? yield* attackAll(unit, context, shared) : yield* measureCnn(context, shared);
}

const keyOf = ({ key }: Context<Settings>) => key.child("mnist-adversarial");

async function* measureCnn(context: Context<Settings>, { cnn: request, sets, test }: Prepared) {
  const { posterior } = yield* context.fit(request);
  const key = keyOf(context).child("cnn");
  const example = await exampleOf(cnnPredictive(posterior, key), sets[0].data, context.settings.epsilons);
  const { errorPercent } = await scorePosterior(posterior, { ...imagesOf(test), draws: 1, key });
  posterior.dispose();
  return { errorPercent, example };
}

/** Every attack on one network, which is trained before the CNN is asked for: units side by side need not all train the CNN. */
async function* attackAll(unit: NetworkUnit<TableNetworkName>, context: Context<Settings>, shared: Prepared) {
  const { origin: owner, network, units, epochs } = unit;
  const { posterior } = yield* networkOf(unit, context, shared);
  const { posterior: made } = yield* context.fit(shared.cnn);
  const key = keyOf(context).child(owner).child(network).child(units);
  const setting = { ...context.settings, attacker: cnnPredictive(made, keyOf(context).child("cnn")), posterior, key };
  const outcomes = [];
  const masking = [];
  for (const { set, data } of shared.sets) {
    masking.push({ set, ...(await measureMasking({ ...setting, data })) });
    for (const attack of attackNames) {
      const outcome = await context.piece(`${unit.name}-${set}-${attack}`, () => attackNetwork(attack, { ...setting, data }));
      outcomes.push({ set, attack, ...outcome });
      const total = shared.sets.length * attackNames.length;
      yield { label: `${mnistNetworkLabels[network]}, ${units} units`, done: outcomes.length, total, unit: "attacks" };
    }
  }
  for (const used of [posterior, made]) used.dispose();
  return { owner, network, units, epochs, outcomes, masking };
}

function conclude(values: readonly ResultOf<typeof perform>[], context: Context<Settings>) {
  const { epsilons, attackedImages: images, draws, pgdSteps, trainImages, testImages, cnn: trainings } = context.settings;
  const name = attackerOf(context);
  const { errorPercent, example } = values.find((one) => "example" in one)!;
  const all = values.filter((one) => "outcomes" in one);
  const percent = (wrong: number) => (100 * (images - wrong)) / images;
  const networks = all.map(({ outcomes, masking, ...network }) => {
    const attacked = outcomes.map(({ set, attack, wrong, freshWrong }) => ({
      ...{ set, attack },
      /** At each epsilon, and of the same images seen by other draws of the weights; null where the prediction has no draws. */
      accuracyPercent: wrong.map(({ length }) => percent(length)),
      freshDrawsPercent: freshWrong?.map(percent) ?? null,
    }));
    return { ...network, attacked, masking };
  });
  const comparisons = all.flatMap((other) => compare(all, other, { epsilons, images }));
  const used = { name, epochs: trainings[name].epochs, errorPercent, testImages };
  return { epsilons, images, draws, pgdSteps, trainImages, cnn: used, example, networks, comparisons };
}

/** The Gaussian BNN against another network of its owner and size, on the same images. */
function compare(
  all: readonly Attacked[],
  { owner, units, network: other, outcomes }: Attacked,
  { epsilons, images }: { readonly epsilons: readonly number[]; readonly images: number },
) {
  if (other === "bnn-gaussian") return [];
  const bayesian = all.find((one) => one.owner === owner && one.units === units && one.network === "bnn-gaussian")!;
  const clean = epsilons.indexOf(0);
  return outcomes.flatMap(({ set, attack, wrong }, i) =>
    epsilons.flatMap((epsilon, at) => {
      if (at === clean) return [];
      const drops = (of: Attacked["outcomes"][number]["wrong"]) => ({ clean: of[clean], attacked: of[at] });
      return [
        {
          owner,
          units,
          other,
          set,
          attack,
          epsilon,
          ...metrics.pairedDrops(drops(bayesian.outcomes[i].wrong), drops(wrong), { count: images }),
        },
      ];
    }),
  );
}
