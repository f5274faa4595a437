import { testPaperSettings } from "../testing/paper-settings.ts";

testPaperSettings("robust-deep-learning", import.meta.dirname);
