/** Rows described by attributes with a few possible values each. */
export interface CategoricalTable {
  readonly count: number;
  readonly attributes: readonly { readonly name: string; readonly categories: readonly string[] }[];
  /** [count, attributes]: index into the attribute's `categories`. */
  readonly categories: Uint8Array;
}

export interface OneHot {
  /** Columns of `values`. */
  readonly width: number;
  /** What each column stands for: "odor=f". */
  readonly columns: readonly string[];
  /** [count, width], 0 or 1. */
  readonly values: Float32Array;
}

/**
 * Indicator columns, attribute by attribute, categories in their order.
 *
 * With `drop: "none"` every category has its column and each attribute's columns sum to one. With `drop: "first"` the first
 * category of each attribute is the one without a column, so an attribute with a single category vanishes. The mushrooms
 * give 117 and 95 columns.
 */
export function oneHot(
  table: CategoricalTable,
  {
    drop,
  }: {
    /** Columns to leave out. */
    drop: "none" | "first";
  },
): OneHot {
  const dropped = drop === "first" ? 1 : 0;
  const columns = table.attributes.flatMap(({ name, categories }) => categories.slice(dropped).map((category) => `${name}=${category}`));
  const width = columns.length;
  const values = new Float32Array(table.count * width);
  for (let row = 0; row < table.count; row++) {
    let offset = row * width;
    for (const [attribute, { categories }] of table.attributes.entries()) {
      const position = table.categories[row * table.attributes.length + attribute] - dropped;
      if (position >= 0) values[offset + position] = 1;
      offset += categories.length - dropped;
    }
  }
  return { width, columns, values };
}
