import {
  bands,
  curves,
  gridPlaces,
  histogram,
  histogramDensity,
  imageGrid,
  kernelDensity,
  linesBy,
  reliability,
  surface,
} from "../charts/index.ts";
import type { Figure } from "../figure.ts";

const places = Array.from({ length: 60 }, (_, index) => -0.5 + index / 30);
const epochs = Array.from({ length: 900 }, (_, index) => index + 1);
const values = Array.from({ length: 2000 }, (_, index) => Math.sin(index) + 0.5 * Math.sin(index * 0.37));

const panel = (title: string) => ({
  panel: title,
  x: places,
  centre: places.map(Math.sin),
  bands: [
    { label: "5 % to 95 %", lower: places.map((x) => Math.sin(x) - 9 * x * x), upper: places.map((x) => Math.sin(x) + 9 * x * x) },
    { label: "25 % to 75 %", lower: places.map((x) => Math.sin(x) - x * x), upper: places.map((x) => Math.sin(x) + x * x) },
  ],
  points: { x: [0, 0.2, 0.4], y: [0, 0.2, 0.4] },
  truth: { x: places, y: places.map(Math.cos) },
  published: {
    x: [0.1, 0.7],
    centre: [0.2, 0.6],
    bands: [
      { lower: [-0.1, -0.5], upper: [0.5, 1.7] },
      { lower: [0.1, 0.3], upper: [0.3, 0.9] },
    ],
  },
});

const bins = Array.from({ length: 10 }, (_, index) => ({
  lower: index / 10,
  upper: (index + 1) / 10,
  count: index === 3 ? 0 : 1000 + index,
  confidence: index === 3 ? null : (index + 0.5) / 10,
  accuracy: index === 3 ? null : index / 10,
}));

const plane = { x: [-2, 2], y: [-1, 1], columns: 24, rows: 12 } as const;
const hill = (width: number) => gridPlaces(plane).map(([x, y]) => Math.exp(-(x * x + 4 * y * y) / width));

const about = { caption: "What is drawn, in its units & <as such>.", published: "Figure 7" };

/** One figure of every chart, with what its legend or labels must say. Made up, and the same every time. */
export const sampleFigures: readonly { readonly figure: Figure; readonly says: readonly string[] }[] = [
  {
    says: ["median", "5 % to 95 %", "25 % to 75 %", "training points", "function without noise", "published", "training inputs", "prior A"],
    figure: {
      ...about,
      name: "bands",
      title: "Bands, “A < B & C”",
      plot: bands({
        panels: ["prior A", "prior B", "prior C"].map(panel),
        xLabel: "x",
        yLabel: "y",
        yWindow: [-1, 2],
        trainingRegion: [0, 0.5],
      }),
    },
  },
  {
    says: ["Bayesian network", "plain network", "Bayesian network, published", "untrained", "stored, in its colour", "test error (%)"],
    figure: {
      ...about,
      name: "curves",
      title: "Curves",
      plot: curves({
        curves: [
          { label: "Bayesian network", x: epochs, y: epochs.map((epoch) => 1.3 + 9 / epoch + 0.1 * Math.sin(epoch) ** 2) },
          { label: "plain network", x: epochs, y: epochs.map((epoch) => 1.9 + 5 / epoch) },
          { label: "Bayesian network", published: true, x: [1, 900], y: [5, 1.31] },
        ],
        xLabel: "epoch",
        yLabel: "test error (%)",
        references: [{ label: "untrained", y: 9 }],
        marked: [
          { label: "the network kept", shape: "dot", at: [{ label: "plain network", x: 400, y: 1.91 }] },
          { label: "stored", shape: "diamond", at: [{ label: "Bayesian network", x: 900, y: 1.3 }] },
          { label: "at first", shape: "level", at: [{ label: "plain network", y: 7 }] },
        ],
      }),
    },
  },
  {
    says: ["first", "second", "free energy (nats per datum)"],
    figure: {
      ...about,
      name: "curves-ends",
      title: "Curves named at their ends",
      plot: curves({
        curves: ["first", "second"].map((label, index) => ({
          label,
          x: epochs,
          y: epochs.map((epoch) => (index + 8) / epoch),
          lower: epochs.map((epoch) => (index + 7) / epoch),
          upper: epochs.map((epoch) => (index + 9) / epoch),
        })),
        xLabel: "epoch",
        yLabel: "free energy (nats per datum)",
        yScale: "log",
        labels: "ends",
      }),
    },
  },
  {
    says: ["BNN", "dropout", "perfect calibration", "1,009", "0"],
    figure: {
      ...about,
      name: "reliability",
      title: "Reliability",
      plot: reliability({
        series: ["BNN", "dropout"].map((label) => ({ label, bins })),
      }),
    },
  },
  {
    says: ["wide", "narrow", "density", "weight"],
    figure: {
      ...about,
      name: "weights",
      title: "Weights",
      plot: histogramDensity({
        series: [
          { label: "wide", density: histogram(values, { lower: -2, upper: 2, points: 40 }) },
          { label: "narrow", density: kernelDensity(values, { lower: -2, upper: 2 }) },
        ],
        xLabel: "weight",
        shape: "steps",
        yScale: "log",
      }),
    },
  },
  {
    says: ["BNN", "plain", "published", "chance", "units", "1,200"],
    figure: {
      ...about,
      name: "lines-by",
      title: "Lines by",
      plot: linesBy({
        series: ["BNN", "plain"].map((label, index) => ({
          label,
          points: [400, 800, 1200].map((setting) => ({
            setting,
            measured: setting === 800 ? null : 1 + index,
            spread: 0.1,
            published: 1.5 + index,
          })),
        })),
        xLabel: "units",
        yLabel: "test error (%)",
        references: [{ label: "chance", y: 3 }],
      }),
    },
  },
  {
    says: ["probability of class 1", "narrow", "wide", "0.0", "1.0"],
    figure: {
      ...about,
      name: "surface",
      title: "Surfaces",
      plot: surface({
        grid: plane,
        panels: [
          {
            panel: "narrow",
            values: hill(0.5),
            points: [
              { x: -1, y: 0.5, label: 0 },
              { x: 1, y: -0.5, label: 1 },
            ],
          },
          { panel: "wide", values: hill(3) },
        ],
        label: "probability of class 1",
        domain: [0, 1],
        colors: "diverging",
        xLabel: "first input",
        yLabel: "second input",
      }),
    },
  },
  {
    says: ["3, not 8", "0.69 nats", "step 0.05", "BNN"],
    figure: {
      ...about,
      name: "images",
      title: "Images",
      plot: imageGrid({
        images: Array.from({ length: 6 }, (_, image) => ({
          pixels: Array.from({ length: 784 }, (_, index) => (index * (image + 1)) % 256),
          caption: ["3, not 8", "0.69 nats"],
        })),
        columns: 3,
        columnLabels: ["step 0", "step 0.05", "step 0.10"],
        rowLabels: ["BNN", "plain"],
      }),
    },
  },
  {
    says: ["left", "right"],
    figure: {
      ...about,
      name: "plain-plot",
      title: "A plot with a legend of Plot's own",
      plot: (Plot, palette) => ({
        title: "not ours to write",
        color: { legend: true, domain: ["left", "right"], range: [...palette.series.slice(0, 2)] },
        marks: [Plot.dot(["left", "right"], { x: (side: string) => side.length, y: 1, stroke: (side: string) => side })],
      }),
    },
  },
  {
    says: ["heat (nats)"],
    figure: {
      ...about,
      name: "ramp",
      title: "A continuous colour",
      plot: (Plot) => ({
        color: { legend: true, label: "heat (nats)", scheme: "viridis" },
        marks: [Plot.dot([0, 1, 2], { x: [0, 1, 2], y: [0, 1, 2], fill: [0, 1, 2] })],
      }),
    },
  },
];
