import { testPaperSettings } from "../testing/paper-settings.ts";

testPaperSettings("label-randomization", import.meta.dirname);
