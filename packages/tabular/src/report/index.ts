export { imageReportPage, type ReportedImages } from "./images-page.ts";
export { type ReportedModel, reportPage } from "./report-page.ts";
