import { type Context, dataSets, type Fitted, type GivenOptions, imageTensors, type Progress, type Unit } from "@credence/lab";
import { keptEpoch } from "../training/lowest-objective.ts";
import { mnistFit } from "./fit.ts";
import { isBayesian, type MnistNetworkName } from "./networks.ts";
import { importedNetworkList, readSourceNetworks, sourceNetworkFolders, sourceNetworkOptions } from "./source-networks.ts";
import { type MnistTraining, mnistOptions, mnistSizes } from "./training.ts";

/** A network of a run, and so a unit of its work: "ours-bnn-gaussian-400", "source-dnn-400". */
export interface NetworkUnit<Name extends MnistNetworkName = MnistNetworkName> extends Unit {
  readonly network: Name;
  /** Trained here, or by the source. */
  readonly origin: "ours" | "source";
  readonly units: number;
  readonly epochs: number;
  /** Which epoch's network it is where that is not the last one's. */
  readonly keeps?: "lowestObjective";
}

type Given = Pick<GivenOptions<MnistTraining>, "settings" | "options">;

/** Every network in every size of the run, the sizes one after the other. */
export const trainedUnits = <Name extends MnistNetworkName>(given: Given, networks: readonly Name[]): NetworkUnit<Name>[] =>
  mnistSizes(given).flatMap((units) =>
    networks.map((network) => {
      const epochs = given.settings.epochs[isBayesian(network) ? "bayesian" : "point"][given.settings.units.indexOf(units)];
      return { name: `ours-${network}-${units}`, network, origin: "ours", units, epochs };
    }),
  );

/** The same after fewer epochs, where the budget has such a training: the network of the epoch with the lowest objective. */
export const shorterUnits = <Name extends MnistNetworkName>(given: Given, networks: readonly Name[]): NetworkUnit<Name>[] =>
  trainedUnits(given, networks).flatMap((unit) => {
    const { shorterEpochs: epochs } = given.settings;
    return epochs === null ? [] : [{ ...unit, name: `${unit.name}-${epochs}-epochs`, epochs, keeps: "lowestObjective" }];
  });

/** The source's own of these networks, where their folder is named. */
export const sourceUnits = <Name extends MnistNetworkName>({ options }: Pick<Given, "options">, networks: readonly Name[]) =>
  importedNetworkList.flatMap(({ name, epochs }): NetworkUnit<Name>[] => {
    const network = networks.find((one) => one === name);
    return options.models && network ? [{ name: `source-${network}-400`, network, origin: "source", units: 400, epochs }] : [];
  });

/** What the units of a run share: images as tensors, and the source's networks, so that a file that is missing is missed at once. */
export async function prepareMnist(context: Context<MnistTraining>) {
  const images = await context.load(dataSets.mnist);
  const train = imageTensors(images.train, { count: context.settings.trainImages });
  const test = imageTensors(images.test, { count: context.settings.testImages });
  return { images, train, test, sources: await readSourceNetworks(context) };
}

export type PreparedMnist = Awaited<ReturnType<typeof prepareMnist>>;

/** What every experiment on our networks and on the source's says of itself: what it takes, and what its units share. */
export const onMnistNetworks = {
  source: "weight-uncertainty",
  options: { ...mnistOptions, ...sourceNetworkOptions },
  folders: sourceNetworkFolders,
  checkOptions: (given: Given) => void mnistSizes(given),
  prepare: prepareMnist,
} as const;

/** The network of a unit: trained, found among the artifacts, or the source's. */
export async function* networkOf(
  unit: NetworkUnit,
  context: Context<MnistTraining>,
  shared: PreparedMnist,
): AsyncGenerator<Progress, Fitted, void> {
  if (unit.origin === "ours") return yield* context.fit(mnistFit(unit, context, shared));
  return { posterior: shared.sources.find(({ network }) => network.name === unit.network)!.posterior, trace: [] };
}

/** What a result keeps of a unit; `keptEpoch` is the epoch with the lowest objective where its network was kept. */
export type Subject<Name extends MnistNetworkName = MnistNetworkName> = Omit<NetworkUnit<Name>, "name" | "keeps"> & {
  readonly keptEpoch?: number;
};

export function subjectOf<Name extends MnistNetworkName>({ name: _, keeps, ...unit }: NetworkUnit<Name>, { trace }: Fitted): Subject<Name> {
  return keeps ? { ...unit, keptEpoch: keptEpoch(trace) } : unit;
}

/** The networks of a result: of the training that every size has, and of the shorter one that keeps the lowest objective. */
export function byTraining<One extends Pick<Subject, "keptEpoch">>(all: readonly One[]) {
  const isShorter = ({ keptEpoch }: One) => keptEpoch !== undefined;
  return { networks: all.filter((one) => !isShorter(one)), shorterTraining: all.filter(isShorter) };
}
