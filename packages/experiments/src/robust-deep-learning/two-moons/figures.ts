import { mean } from "@credence/lab";
import { answersTable, type Figure, ranked, type Table, tableOf } from "@credence/lab/figures";
import { surfacePanels, surfaceQuantities } from "../plane/surfaces.ts";
import { growth, insideOverBoundary } from "./claims.ts";
import { distances, methodNames, networkNames as names } from "./networks.ts";
import type { MoonsNetwork, TwoMoonsResult } from "./two-moons.ts";

const titles = {
  probability: "Where each network sees which moon",
  total: "Doubt about the class",
  aleatoric: "What remains when the weights are known",
  epistemic: "Where the draws disagree",
};

/** Numbers of all trainings, network by network. */
function findings(networks: readonly MoonsNetwork[]) {
  const means = (value: (network: MoonsNetwork) => number) =>
    methodNames.flatMap((method): [string, number][] => {
      const trained = networks.filter((one) => one.method === method);
      return trained.length === 0 ? [] : [[names[method], mean(trained.map(value))]];
    });
  const far = (what: string, value: (ring: { total: number; epistemic: number }) => number) => {
    const at = ({ rings }: MoonsNetwork) => rings.find(({ distance }) => distance === 4);
    const values = means((network) => value({ total: at(network)?.total ?? Number.NaN, epistemic: at(network)?.epistemic ?? 0 }));
    return `${what} at distance 4 from the data, nats: ${ranked(values, { digits: 3 })}.`;
  };
  return {
    probability: `Accuracy on the data: ${ranked(
      means(({ accuracy }) => accuracy),
      { digits: 3, from: "highest" },
    )}.`,
    total: far("Total uncertainty", ({ total }) => total),
    aleatoric: far("Aleatoric uncertainty", ({ total, epistemic }) => total - epistemic),
    epistemic: far("Epistemic uncertainty", ({ epistemic }) => epistemic),
  };
}

/** The maps of the first training, a figure for each quantity. */
export function twoMoonsFigures({ grid, points, networks }: TwoMoonsResult): Figure[] {
  const shown = networks.flatMap(({ method, surfaces }) => (surfaces ? [{ panel: names[method], surfaces }] : []));
  if (shown.length === 0) return [];
  return surfaceQuantities.map((quantity) => ({
    name: quantity,
    title: titles[quantity],
    finding: findings(networks)[quantity],
    caption: "Networks of the first training, with every fifth point on top: circles class 0, crosses class 1.",
    published: "the decision maps on two moons",
    plot: surfacePanels(quantity, { grid, points, panels: shown }),
  }));
}

type Row = { readonly method: (typeof methodNames)[number]; readonly trained: readonly MoonsNetwork[] };

export function twoMoonsTables({ networks }: TwoMoonsResult): Table[] {
  const rows = methodNames.map((method): Row => ({ method, trained: networks.filter((one) => one.method === method) }));
  const over =
    (value: (network: MoonsNetwork) => number | null) =>
    ({ trained }: Row) => {
      const values = trained.map(value).filter((one): one is number => one !== null && Number.isFinite(one));
      return values.length === 0 ? null : mean(values);
    };
  const ring = (distance: number, of: keyof MoonsNetwork["rings"][number]) =>
    over(({ rings }) => rings.find((one) => one.distance === distance)![of]);
  const shape = (method: (typeof methodNames)[number]) =>
    over(insideOverBoundary)(rows.find((row) => row.method === method)!)?.toPrecision(2) ?? "not measured";
  return [
    tableOf<Row>({
      name: "distances",
      title: "Uncertainty by the distance from the data",
      caption: "Mean over trainings, nats, at places by the distance of the nearest point (to 0.25). Distance 0: at the points themselves.",
      rows,
      columns: [
        { label: "network", of: ({ method }) => names[method] },
        ...distances.map((distance) => ({ label: `total, ${distance}`, digits: 3, of: ring(distance, "total") })),
        ...distances.map((distance) => ({ label: `epistemic, ${distance}`, digits: 3, of: ring(distance, "epistemic") })),
      ],
    }),
    tableOf<Row>({
      name: "shapes",
      title: "Where the epistemic uncertainty is",
      caption: "Mean over trainings. Inside: the mean probability is further than 1/4 from 1/2; on the boundary: nearer.",
      rows: rows.filter(({ method }) => method !== "deterministic"),
      columns: [
        { label: "network", of: ({ method }) => names[method] },
        { label: "inside, distance 2 (nats)", digits: 3, of: ring(2, "epistemicInside") },
        { label: "on the boundary, distance 2 (nats)", digits: 3, of: ring(2, "epistemicBoundary") },
        { label: "inside over boundary", digits: 2, of: over(insideOverBoundary) },
        { label: "distance 2 over the data", digits: 1, of: over((network) => growth(network, 2)) },
      ],
    }),
    answersTable([
      {
        question: "What is the difference between MC dropout and variational inference?",
        answer: `Dropout switches units, with rates that nobody fits; variational inference fits the mean and the variance of every weight. At distance 2 the epistemic uncertainty where the class is decided, over where it is not, is ${shape("mc-dropout")} under dropout and ${shape("variational")} under the variational network: as stated both doubt along the boundary.`,
      },
    ]),
  ];
}
