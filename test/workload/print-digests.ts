import { digestsHere } from "./digests-here.ts";

console.log(JSON.stringify(await digestsHere()));
