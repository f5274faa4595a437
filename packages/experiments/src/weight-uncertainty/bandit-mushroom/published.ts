import { publishedNumbers } from "@credence/lab";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);
export const publishedGame = { steps: published.number("game length"), updatesPerStep: published.number("minibatches") };
