import { encode } from "fast-png";
import type { Draw } from "../figure.ts";

export interface GridImage {
  /** [height, width, channels], row-major: bytes, 0 black to 255. */
  readonly pixels: ArrayLike<number>;
  /** Lines of text under the image. */
  readonly caption?: readonly string[];
}

export interface ImageGridOptions {
  /** Row by row. */
  readonly images: readonly GridImage[];
  /** Pixels of an image. @default 28 */
  readonly height?: number;
  /** Pixels of an image. @default 28 */
  readonly width?: number;
  /** 1 of grey images, 3 of red, green and blue. @default 1 */
  readonly channels?: 1 | 3;
  /** Where columns mean something. @default as many as the room holds */
  readonly columns?: number;
  /** Above the first row; only with `columns`. @default none */
  readonly columnLabels?: readonly string[];
  /** Left of the first column; only with `columns`. @default none */
  readonly rowLabels?: readonly string[];
  /** Pixels on the page a side. @default 64 */
  readonly size?: number;
}

/** Small images in rows, enlarged without smoothing, with captions. Errors: pixels that do not fill an image. */
export const imageGrid =
  (options: ImageGridOptions): Draw =>
  (Plot, palette, space) => {
    const { images, height = 28, width = 28, channels = 1 } = options;
    images.forEach(({ pixels }, index) => {
      if (pixels.length !== height * width * channels)
        throw new Error(
          `imageGrid: image ${index} has ${pixels.length} pixels, expected ${height * width * channels} (${height} x ${width}${channels === 1 ? "" : ` x ${channels}`})`,
        );
    });
    const wanted = options.size ?? 64;
    const gap = 14;
    const marginLeft = options.rowLabels ? 76 : 14;
    const room = space.width - marginLeft - 14;
    const columns = Math.max(1, options.columns ?? Math.min(images.length, Math.floor(room / (wanted + gap))));
    const rows = Math.max(1, Math.ceil(images.length / columns));
    const cell = Math.min(wanted + gap, room / columns);
    const size = cell - Math.min(gap, cell * 0.18);
    const captionLines = Math.max(0, ...images.map(({ caption }) => caption?.length ?? 0));
    const rowHeight = size + captionLines * 13 + gap;
    const marginTop = options.columnLabels ? 28 : 8;
    // Columns that mean something are spread over the room, the others stand close.
    const step = options.columns ? Math.min(room / columns, cell * 1.5) : cell;

    const placed = images.map((image, index) => ({ ...image, column: index % columns, row: Math.floor(index / columns) }));
    const drawnWidth = Math.ceil(marginLeft + 14 + columns * step);
    return {
      width: drawnWidth,
      height: Math.ceil(marginTop + 6 + rows * rowHeight),
      marginTop,
      marginRight: 14,
      marginBottom: 6,
      marginLeft,
      x: { axis: null, domain: [0, columns] },
      y: { axis: null, domain: [0, rows], reverse: true },
      marks: [
        Plot.image(placed, {
          x: ({ column }) => column + 0.5,
          y: ({ row }) => row,
          dy: size / 2,
          width: size,
          height: size,
          src: ({ pixels }) => pngAddress(pixels, { height, width, channels }),
          imageRendering: "pixelated",
        }),
        Plot.text(
          placed.filter(({ caption }) => caption),
          {
            x: ({ column }) => column + 0.5,
            y: ({ row }) => row,
            dy: size + 3,
            lineAnchor: "top",
            text: ({ caption }) => caption?.join("\n"),
            fontSize: 10.5,
            lineHeight: 1.15,
            fill: palette.text,
          },
        ),
        Plot.text(options.columnLabels ?? [], {
          x: (_: string, index: number) => index + 0.5,
          y: 0,
          dy: -6,
          lineAnchor: "bottom",
          fontWeight: "bold",
          fill: palette.text,
        }),
        Plot.text(options.rowLabels ?? [], {
          frameAnchor: "left",
          y: (_: string, index: number) => index,
          dx: -10,
          dy: size / 2,
          textAnchor: "end",
          fontWeight: "bold",
          fill: palette.text,
        }),
      ],
    };
  };

/** An image as a data: URI; grey unless it has channels. */
export function pngAddress(pixels: ArrayLike<number>, shape: { height: number; width: number; channels?: 1 | 3 }): string {
  const data = Uint8Array.from(pixels, (value) => Math.max(0, Math.min(255, Math.round(value))));
  const bytes = encode({ channels: 1, ...shape, data, depth: 8 });
  return `data:image/png;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
}
