import { testPaperSettings } from "../testing/paper-settings.ts";

testPaperSettings("overview", import.meta.dirname);
