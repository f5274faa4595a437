export { type ReportedModel, reportPage } from "./report-page.ts";
