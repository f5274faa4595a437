export { type Band, type BandsOptions, type BandsPanel, bands } from "./bands.ts";
export type { ColorSlots } from "./color-slots.ts";
export { type Curve, type CurveMarks, type CurvesOptions, curves } from "./curves.ts";
export { type Density, type DensityOptions, histogram, type KernelDensityOptions, kernelDensity } from "./density.ts";
export { type DensitySeries, type HistogramDensityOptions, histogramDensity } from "./histogram-density.ts";
export { type GridImage, type ImageGridOptions, imageGrid } from "./image-grid.ts";
export { type LinesByOptions, linesBy, type SettingPoint } from "./lines-by.ts";
export {
  type ReliabilityBin,
  type ReliabilityOptions,
  type ReliabilityOverlay,
  type ReliabilitySeries,
  reliability,
} from "./reliability.ts";
export { type Grid, gridPlaces, type SurfaceOptions, type SurfacePanel, surface } from "./surface.ts";
