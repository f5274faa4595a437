import { testPaperSettings } from "../testing/paper-settings.ts";

testPaperSettings("weight-uncertainty", import.meta.dirname);
