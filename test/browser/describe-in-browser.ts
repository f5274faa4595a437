import { describe } from "vitest";
import { findChromium } from "../../apps/cli/src/render/testing/chromium.ts";

/** A suite that needs Chromium: it fails where CI has none, and is skipped, by name, elsewhere. */
export const describeInBrowser = describe.skipIf(!findChromium());
