import { publishedNumbers } from "@credence/lab";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);
