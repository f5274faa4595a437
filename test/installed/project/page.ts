import { engine, key, randomNormal, sum } from "@credence/tensor";
import { mlp } from "credence";

// a worker comes up a little after the engine; one that cannot leaves the page on one thread
for (let look = 0; look < 200 && engine.info().threadsUp < engine.info().threads; look++) await new Promise((done) => setTimeout(done, 10));
const total = await sum(randomNormal(key(0), [100_000])).read();
Object.assign(globalThis, { answer: { ...engine.info(), total: total[0], layers: typeof mlp({ inputs: 1, hidden: [2], outputs: 1 }) } });
