import type { Palette } from "./figure.ts";

export type Theme = "light" | "dark";

/**
 * The colours of both themes. Neighbouring hues differ in lightness too, so that the series stay apart under protanopia,
 * deuteranopia and tritanopia (palette.test.ts simulates them) and each has 3:1 contrast with its background.
 */
export const themes: Readonly<Record<Theme, Palette>> = {
  light: {
    series: ["#2b5fd9", "#e8590c", "#4b9a76", "#8f4a9e", "#645100", "#0b3f5c", "#6b1020"],
    text: "#1d2129",
    muted: "#646b77",
    background: "#ffffff",
    published: "#1d2129",
  },
  dark: {
    series: ["#3f8cff", "#e0752a", "#86f0c8", "#b06cc0", "#ffc53d", "#69bdf5", "#fe8fa3"],
    text: "#e8eaee",
    muted: "#9aa2af",
    background: "#14171c",
    published: "#e8eaee",
  },
};

const roles = ["text", "muted", "background", "published"] as const;

/** Every custom property with its concrete value in a theme. */
function properties(theme: Theme): ReadonlyMap<string, string> {
  const palette = themes[theme];
  return new Map([
    ...palette.series.map((value, index) => [`--figure-series-${index + 1}`, value] as const),
    ...roles.map((role) => [`--figure-${role}`, palette[role]] as const),
  ]);
}

/** The palette a figure draws with: custom properties that the page sets per theme and `resolveColors` replaces in files. */
export const cssPalette: Palette = {
  series: themes.light.series.map((_, index) => `var(--figure-series-${index + 1})`),
  text: "var(--figure-text)",
  muted: "var(--figure-muted)",
  background: "var(--figure-background)",
  published: "var(--figure-published)",
};

/** The theme as CSS declarations: `--figure-series-1: #2b5fd9; ...` */
export function paletteDeclarations(theme: Theme): string {
  return [...properties(theme)].map(([name, value]) => `${name}: ${value};`).join(" ");
}

/** Replaces the palette's custom properties by a theme's colours, for files that no page styles. */
export function resolveColors(svg: string, theme: Theme): string {
  const values = properties(theme);
  return svg.replaceAll(/var\((--figure-[a-z0-9-]+)\)/g, (_, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`palette: the drawing uses ${name}, expected one of ${[...values.keys()].join(", ")}`);
    return value;
  });
}
