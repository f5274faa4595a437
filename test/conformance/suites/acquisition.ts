import { inputs } from "../inputs.ts";
import { mean, sum } from "../mathematics.ts";
import type { Case } from "../suite.ts";

const { probabilities } = inputs(12);

/** -sum p log p, nats, with 0 log 0 = 0. */
const entropy = (p: readonly number[]): number => -sum(p.map((share) => (share === 0 ? 0 : share * Math.log(share))));

/** H[y_1 ... y_b] - sum over i of E_w H[y_i | w], of rows [draws, classes], combination by combination. */
function informationOf(rows: readonly (readonly (readonly number[])[])[]): number {
  const draws = rows[0]!.map((_, draw) => draw);
  let combinations: readonly (readonly number[])[] = [draws.map(() => 1)];
  for (const row of rows) combinations = combinations.flatMap((given) => row[0]!.map((_, c) => given.map((p, draw) => p * row[draw]![c]!)));
  return entropy(combinations.map(mean)) - sum(rows.map((row) => mean(row.map(entropy))));
}

/** Greedy, of equal ones the first. */
function batchBald(draws: readonly (readonly (readonly number[])[])[], count: number) {
  const rows = draws[0]!.map((_, row) => draws.map((one) => one[row]!));
  const indices: number[] = [];
  const jointMutualInformation: number[] = [];
  while (indices.length < count) {
    const found = rows.map((row, i) =>
      indices.includes(i) ? Number.NEGATIVE_INFINITY : informationOf([...indices.map((j) => rows[j]!), row]),
    );
    const most = Math.max(...found);
    indices.push(found.indexOf(most));
    jointMutualInformation.push(most);
  }
  return { indices, jointMutualInformation };
}

const acquired = (name: string, draws: readonly (readonly (readonly number[])[])[], count: number): Case => ({
  name,
  op: "acquisition.batchBald",
  input: { probabilities: draws, count },
  expected: batchBald(draws, count),
  rtol: 1e-4,
  atol: 1e-5,
  origin:
    "probabilities [draws, pool, classes]; rows chosen one by one, each the largest I[y_1 ... y_b; w] in nats with the exact joint, of equal ones the first",
});

export const acquisition: readonly Case[] = [
  acquired(
    "three rows of ten",
    Array.from({ length: 6 }, () => probabilities(10, 3)),
    3,
  ),
];
