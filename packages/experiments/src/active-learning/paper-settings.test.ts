import { testPaperSettings } from "../testing/paper-settings.ts";

testPaperSettings("active-learning", import.meta.dirname);
