/** The stroke-dasharray of a line and of its legend entry. */
export const dashes = { line: "none", dashed: "6 4", dotted: "2 3" } as const;

export type LineShape = keyof typeof dashes;
