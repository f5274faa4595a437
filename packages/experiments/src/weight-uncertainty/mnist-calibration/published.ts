import { publishedNumbers } from "@credence/lab";
import numbers from "./published.json" with { type: "json" };

/** Figure 19, of networks of 1200 units, and what another program recorded of the source's stored networks. */
export const published = publishedNumbers(numbers);
export const figureUnits = 1200;

/** The bins of a network in Figure 19; undefined where it is not drawn. */
export const publishedCurve = (network: string) => {
  const accuracy = published.findList("curve", network, "accuracy");
  return accuracy && published.list("curve", network, "confidence").map((confidence, i) => ({ confidence, accuracy: accuracy[i] }));
};
