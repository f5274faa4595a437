import { type Key, uniforms } from "@credence/tensor";
import { expectOptions, expectWhole, refused } from "../../settings.ts";
import type { BanditEnvironment } from "./environment.ts";

/** Mushrooms as rows of indicator columns. */
export interface MushroomBanditOptions {
  /** [count, width], any encoding of the attributes. */
  readonly features: Float32Array;
  /** Features of a mushroom. */
  readonly width: number;
  /** [count]: 0 edible, 1 poisonous. */
  readonly labels: Uint8Array;
}

const [leave, eat] = [0, 1];
const poisonous = 1;

/** Rewards of the published game. */
const rewards = { edible: 5, survived: 5, poisoned: -35, left: 0, deathProbability: 0.5 };

/**
 * Eat or leave a mushroom: an edible one earns 5, a poisonous one 5 or -35 with equal chances, leaving it 0. Mushrooms are drawn with
 * replacement. The oracle earns 5 for each edible one and leaves the others.
 *
 * @shape contexts [width]; actions: 0 leave, 1 eat; groups: 0 edible, 1 poisonous
 * @see   blundell2015, section 5.3
 */
export function mushroomBandit(options: MushroomBanditOptions): BanditEnvironment {
  expectOptions("mushroomBandit", options, { features: true, width: true, labels: true });
  const { features, width, labels } = options;
  expectWhole("mushroomBandit", "width", width);
  if (!(features instanceof Float32Array)) throw refused("mushroomBandit", "features", features, "a Float32Array");
  if (!(labels instanceof Uint8Array)) throw refused("mushroomBandit", "labels", labels, "a Uint8Array");
  const bad = features.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw refused("mushroomBandit", `feature ${bad % width} of row ${Math.floor(bad / width)}`, features[bad], "a finite number");
  const count = labels.length;
  if (count === 0 || features.length !== count * width)
    throw new Error(`mushroomBandit: ${features.length} features and ${count} labels, expected ${count} rows of ${width}`);
  const wrong = labels.findIndex((label) => label > 1);
  if (wrong >= 0) throw new Error(`mushroomBandit: label ${wrong} is ${labels[wrong]}, expected 0 or 1`);
  const share = labels.reduce((total, label) => total + label, 0) / count;
  const eatenPoison = (1 - rewards.deathProbability) * rewards.survived + rewards.deathProbability * rewards.poisoned;
  return {
    name: "mushroom",
    features: width,
    actions: ["leave", "eat"],
    groups: ["edible", "poisonous"],
    groupShares: [1 - share, share],
    context(key) {
      const row = Math.floor(oneUniform(key) * count);
      return { features: features.subarray(row * width, (row + 1) * width), group: labels[row]! };
    },
    reward({ group }, action, key) {
      if (action === leave) return rewards.left;
      if (group !== poisonous) return rewards.edible;
      return oneUniform(key) < rewards.deathProbability ? rewards.poisoned : rewards.survived;
    },
    expectedReward: (group, action) => (action !== eat ? rewards.left : group === poisonous ? eatenPoison : rewards.edible),
    toJSON: () => ({ name: "mushroom", rewards }),
  };
}

const oneUniform = (key: Key): number => uniforms(key, 1)[0]!;
