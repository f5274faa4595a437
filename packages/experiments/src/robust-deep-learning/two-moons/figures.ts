import { runsOf } from "@credence/lab";
import { answersTable, type Figure, type Table, tableOf, told } from "@credence/lab/figures";
import { mapFigures } from "../plane/classifiers.ts";
import { growth, insideOverBoundary } from "./claims.ts";
import { distances, type MethodName, methodNames, networkNames } from "./networks.ts";
import texts from "./texts.json" with { type: "json" };
import type { MoonsNetwork, TwoMoonsResult } from "./two-moons.ts";

const ring = ({ rings }: MoonsNetwork, distance: number) => rings.find((one) => one.distance === distance);

/** The maps of the first training, a figure for each quantity. */
export const figures = ({ grid, points, networks }: TwoMoonsResult): Figure[] =>
  mapFigures({
    ...{ shown: texts.shown, grid, points, classifiers: networks, names: networkNames, digits: 3 },
    far: (network) => ({ total: ring(network, 4)?.total ?? Number.NaN, epistemic: ring(network, 4)?.epistemic ?? 0 }),
  });

export function tables({ networks }: TwoMoonsResult): Table[] {
  const over = (value: (network: MoonsNetwork) => number | null) => (method: MethodName) => runsOf(networks).where({ method }).mean(value);
  const at = (distance: number, of: keyof MoonsNetwork["rings"][number]) => over((network) => ring(network, distance)![of]);
  const shape = (method: MethodName) => over(insideOverBoundary)(method)?.toPrecision(2) ?? "not measured";
  const network = { label: "network", of: (method: MethodName) => networkNames[method] };
  return [
    tableOf({
      ...told(texts.shown, "distances"),
      rows: methodNames,
      columns: [
        network,
        ...distances.map((distance) => ({ label: `total, ${distance}`, digits: 3, of: at(distance, "total") })),
        ...distances.map((distance) => ({ label: `epistemic, ${distance}`, digits: 3, of: at(distance, "epistemic") })),
      ],
    }),
    tableOf({
      ...told(texts.shown, "shapes"),
      rows: methodNames.filter((method) => method !== "deterministic"),
      columns: [
        network,
        { label: "inside, distance 2 (nats)", digits: 3, of: at(2, "epistemicInside") },
        { label: "on the boundary, distance 2 (nats)", digits: 3, of: at(2, "epistemicBoundary") },
        { label: "inside over boundary", digits: 2, of: over(insideOverBoundary) },
        { label: "distance 2 over the data", digits: 1, of: over((one) => growth(one, 2)) },
      ],
    }),
    answersTable(texts.answers, { dropout: shape("mc-dropout"), variational: shape("variational") }),
  ];
}
