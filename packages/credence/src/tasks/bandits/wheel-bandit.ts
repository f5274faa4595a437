import { normals, uniforms } from "@credence/tensor";
import { expectNotNegative, expectNumber, expectOptions, refused } from "../../settings.ts";
import type { BanditEnvironment } from "./environment.ts";

/** The wheel's one difficulty and its rewards; the published rewards are the defaults. */
export interface WheelBanditOptions {
  /** Radius of the inner disk, in (0, 1): the larger, the rarer the contexts where exploring pays. */
  readonly innerRadius: number;
  /** Mean reward of the safe action, anywhere. @default 1.2 */
  readonly safe?: number;
  /** Mean reward of a risky action in the wrong place. @default 1 */
  readonly risky?: number;
  /** Mean reward of the risky action of the outer quadrant. @default 50 */
  readonly high?: number;
  /** Standard deviation of every reward. @default 0.01 */
  readonly stdDev?: number;
}

const quadrants = ["right upper", "right lower", "left upper", "left lower"];

/**
 * The wheel: contexts uniform in the unit disk; a safe action, and four risky ones of which one pays highly, each in its own quadrant and
 * only outside the inner disk. An agent that stops exploring never learns of it.
 *
 * @shape contexts [2]; actions: 0 safe, 1 to 4 by quadrant; groups: 0 inner disk, 1 to 4 outer quadrants
 * @see   riquelme2018, section 5.3
 */
export function wheelBandit(options: WheelBanditOptions): BanditEnvironment {
  expectOptions("wheelBandit", options, { innerRadius: true, safe: true, risky: true, high: true, stdDev: true });
  const { innerRadius, safe = 1.2, risky = 1, high = 50, stdDev = 0.01 } = options;
  if (!(typeof innerRadius === "number" && innerRadius > 0 && innerRadius < 1))
    throw refused("wheelBandit", "innerRadius", innerRadius, "in (0, 1)");
  for (const [name, value] of Object.entries({ safe, risky, high })) expectNumber("wheelBandit", name, value);
  expectNotNegative("wheelBandit", "stdDev", stdDev);
  const inner = innerRadius ** 2;
  const expectedReward = (group: number, action: number): number => (action === 0 ? safe : action === group ? high : risky);
  return {
    name: "wheel",
    features: 2,
    actions: ["safe", ...quadrants],
    groups: ["inner disk", ...quadrants],
    groupShares: [inner, ...quadrants.map(() => (1 - inner) / quadrants.length)],
    context(key) {
      const [area, turn] = uniforms(key, 2) as unknown as [number, number];
      const radius = Math.sqrt(area);
      const features = Float32Array.of(radius * Math.cos(2 * Math.PI * turn), radius * Math.sin(2 * Math.PI * turn));
      const quadrant = 1 + (features[0]! > 0 ? 0 : 2) + (features[1]! > 0 ? 0 : 1);
      return { features, group: radius <= innerRadius ? 0 : quadrant };
    },
    reward: ({ group }, action, key) => expectedReward(group, action) + stdDev * normals(key, 1)[0]!,
    expectedReward,
    toJSON: () => ({ name: "wheel", innerRadius, safe, risky, high, stdDev }),
  };
}
